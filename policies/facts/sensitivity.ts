import type { Draft, Unknown } from "../../swarm/draft";
import { unknown } from "../../swarm/draft";
import type { Labels } from "../../swarm/labels";
import { isMarked } from "../../swarm/labels";
import { swarmLabel } from "../../swarm/swarmLabel";
import { firstReason } from "../unknowns/looks";
import { isOn } from "./network";
import { matchesAny } from "./pattern";
import { texts } from "../rule/settings";
import type { ValuesOf } from "../rule/settings";

/** What makes a network sensitive, beside the label and the component's input: settings of every rule that asks. */
export const sensitivity = {
  sensitiveLabels: texts(
    `Further labels that mark a network as sensitive, like ${swarmLabel.sensitive.key}: KEY with any value that does ` +
      'not read as "no", or KEY=VALUE for one value.',
  ),
  sensitiveNames: texts(
    "Logical or physical names of networks that are sensitive without a label; * matches any characters.",
  ),
} as const;

/** A network, with what may mark it as sensitive. */
export interface Marked {
  readonly logicalName: string;
  readonly network: { readonly name?: Draft<string>; readonly labels?: Draft<Labels> };
  /**
   * Inputs of the OverlayNetwork around it, where there is one: a transform may have taken away the label that it sets.
   */
  readonly component?: { readonly sensitive?: Draft<boolean> };
}

/**
 * Why a network is sensitive, as the end of "Network x …": `has the label …`. `undefined` when it is not; unknown may
 * be either.
 */
export function sensitiveBecause(
  network: Marked,
  { sensitiveLabels, sensitiveNames }: ValuesOf<typeof sensitivity>,
): string | Unknown | undefined {
  return firstReason(
    // The label of the components counts always: a configuration adds to what is protected.
    () => markedBecause(network, [swarmLabel.sensitive.key, ...sensitiveLabels], sensitiveNames, "sensitive"),
    () => (isOn(network.component?.sensitive) === true ? "is that of a sensitive OverlayNetwork" : undefined),
  );
}

/**
 * Why a network has a mark, under the terms of {@link sensitiveBecause}.
 *
 * @param what the mark stands for, as the end of "a network that is …"
 */
export function markedBecause(
  { logicalName, network }: Marked,
  marks: readonly string[],
  patterns: readonly string[],
  what: string,
): string | Unknown | undefined {
  const byName = (name: string): string | undefined => {
    const pattern = matchesAny([name], patterns);
    return pattern === undefined ? undefined : `is ${what} by its name ("${pattern}")`;
  };
  return firstReason(
    ...marks.map((mark) => () => {
      const marked = isMarked(network.labels, mark);
      return marked === true ? `has the label ${mark}` : marked === undefined ? unknown : undefined;
    }),
    () => byName(logicalName),
    () => {
      const name = patterns.length === 0 ? undefined : network.name;
      return typeof name === "string" ? byName(name) : name;
    },
  );
}
