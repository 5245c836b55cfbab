import { swarmLabel } from "../../../swarm/swarmLabel";
import { nodeAvailabilities, nodeRoles, type NodeAvailability, type NodeRole } from "../../../swarm/node";
import type { Engine } from "../../engine/engine";
import { isStillManager } from "../../engine/error";
import { poll } from "../../engine/poll";
import type { Node } from "../../engine/types";
import type { NodeInputs } from "../../mapping/node/node";
import { changeNode, findNode } from "./nodeChange";
import { isChanging, type Managers } from "./nodeManagers";
import type { Operation } from "../../handler/handler";

/** What a node was before it left, written down in a label of its own object, which the swarm keeps until the node is back. */
interface Memory {
  readonly availability: NodeAvailability;
  readonly role: NodeRole;
}

/** A node's spec with what it is now written down in it, and then drained. What is written down already stays. */
export function withMemory(spec: Node["Spec"]): Node["Spec"] {
  const memory: Memory = memoryOf(spec) ?? { availability: spec.Availability, role: spec.Role };
  const labels = { ...spec.Labels, [swarmLabel.formerNode.key]: JSON.stringify(memory) };
  return { ...spec, Labels: labels, Availability: "drain" };
}

/**
 * The object that a node had in the swarm before it left or was lost: of the same host name, and marked when it left, or at the same
 * address, which two nodes cannot have.
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

/** What of a node nobody declares, as it was; what is declared as it is declared. */
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

/** Takes a lost manager out of the managers' vote, so that the others have a majority without it. What it was stays written down. */
export async function retire(
  former: Node,
  managers: Managers,
  operation: Operation,
  timeoutSeconds: number,
): Promise<void> {
  if (former.Spec.Role === "worker") return;
  operation.status(`taking the node's former self ${former.ID} out of the managers`);
  const demoted = (spec: Node["Spec"]): Node["Spec"] => ({ ...withMemory(spec), Role: "worker" });
  await changeNode(former.ID, "demote the node's former self", demoted, managers, operation, timeoutSeconds);
}

/** Removes a node that has left from the swarm's list. */
export async function forget(
  id: string,
  managers: Managers,
  operation: Operation,
  timeoutSeconds: number,
): Promise<void> {
  const { signal } = operation;
  let last: unknown;
  const remove = async (): Promise<true | undefined> => {
    const manager = await managers.require("remove it from the swarm's list");
    try {
      const node = await findNode(manager, id, signal);
      if (node === undefined) return true;
      await manager.removeNode(id, { force: true }, signal);
      return true;
    } catch (error) {
      last = error;
      // A manager that was demoted is one until the others have agreed.
      if (isChanging(error) || isStillManager(error)) return undefined;
      throw error;
    }
  };
  const missing = (): string | undefined => (last instanceof Error ? last.message : undefined);
  await poll("the swarm to remove the node from its list", remove, { timeoutSeconds, signal, missing });
}

function memoryOf({ Labels }: Node["Spec"]): Memory | undefined {
  const text = Labels?.[swarmLabel.formerNode.key];
  if (text === undefined) return undefined;
  try {
    const { availability, role } = JSON.parse(text) as Partial<Memory>;
    const isWhole = nodeAvailabilities.some((word) => word === availability) && nodeRoles.some((word) => word === role);
    return isWhole ? ({ availability, role } as Memory) : undefined;
  } catch {
    // Somebody has written something else there.
    return undefined;
  }
}
