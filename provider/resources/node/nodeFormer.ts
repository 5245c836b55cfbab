import { swarmLabel } from "../../../swarm/swarmLabel";
import { nodeAvailabilities, nodeRoles, type NodeAvailability, type NodeRole } from "../../../swarm/node";
import type { Engine } from "../../engine/engine";
import type { Node } from "../../engine/types";
import type { NodeInputs } from "../../mapping/node/node";
import { changeNode, findNode } from "./nodeChange";
import type { Managers } from "./nodeManagers";
import type { Operation } from "../../handler/handler";
import type { Deadline } from "../../reconcile/deadline";
import { removeAndWait } from "../../reconcile/removeAndWait";
import { membershipRules } from "../../reconcile/retry";

/**
 * The role and availability of a node before it left. A label of its node object stores them until the node is back.
 */
interface Memory {
  readonly availability: NodeAvailability;
  readonly role: NodeRole;
}

/** A drained node's spec, with a label that stores the present spec. A label from before stays. */
export function withMemory(spec: Node["Spec"]): Node["Spec"] {
  const memory: Memory = memoryOf(spec) ?? { availability: spec.Availability, role: spec.Role };
  const labels = { ...spec.Labels, [swarmLabel.formerNode.key]: JSON.stringify(memory) };
  return { ...spec, Labels: labels, Availability: "drain" };
}

/**
 * The node object from before the node left or was lost. It has the same host name, and either the label of a node that
 * left, or the same address, which two nodes cannot share.
 *
 * @param address `undefined`: not known
 */
export async function findFormer(
  manager: Engine,
  { hostname, address, id }: { readonly hostname: string; readonly address: string | undefined; readonly id?: string },
  signal: AbortSignal,
): Promise<Node | undefined> {
  const nodes = await manager.listNodes({}, signal);
  return nodes.find(
    ({ ID, Description, Spec, Status }) =>
      ID !== id &&
      Description?.Hostname === hostname &&
      (memoryOf(Spec) !== undefined || (address !== undefined && Status.Addr === address)),
  );
}

/** The declared properties of a node, and the others as they were before it left. */
export function restored(
  given: NodeInputs,
  former: Node["Spec"],
): Pick<NodeInputs, "role" | "availability" | "labels"> {
  const memory = memoryOf(former);
  const labels = Object.entries(former.Labels ?? {}).filter(([name]) => name !== swarmLabel.formerNode.key);
  return {
    role: given.role ?? memory?.role ?? former.Role,
    availability: given.availability ?? memory?.availability ?? former.Availability,
    labels: { ...Object.fromEntries(labels), ...given.labels },
  };
}

/** Demotes a lost manager, so that the other managers have a majority without it. A label stores its role. */
export async function retire(
  former: Node,
  managers: Managers,
  operation: Operation,
  deadline: Deadline,
): Promise<void> {
  if (former.Spec.Role === "worker") return;
  operation.status(`demoting the node's former entry ${former.ID}`);
  const demoted = (spec: Node["Spec"]): Node["Spec"] => ({ ...withMemory(spec), Role: "worker" });
  await changeNode(former.ID, "demote the node's former entry", demoted, managers, operation, deadline);
}

/** Removes a node that has left from the swarm's list. */
export async function forget(id: string, managers: Managers, operation: Operation, deadline: Deadline): Promise<void> {
  await removeAndWait(
    {
      what: "the node's entry in the swarm's list",
      remove: async (signal) => {
        const manager = await managers.require("remove it from the swarm's list");
        const node = await findNode(manager, id, signal);
        if (node !== undefined) await manager.removeNode(id, { force: true }, signal);
      },
      // A demoted node remains a manager until the other managers have agreed.
      rules: membershipRules,
    },
    operation,
    deadline,
  );
}

function memoryOf({ Labels }: Node["Spec"]): Memory | undefined {
  const text = Labels?.[swarmLabel.formerNode.key];
  if (text === undefined) return undefined;
  try {
    const { availability, role } = JSON.parse(text) as Partial<Memory>;
    const isWhole = nodeAvailabilities.some((word) => word === availability) && nodeRoles.some((word) => word === role);
    return isWhole ? ({ availability, role } as Memory) : undefined;
  } catch {
    // The label was changed outside of Pulumi.
    return undefined;
  }
}
