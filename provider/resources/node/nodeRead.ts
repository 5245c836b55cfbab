import { isUnreachable } from "../../engine/error";
import { isDeepStrictEqual } from "node:util";
import { swarmSettings } from "../../../swarm/node";
import { readNodeInputs } from "../../mapping/node/node";
import { findNode } from "./nodeChange";
import { allLabels, nodeState, without, type NodeView } from "./nodeLive";
import { Managers } from "./nodeManagers";
import { isOut, settledMembership } from "./nodeMembership";
import type { Live, Operation } from "../../handler/handler";
import type { Properties } from "../../handler/properties";

/** Seconds that a daemon which has just started gets to find its swarm. */
const settling = 30;

/**
 * A node as it is. Gone when its own daemon is in no swarm, or in it as another node, or when the swarm's managers have it no more; when the
 * daemon does not answer, a manager tells.
 */
export async function readNode(
  id: string,
  known: { inputs: Properties; state: Properties } | undefined,
  operation: Operation,
): Promise<Live | undefined> {
  const { inputs = {}, state = {} } = known ?? {};
  const { managerHosts, swarmId } = readNodeInputs({ ...inputs, ...state });
  const managers = new Managers(operation, managerHosts, swarmId);
  const view = await look(id, managers, operation);
  if (view === undefined) return undefined;
  if (known === undefined) return importNode(view, operation);
  const given = readNodeInputs(inputs);
  const live = await nodeState(view, inputs, given, operation, state);
  return { id, inputs: withDrift(inputs, live), state: live };
}

async function look(id: string, managers: Managers, operation: Operation): Promise<NodeView | undefined> {
  try {
    const info = await settledMembership(operation, settling);
    if (isOut(info.Swarm) || info.Swarm.NodeID !== id) return undefined;
    const manager = await managers.find();
    const node = manager === undefined ? undefined : await findNode(manager, id, operation.signal);
    return manager !== undefined && node === undefined ? undefined : { id, info, manager, node };
  } catch (error) {
    const manager = isUnreachable(error) ? await managers.find({ others: true }) : undefined;
    if (manager === undefined) throw error;
    const node = await findNode(manager, id, operation.signal);
    if (node === undefined) return undefined;
    operation.warn(
      `Node "${operation.logicalName}": its daemon at ${operation.engine.host} does not answer. A manager says that the node is ` +
        `${node.Status.State}.`,
    );
    return { id, info: undefined, manager, node };
  }
}

/** What a program would declare to leave it as it is. Where it listens and takes data traffic the Engine does not show. */
async function importNode(view: NodeView, operation: Operation): Promise<Live> {
  const { id, node, info } = view;
  const inputs: Properties = {
    role: node?.Spec.Role ?? (info?.Swarm.ControlAvailable === true ? "manager" : "worker"),
    ...(node === undefined ? {} : { availability: node.Spec.Availability, labels: allLabels(node) }),
  };
  const state = await nodeState(view, inputs, readNodeInputs(inputs), operation);
  return { id, inputs, state: without(state, "listenAddress", "dataPathAddress") };
}

/** The inputs as they are known, with what there really is of those that can be changed. */
function withDrift(inputs: Properties, live: Properties): Properties {
  const drifting = ["role", "availability", "labels", ...swarmSettings].filter(
    (name) => inputs[name] !== undefined && live[name] !== undefined && !isDeepStrictEqual(inputs[name], live[name]),
  );
  return { ...inputs, ...Object.fromEntries(drifting.map((name) => [name, live[name]] as const)) };
}
