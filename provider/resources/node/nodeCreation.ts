import { poll } from "../../engine/poll";
import type { Info, Node } from "../../engine/types";
import { ipOf, readNodeInputs, type NodeInputs } from "../../mapping/node/node";
import { isAtItsPlace } from "./nodeAdoption";
import { applyNode, applySettings, findNode } from "./nodeChange";
import { enterSwarm, warnOfOtherAddress } from "./nodeEntry";
import { findFormer, forget, restored, retire } from "./nodeFormer";
import { nodeState, type NodeView } from "./nodeLive";
import { isChanging, Managers } from "./nodeManagers";
import { isOut, settledMembership, waitUntilOut } from "./nodeMembership";
import { PartialFailure, type Live, type Operation } from "../../handler/handler";
import type { Properties } from "../../handler/properties";

/**
 * Brings a node into a swarm, or finds it there, and makes it what is declared. What nobody declares is as it was, if the node has been in
 * this swarm before.
 *
 * @throws PartialFailure when the node is in the swarm and could not be made what is declared
 */
export async function createNode(inputs: Properties, operation: Operation, timeoutSeconds: number): Promise<Live> {
  const given = readNodeInputs(inputs);
  const end = performance.now() + timeoutSeconds * 1000;
  const left = (): number => Math.max(1, (end - performance.now()) / 1000);
  const managers = new Managers(operation, given.managerHosts, given.swarmId);
  const before = await settledMembership(operation, left());
  let isIn = !isOut(before.Swarm);
  if (isIn && !(await isAtItsPlace(before, given, managers, operation))) {
    operation.status("leaving a swarm that has taken the node out of its list");
    await operation.engine.leaveSwarm({ force: true }, operation.signal);
    await waitUntilOut(operation, left());
    isIn = false;
  }
  const former = isIn ? undefined : await prepareReturn(before, given, managers, operation, left);
  const entering = former === undefined ? given : { ...given, availability: restored(given, former.Spec).availability };
  if (!isIn) await enterSwarm(entering, managers, operation, left);
  return finish(inputs, given, former, managers, operation, left);
}

/** Looks for what the node was in the swarm that it is about to enter. */
async function prepareReturn(
  { Name: hostname }: Info,
  given: NodeInputs,
  managers: Managers,
  operation: Operation,
  left: () => number,
): Promise<Node | undefined> {
  const manager = await managers.find({ others: true });
  if (manager === undefined) return undefined;
  const former = await findFormer(manager, { hostname, address: ipOf(given.advertiseAddress) }, operation.signal);
  if (former !== undefined) await retire(former, managers, operation, left());
  return former;
}

async function finish(
  inputs: Properties,
  given: NodeInputs,
  found: Node | undefined,
  managers: Managers,
  operation: Operation,
  left: () => number,
): Promise<Live> {
  const { engine, signal } = operation;
  const info = await engine.info(signal);
  const { NodeID: id, NodeAddr: address } = info.Swarm;
  warnOfOtherAddress(given, address, operation);
  try {
    await waitUntilReady(id, managers, operation, left);
    const manager = await managers.find();
    const former =
      found ??
      (manager === undefined ? undefined : await findFormer(manager, { hostname: info.Name, address, id }, signal));
    await applySettings(given, managers, operation, left);
    await applyNode(id, former === undefined ? given : restored(given, former.Spec), [], managers, operation, left);
    if (former !== undefined) await forget(former.ID, managers, operation, left());
    const view = await viewNode(id, managers, operation);
    return { id, inputs, state: await nodeState(view, inputs, given, operation) };
  } catch (error) {
    const view: NodeView = { id, info, manager: undefined, node: undefined };
    const live: Live = { id, inputs, state: await nodeState(view, inputs, given, operation) };
    const words = error instanceof Error ? error.message : String(error);
    throw new PartialFailure(live, [`The node is in the swarm, but not as declared: ${words}`], { cause: error });
  }
}

/** Waits until the swarm sees the node and, if it is a manager, where it is reached: others join through it. */
async function waitUntilReady(id: string, managers: Managers, operation: Operation, left: () => number): Promise<void> {
  const { signal, engine } = operation;
  const look = async (): Promise<true | undefined> => {
    try {
      const manager = await managers.find();
      // A worker that nobody can ask about.
      if (manager === undefined) return true;
      const node = await findNode(manager, id, signal);
      const isManager = (await engine.info(signal)).Swarm.ControlAvailable;
      const isPresent = node?.Spec.Role !== "manager" || (isManager && node.ManagerStatus?.Addr !== undefined);
      return node?.Status.State === "ready" && isPresent ? true : undefined;
    } catch (error) {
      if (isChanging(error)) return undefined;
      throw error;
    }
  };
  await poll("the swarm to see the node", look, { timeoutSeconds: left(), signal });
}

/** A node as its own daemon and a manager have it now. */
export async function viewNode(id: string, managers: Managers, operation: Operation): Promise<NodeView> {
  const info = await operation.engine.info(operation.signal);
  const manager = await managers.find();
  const node = manager === undefined ? undefined : await findNode(manager, id, operation.signal);
  return { id, info, manager, node };
}
