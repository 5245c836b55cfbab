import type { Draft, Unknown } from "../../swarm/draft";
import { unknown } from "../../swarm/draft";
import type { Labels } from "../../swarm/labels";
import { isMarked } from "../../swarm/labels";
import { swarmLabel } from "../../swarm/swarmLabel";
import { firstReason, settled, when } from "../unknowns/looks";
import { isOn } from "./network";
import { matchesAny } from "./pattern";
import { texts } from "../rule/settings";
import type { ValuesOf } from "../rule/settings";

/**
 * The settings that make a network sensitive, in addition to the label and the component's input. Several rules have
 * them.
 */
export const sensitivity = {
  sensitiveLabels: texts(
    `Further labels that mark a network as sensitive, like ${swarmLabel.sensitive.key}: KEY with any value that does ` +
      'not read as "no", or KEY=VALUE for one value.',
  ),
  sensitiveNames: texts(
    "Logical or physical names of networks that are sensitive without a label; * matches any characters.",
  ),
} as const;

/** A network with the facts that can mark it as sensitive. */
export interface Marked {
  readonly logicalName: string;
  readonly network: { readonly name?: Draft<string>; readonly labels?: Draft<Labels> };
  /**
   * The inputs of its OverlayNetwork, if there is one: a transform may have removed the label that the component sets.
   */
  readonly component?: { readonly sensitive?: Draft<boolean> };
}

/**
 * Why a network is sensitive, as the end of "Network x …", such as `has the label …`. `undefined` if it is not
 * sensitive, and unknown if that depends on an unknown value.
 */
export function sensitiveBecause(
  network: Marked,
  { sensitiveLabels, sensitiveNames }: ValuesOf<typeof sensitivity>,
): string | Unknown | undefined {
  return firstReason(
    // The label of the components always counts: a configuration can only add sensitive networks.
    () => markedBecause(network, [swarmLabel.sensitive.key, ...sensitiveLabels], sensitiveNames, "sensitive"),
    () => when(isOn(network.component?.sensitive), "is that of a sensitive OverlayNetwork"),
  );
}

/**
 * Why a network has a mark, with the same results as {@link sensitiveBecause}.
 *
 * @param what the meaning of the mark, as the end of "a network that is …"
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
      const marked = settled(() => isMarked(network.labels, mark) ?? unknown);
      return when(marked, `has the label ${mark}`);
    }),
    () => byName(logicalName),
    () => {
      const name = patterns.length === 0 ? undefined : network.name;
      return typeof name === "string" ? byName(name) : name;
    },
  );
}
