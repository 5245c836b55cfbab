import type { Engine } from "../../engine/engine";
import { isNotFound, isOutOfSequence } from "../../engine/error";
import { poll } from "../../engine/poll";
import type { Node } from "../../engine/types";
import { withNodeSpec, withSettings, type NodeInputs } from "../../mapping/node/node";
import { waitForRole } from "./nodeMembership";
import { isChanging, type Managers } from "./nodeManagers";
import type { Operation } from "../../handler/handler";

/** The node as the swarm's store has it; `undefined` when the swarm has no such node. */
export async function findNode(manager: Engine, id: string, signal: AbortSignal): Promise<Node | undefined> {
  const node = await manager.inspectNode(id, signal).catch((error: unknown) => {
    if (isNotFound(error)) return undefined;
    throw error;
  });
  // Where no id is the same, the Engine looks for a name.
  return node?.ID === id ? node : undefined;
}

/**
 * Writes a node's spec, on the version that is there, until nobody else has been faster.
 *
 * @param what for messages, e.g. `change its labels`
 * @param change answers the same object when there is nothing to write
 * @returns the spec that is there now
 */
export async function changeNode(
  id: string,
  what: string,
  change: (spec: Node["Spec"]) => Node["Spec"],
  managers: Managers,
  operation: Operation,
  timeoutSeconds: number,
): Promise<Node["Spec"]> {
  const { signal } = operation;
  const write = async (): Promise<Node["Spec"] | undefined> => {
    try {
      const manager = await managers.require(what);
      const { Version, Spec } = await manager.inspectNode(id, signal);
      const next = change(Spec);
      if (next !== Spec) await manager.updateNode(id, Version.Index, next, signal);
      return next;
    } catch (error) {
      // The same update twice is one update.
      if (isOutOfSequence(error) || isChanging(error)) return undefined;
      throw error;
    }
  };
  return poll(`the swarm to ${what}`, write, { timeoutSeconds, signal });
}

/**
 * Gives a node its labels, availability and role, and waits until it really is what it is said to be.
 *
 * @param dropped labels that were given before and are no longer
 */
export async function applyNode(
  id: string,
  given: Pick<NodeInputs, "role" | "availability" | "labels">,
  dropped: readonly string[],
  managers: Managers,
  operation: Operation,
  left: () => number,
): Promise<void> {
  const { role, availability, labels } = given;
  if (role === undefined && availability === undefined && labels === undefined && dropped.length === 0) return;
  const change = (spec: Node["Spec"]): Node["Spec"] => withNodeSpec(spec, given, dropped);
  if (role === "worker") {
    // A manager that becomes a worker changes the rest while it can.
    await applyNode(id, { availability, labels }, dropped, managers, operation, left);
  }
  const what =
    role === "worker" ? "demote it" : role === "manager" ? "promote it" : "change its labels or availability";
  await changeNode(id, what, change, managers, operation, left());
  if (role === undefined) return;
  operation.status(`waiting for the node to be a ${role}`);
  await waitForRole(role, operation, left());
}

/** Gives the swarm the settings that a node declares, as far as they are not there. */
export async function applySettings(
  given: NodeInputs,
  managers: Managers,
  operation: Operation,
  left: () => number,
): Promise<void> {
  const empty = {};
  if (withSettings(empty, given) === empty) return;
  const { signal } = operation;
  const write = async (): Promise<true | undefined> => {
    try {
      const manager = await managers.require("change the swarm's settings");
      const { version, settings } = await manager.swarmSettings(signal);
      const next = withSettings(settings, given);
      if (next !== settings) await manager.updateSwarm(version, next, signal);
      return true;
    } catch (error) {
      if (isOutOfSequence(error) || isChanging(error)) return undefined;
      throw error;
    }
  };
  await poll("the swarm to take its settings", write, { timeoutSeconds: left(), signal });
}
