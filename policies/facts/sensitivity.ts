import type { Draft } from "../../swarm/draft";
import { isPresent, unknown } from "../../swarm/draft";
import type { Labels } from "../../swarm/labels";
import { isMarked } from "../../swarm/labels";
import { swarmLabel } from "../../swarm/swarmLabel";
import { isOn } from "./network";
import { matchesAny } from "./pattern";
import { texts } from "../rule/settings";
import type { ValuesOf } from "../rule/settings";

/** What makes a network sensitive, beside the label and the component's input: settings of every rule that asks. */
export const sensitivity = {
  sensitiveLabels: texts(
    `Labels that mark a network as sensitive like ${swarmLabel.sensitive.key}, unless their value reads as "no": the key, or key=value ` +
      `for one value alone.`,
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
  /** Inputs of the OverlayNetwork around it, where there is one: a transform may have taken away the label that it sets. */
  readonly component?: { readonly sensitive?: Draft<boolean> };
}

/** Why a network is sensitive, as the end of "Network x …": `has the label …`. `undefined` when it is not; unknown may be either. */
export function sensitiveBecause(
  network: Marked,
  { sensitiveLabels, sensitiveNames }: ValuesOf<typeof sensitivity>,
): string | typeof unknown | undefined {
  // The label of the components counts always: a configuration adds to what is protected.
  const because = markedBecause(network, [swarmLabel.sensitive.key, ...sensitiveLabels], sensitiveNames, "sensitive");
  const { sensitive } = network.component ?? {};
  return isPresent(because) || !isPresent(sensitive) || isOn(sensitive) !== true
    ? because
    : "is that of a sensitive OverlayNetwork";
}

/**
 * Why a network has a mark, under the terms of {@link sensitiveBecause}.
 *
 * @param what the mark stands for, as the end of "a network that is …"
 */
export function markedBecause(
  { logicalName, name, labels }: Marked,
  marks: readonly string[],
  patterns: readonly string[],
  what: string,
): string | typeof unknown | undefined {
  const verdicts = marks.map((mark) => [mark, isMarked(labels, mark)] as const);
  const marked = verdicts.find(([, verdict]) => verdict === true);
  if (marked !== undefined) return `has the label ${marked[0]}`;
  const names = [logicalName, ...(isPresent(name) ? [name] : [])];
  const pattern = matchesAny(names, patterns);
  if (pattern !== undefined) return `is ${what} by its name ("${pattern}")`;
  const open = verdicts.some(([, verdict]) => verdict === undefined) || (name === unknown && patterns.length > 0);
  return open ? unknown : undefined;
}
