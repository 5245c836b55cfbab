import { swarmLabel } from "../../swarm/swarmLabel";
import type { StringMap } from "../engine/types/base";
import { stackOf } from "../handler/urn";

/** What the labels of an object say about its owner. */
export interface Owner {
  /** E.g. `It is part of the stack "shop" of 'docker stack deploy'.` */
  readonly sentence: string;
  /** The other Pulumi stack that has it, which must release it before this one can import it. */
  readonly isOfOtherStack: boolean;
}

/**
 * The owner of an object, as far as its labels tell.
 *
 * @param urn of the resource that asks: its own stack is not another owner
 */
export function ownerOf(labels: StringMap | null | undefined, urn: string): Owner | undefined {
  const namespace = labels?.["com.docker.stack.namespace"];
  if (namespace !== undefined)
    return { sentence: `It is part of the stack "${namespace}" of 'docker stack deploy'.`, isOfOtherStack: false };
  const identity = labels?.[swarmLabel.identity.key];
  if (identity === undefined) return undefined;
  const [project = "", stack = "", ...name] = identity.split("/");
  const own = stackOf(urn);
  if (project === own.project && stack === own.stack) return undefined;
  return {
    sentence: `It belongs to "${name.join("/")}" of stack "${stack}" in project "${project}".`,
    isOfOtherStack: true,
  };
}
