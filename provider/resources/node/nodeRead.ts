import { isDeepStrictEqual } from "node:util";
import { isUnreachable } from "../../engine/meaning";
import { readNodeInputs } from "../../mapping/node/node";
import { changeableNames } from "../../mapping/node/nodeTable";
import { findNode } from "./nodeChange";
import { allLabels, nodeState, without, type NodeView } from "./nodeLive";
import { Managers } from "./nodeManagers";
import { isOut, settledMembership } from "./nodeMembership";
import type { Live, Operation } from "../../handler/handler";
import { Deadline } from "../../reconcile/deadline";
import type { Properties } from "../../handler/properties";

/** The seconds that a daemon has to find its swarm after its start. */
const settlingSeconds = 30;

/**
 * Reads a live node. It is gone when its own daemon is not in a swarm or is another node, or when the swarm's managers
 * no longer list it. If the daemon does not answer, the provider asks a manager.
 */
export async function readNode(
  id: string,
  previous: { inputs: Properties; state: Properties } | undefined,
  operation: Operation,
): Promise<Live | undefined> {
  const { inputs = {}, state = {} } = previous ?? {};
  const { managerHosts, swarmId } = readNodeInputs({ ...inputs, ...state });
  const managers = new Managers(operation, managerHosts, swarmId);
  const view = await look(id, managers, operation);
  if (view === undefined) return undefined;
  if (previous === undefined) return importNode(view, operation);
  const given = readNodeInputs(inputs);
  const live = await nodeState(view, inputs, given, operation, state);
  return { id, inputs: withDrift(inputs, live), state: live };
}

async function look(id: string, managers: Managers, operation: Operation): Promise<NodeView | undefined> {
  try {
    const info = await settledMembership(operation, Deadline.after(settlingSeconds, operation.signal));
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
      `Node "${operation.logicalName}": its daemon at ${operation.engine.host} does not answer. A manager says that ` +
        `the node is ${node.Status.State}.`,
    );
    return { id, info: undefined, manager, node };
  }
}

/** The inputs that leave the node as it is. The Engine does not show its listen and data path addresses. */
async function importNode(view: NodeView, operation: Operation): Promise<Live> {
  const { id, node, info } = view;
  const inputs: Properties = {
    role: node?.Spec.Role ?? (info?.Swarm.ControlAvailable === true ? "manager" : "worker"),
    ...(node === undefined ? {} : { availability: node.Spec.Availability, labels: allLabels(node) }),
  };
  const state = await nodeState(view, inputs, readNodeInputs(inputs), operation);
  return { id, inputs, state: without(state, "listenAddress", "dataPathAddress") };
}

/** The previous inputs, with the live values of those that can be changed. */
function withDrift(inputs: Properties, live: Properties): Properties {
  const drifting = changeableNames.filter(
    (name) => inputs[name] !== undefined && live[name] !== undefined && !isDeepStrictEqual(inputs[name], live[name]),
  );
  return { ...inputs, ...Object.fromEntries(drifting.map((name) => [name, live[name]] as const)) };
}
