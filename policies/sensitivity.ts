import type { Draft } from "../swarm/draft";
import { isKnown, unknown } from "../swarm/draft";
import type { Labels } from "../swarm/labels";
import { isMarked, label } from "../swarm/labels";
import { matchesAny } from "./pattern";
import { texts } from "./settings";
import type { ValuesOf } from "./settings";

/** What makes a network sensitive, beside the label and the component's input: settings of every rule that asks. */
export const sensitivity = {
  sensitiveLabels: texts(
    `Labels that mark a network as sensitive, unless their value reads as "no": the key, or key=value for one value alone.`,
    [label.sensitive],
  ),
  sensitiveNames: texts(
    "Names of networks that are sensitive without a label, logical or in the swarm; * stands for any characters.",
  ),
} as const;

/** What is known of a network in question. */
export interface Marked {
  /** Logical name. */
  readonly logicalName: string;
  readonly name?: Draft<string>;
  readonly labels?: Draft<Labels>;
}

/** Why a network is sensitive, as the end of "Network x …": `has the label …`. `undefined` when it is not; unknown may be either. */
export function sensitiveBecause(
  { logicalName, name, labels }: Marked,
  { sensitiveLabels, sensitiveNames }: ValuesOf<typeof sensitivity>,
): string | typeof unknown | undefined {
  const verdicts = sensitiveLabels.map((entry) => [entry, isMarked(labels, entry)] as const);
  const marked = verdicts.find(([, verdict]) => verdict === true);
  if (marked !== undefined) return `has the label ${marked[0]}`;
  const names = [logicalName, ...(isKnown(name) ? [name] : [])];
  const pattern = matchesAny(names, sensitiveNames);
  if (pattern !== undefined) return `is sensitive by its name ("${pattern}")`;
  const open = verdicts.some(([, verdict]) => verdict === undefined) || (name === unknown && sensitiveNames.length > 0);
  return open ? unknown : undefined;
}
