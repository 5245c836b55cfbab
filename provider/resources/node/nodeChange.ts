import type { Engine } from "../../engine/engine";
import { isNotFound } from "../../engine/meaning";
import type { Node, SwarmSettings } from "../../engine/types";
import { declaresSettings, withNodeSpec, withSettings, type NodeInputs } from "../../mapping/node/node";
import { waitForRole } from "./nodeMembership";
import type { Managers } from "./nodeManagers";
import type { Operation } from "../../handler/handler";
import type { Deadline } from "../../reconcile/deadline";
import { modify } from "../../reconcile/modify";
import { membershipRules } from "../../reconcile/retry";

/** The node in the swarm's store; `undefined` when the swarm has no such node. */
export async function findNode(manager: Engine, id: string, signal: AbortSignal): Promise<Node | undefined> {
  const node = await manager.inspectNode(id, signal).catch((error: unknown) => {
    if (isNotFound(error)) return undefined;
    throw error;
  });
  // When no node has this id, the Engine looks for a name.
  return node?.ID === id ? node : undefined;
}

/**
 * Changes a node's spec.
 *
 * @param what for messages, e.g. `change its labels`
 * @param change returns the same object when there is nothing to change
 */
export async function changeNode(
  id: string,
  what: string,
  change: (spec: Node["Spec"]) => Node["Spec"],
  managers: Managers,
  operation: Operation,
  deadline: Deadline,
): Promise<void> {
  await modify<Engine, Node["Spec"]>(
    {
      what: `node "${operation.logicalName}"`,
      // Through a manager that is looked for each time: roles change meanwhile.
      read: async (signal) => {
        const manager = await managers.require(what);
        const { Version, Spec } = await manager.inspectNode(id, signal);
        return { object: manager, spec: Spec, version: Version.Index };
      },
      change: ({ spec }) => unlessSame(spec, change(spec)),
      write: (spec, { object: manager, version }, signal) => manager.updateNode(id, version, spec, signal),
      rules: membershipRules,
    },
    operation,
    deadline,
  );
}

function unlessSame<T>(before: T, after: T): T | undefined {
  return after === before ? undefined : after;
}

/**
 * Gives a node its labels, availability and role, and waits until it has taken its role.
 *
 * @param dropped labels that the previous inputs had and the present ones do not
 */
export async function applyNode(
  id: string,
  given: Pick<NodeInputs, "role" | "availability" | "labels">,
  dropped: readonly string[],
  managers: Managers,
  operation: Operation,
  deadline: Deadline,
): Promise<void> {
  const { role, availability, labels } = given;
  if (role === undefined && availability === undefined && labels === undefined && dropped.length === 0) return;
  const change = (spec: Node["Spec"]): Node["Spec"] => withNodeSpec(spec, given, dropped);
  if (role === "worker") {
    // A manager that becomes a worker makes the other changes while it can.
    await applyNode(id, { availability, labels }, dropped, managers, operation, deadline);
  }
  const what =
    role === "worker" ? "demote it" : role === "manager" ? "promote it" : "change its labels or availability";
  await changeNode(id, what, change, managers, operation, deadline);
  if (role === undefined) return;
  operation.status(`waiting for the node to be a ${role}`);
  await waitForRole(role, operation, deadline);
}

/** Gives the swarm the settings that a node declares. */
export async function applySettings(
  given: NodeInputs,
  managers: Managers,
  operation: Operation,
  deadline: Deadline,
): Promise<void> {
  if (!declaresSettings(given)) return;
  await modify<Engine, SwarmSettings>(
    {
      what: "the swarm's settings",
      read: async (signal) => {
        const manager = await managers.require("change the swarm's settings");
        const { version, settings } = await manager.swarmSettings(signal);
        return { object: manager, spec: settings, version };
      },
      change: ({ spec }) => unlessSame(spec, withSettings(spec, given)),
      write: (settings, { object: manager, version }, signal) => manager.updateSwarm(version, settings, signal),
      rules: membershipRules,
    },
    operation,
    deadline,
  );
}
