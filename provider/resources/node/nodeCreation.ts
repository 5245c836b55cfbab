import type { Info, Node } from "../../engine/types";
import { readNodeInputs, type NodeInputs } from "../../mapping/node/node";
import { ipOf } from "../../mapping/node/nodeAddresses";
import { isAtItsPlace } from "./nodeAdoption";
import { applyNode, applySettings, findNode } from "./nodeChange";
import { enterSwarm, warnOfOtherAddress } from "./nodeEntry";
import { findFormer, forget, restored, retire } from "./nodeFormer";
import { nodeState, type NodeView } from "./nodeLive";
import { Managers } from "./nodeManagers";
import { isOut, leaveSwarm, settledMembership } from "./nodeMembership";
import type { Live, Operation } from "../../handler/handler";
import { messageOf } from "../../engine/error";
import { awaitReady } from "../../reconcile/await";
import type { Deadline } from "../../reconcile/deadline";
import { finishOrKeep } from "../../reconcile/finishOrKeep";
import { membershipRules } from "../../reconcile/retry";
import type { Properties } from "../../handler/properties";

/**
 * Brings a node into a swarm, or finds it there, and applies its declaration. If the node was in this swarm before, its
 * undeclared properties are restored.
 *
 * @throws PartialFailure when the node is in the swarm, but its declaration could not be applied
 */
export async function createNode(inputs: Properties, operation: Operation, deadline: Deadline): Promise<Live> {
  const given = readNodeInputs(inputs);
  const managers = new Managers(operation, given.managerHosts, given.swarmId);
  const before = await settledMembership(operation, deadline);
  let isIn = !isOut(before.Swarm);
  if (isIn && !(await isAtItsPlace(before, given, managers, operation))) {
    operation.status("leaving a swarm that has removed the node from its list");
    await leaveSwarm(operation, deadline);
    isIn = false;
  }
  const former = isIn ? undefined : await prepareReturn(before, given, managers, operation, deadline);
  const entering = former === undefined ? given : { ...given, availability: restored(given, former.Spec).availability };
  if (!isIn) await enterSwarm(entering, managers, operation, deadline);
  return finish(inputs, given, former, managers, operation, deadline);
}

/**
 * Looks for the node's former entry in the swarm that it is about to enter. If that entry is a manager, it is demoted.
 */
async function prepareReturn(
  { Name: hostname }: Info,
  given: NodeInputs,
  managers: Managers,
  operation: Operation,
  deadline: Deadline,
): Promise<Node | undefined> {
  const manager = await managers.find({ others: true });
  if (manager === undefined) return undefined;
  const former = await findFormer(manager, { hostname, address: ipOf(given.advertiseAddress) }, operation.signal);
  if (former !== undefined) await retire(former, managers, operation, deadline);
  return former;
}

async function finish(
  inputs: Properties,
  given: NodeInputs,
  found: Node | undefined,
  managers: Managers,
  operation: Operation,
  deadline: Deadline,
): Promise<Live> {
  const { engine, signal } = operation;
  const info = await engine.info(signal);
  const { NodeID: id, NodeAddr: address } = info.Swarm;
  warnOfOtherAddress(given, address, operation);
  return finishOrKeep(
    async () => {
      await waitUntilReady(id, managers, operation, deadline);
      const manager = await managers.find();
      const former =
        found ??
        (manager === undefined ? undefined : await findFormer(manager, { hostname: info.Name, address, id }, signal));
      await applySettings(given, managers, operation, deadline);
      const wanted = former === undefined ? given : restored(given, former.Spec);
      await applyNode(id, wanted, [], managers, operation, deadline);
      if (former !== undefined) await forget(former.ID, managers, operation, deadline);
      const view = await viewNode(id, managers, operation);
      return { id, inputs, state: await nodeState(view, inputs, given, operation) };
    },
    async (error) => {
      const view: NodeView = { id, info, manager: undefined, node: undefined };
      const live: Live = { id, inputs, state: await nodeState(view, inputs, given, operation) };
      return { live, reasons: [`The node is in the swarm, but not as declared: ${messageOf(error)}`] };
    },
  );
}

/** Waits until the swarm lists the node as ready and, for a manager, has the address through which others join. */
async function waitUntilReady(id: string, managers: Managers, operation: Operation, deadline: Deadline): Promise<void> {
  const { signal, engine } = operation;
  const satisfier = async (): Promise<true | undefined> => {
    const manager = await managers.find();
    // A worker, and no manager can be reached.
    if (manager === undefined) return true;
    const node = await findNode(manager, id, signal);
    const isManager = (await engine.info(signal)).Swarm.ControlAvailable;
    const isReachable = node?.Spec.Role !== "manager" || (isManager && node.ManagerStatus?.Addr !== undefined);
    return node?.Status.State === "ready" && isReachable ? true : undefined;
  };
  await awaitReady({ what: "the swarm to see the node", satisfier, rules: membershipRules }, operation, deadline);
}

/** A node as its own daemon and a manager report it. */
export async function viewNode(id: string, managers: Managers, operation: Operation): Promise<NodeView> {
  const info = await operation.engine.info(operation.signal);
  const manager = await managers.find();
  const node = manager === undefined ? undefined : await findNode(manager, id, operation.signal);
  return { id, info, manager, node };
}
