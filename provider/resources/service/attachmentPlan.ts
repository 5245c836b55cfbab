import { unknown } from "../../../swarm/draft";
import type { Properties } from "../../handler/properties";
import type { AttachmentPlan, SwarmFacts } from "../../handler/resourcePlan";
import type { UpdatePlan } from "../../handler/updatePlan";
import { toNetworkState } from "../../mapping/network/network";
import { readNetworkInputs } from "../../mapping/network/networkInputs";
import { elementsOf, propertiesOf } from "../../mapping/fields/field";
import { networkWords } from "../../mapping/service/references";
import { isOfOneOverlay, obstacles } from "../network/networkReplacement";

/** The networks that a service joins and leaves, by name. `undefined` if its attachments stay as they are. */
export function attachmentPlan(
  before: Properties,
  inputs: Properties,
  facts: SwarmFacts | undefined,
  run: UpdatePlan,
): AttachmentPlan | undefined {
  const name = (word: string): string => nameOf(word, facts, run);
  const [was, now] = [networkWords(before), networkWords(inputs)];
  const replaced = was.filter((word) => isReplaced(word, run));
  const joins = now.filter((word) => !was.includes(word)).map(name);
  const leaves = was.filter((word) => !now.includes(word) && !replaced.includes(word)).map(name);
  const others = unknownAttachments(inputs) - replaced.filter((word) => !now.includes(word)).length;
  const created = Array.from({ length: Math.max(0, others) }, () => "a new network");
  if (joins.length + leaves.length + replaced.length + created.length === 0) return undefined;
  return { joins: [...joins, ...created], leaves, replaced: replaced.map(name) };
}

/**
 * How many times the tasks of an updated service restart: once with its own update, which joins the networks that
 * replace others, and again to leave an old or a transition network after all services have moved.
 */
export function restartsForNetworks(
  before: Properties,
  inputs: Properties,
  facts: SwarmFacts | undefined,
  run: UpdatePlan,
): number {
  const others = networkWords(before).map((word): number => {
    const next = run.changeOf(word);
    const live = facts?.networks.find(({ Id }) => Id === word);
    if (next?.isReplaced !== true || live === undefined || networkWords(inputs).includes(word)) return 0;
    const state = toNetworkState(live);
    if (!isOfOneOverlay(state, next.inputs)) return 0;
    return obstacles(readNetworkInputs(state), readNetworkInputs(next.inputs)).length > 0 ? 3 : 1;
  });
  return 1 + others.reduce((sum, one) => sum + one, 0);
}

function isReplaced(word: string, run: UpdatePlan): boolean {
  return run.changeOf(word)?.isReplaced === true;
}

/** The name of a network that a service refers to by its id or its name. */
function nameOf(word: string, facts: SwarmFacts | undefined, run: UpdatePlan): string {
  const name = run.changeOf(word)?.inputs.name;
  return facts?.networks.find(({ Id }) => Id === word)?.Name ?? (typeof name === "string" ? name : word);
}

/** The attachments to networks that the update creates, so that their ids are not known yet. */
function unknownAttachments({ taskSpec }: Properties): number {
  const given = elementsOf(propertiesOf(taskSpec).networksAdvanceds).map(propertiesOf);
  return given.filter(({ id, name }) => id === unknown || name === unknown).length;
}
