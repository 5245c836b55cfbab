import type { Engine } from "../../engine/engine";
import { isUnreachable } from "../../engine/error";
import { poll, PollTimeout } from "../../engine/poll";
import type { Info, Node } from "../../engine/types";
import { readNodeInputs, type NodeInputs } from "../../mapping/node/node";
import { RefusalGrace } from "../../reconcile/refusalGrace";
import { changeNode, findNode } from "./nodeChange";
import { forget, withMemory } from "./nodeFormer";
import { isChanging, Managers } from "./nodeManagers";
import { isOut, settledMembership, waitForRole, waitUntilOut } from "./nodeMembership";
import { describeRest, restOfSwarm } from "./nodeSwarmRest";
import type { Operation } from "../../handler/handler";
import type { Properties } from "../../handler/properties";

/**
 * Takes a node out of its swarm: its tasks move away, it is demoted, it leaves, and the swarm forgets it. A node that is out of reach is taken
 * out of the swarm's list by a manager.
 *
 * @throws Error when it is the swarm's last manager and the swarm holds more than it, unless the program permits that loss
 */
export async function removeNode(
  id: string,
  state: Properties,
  operation: Operation,
  timeoutSeconds: number,
): Promise<void> {
  const given = readNodeInputs(state);
  const end = performance.now() + timeoutSeconds * 1000;
  const left = (): number => Math.max(1, (end - performance.now()) / 1000);
  const managers = new Managers(operation, given.managerHosts, given.swarmId);
  const info = await reach(operation, left);
  if (info === undefined) {
    await removeUnreachable(id, managers, operation, left);
    return;
  }
  // It has left already, or is another one now.
  if (isOut(info.Swarm) || info.Swarm.NodeID !== id) {
    if (!isKept(given, operation) && (await managers.find({ others: true })) !== undefined)
      await forget(id, managers, operation, left());
    return;
  }
  if (info.Swarm.ControlAvailable && (await isLastManager(id, operation))) {
    if (given.allowSwarmLoss) await warnOfLoss(id, operation);
    else await requireNothingElse(id, operation);
    operation.status("ending the swarm");
    await operation.engine.leaveSwarm({ force: true }, operation.signal);
    await waitUntilOut(operation, left());
    return;
  }
  await leave(id, info, given, managers, operation, left);
}

/** Whether the old entry stays in the node list until the node is back: the deletion is part of a replacement. */
function isKept({ rejoin }: NodeInputs, operation: Operation): boolean {
  return rejoin && operation.replaces !== undefined;
}

async function reach(operation: Operation, left: () => number): Promise<Info | undefined> {
  try {
    return await settledMembership(operation, left());
  } catch (error) {
    if (isUnreachable(error)) return undefined;
    throw error;
  }
}

async function leave(
  id: string,
  { Swarm }: Info,
  given: NodeInputs,
  managers: Managers,
  operation: Operation,
  left: () => number,
): Promise<void> {
  const { engine, signal } = operation;
  const manager = await managers.find();
  if (manager !== undefined) {
    const drained = (spec: Node["Spec"]): Node["Spec"] =>
      isKept(given, operation)
        ? withMemory(spec)
        : spec.Availability === "drain"
          ? spec
          : { ...spec, Availability: "drain" };
    await changeNode(id, "drain it", drained, managers, operation, left());
    await waitForTasks(id, managers, operation, left);
  }
  if (Swarm.ControlAvailable) {
    operation.status("demoting the node");
    const demoted = (spec: Node["Spec"]): Node["Spec"] => (spec.Role === "worker" ? spec : { ...spec, Role: "worker" });
    await changeNode(id, "demote it", demoted, managers, operation, left());
    await waitForRole("worker", operation, left());
  }
  operation.status("leaving the swarm");
  // By force: without a manager to demote it, or one that has not yet heard of it, a worker is asked for nothing else.
  await engine.leaveSwarm({ force: true }, signal);
  await waitUntilOut(operation, left());
  if (isKept(given, operation)) return;
  if ((await managers.find({ others: true })) !== undefined) {
    await forget(id, managers, operation, left());
    return;
  }
  operation.warn(
    `Node "${operation.logicalName}" has left the swarm, whose list shows it as down: no manager could be asked to take it out of there. ` +
      `Run 'docker node rm ${id}' on one; with 'managerHosts' this is done for you.`,
  );
}

/** Bounded: tasks that no other node can take stop with the node. */
async function waitForTasks(id: string, managers: Managers, operation: Operation, left: () => number): Promise<void> {
  const { signal } = operation;
  let seen: number | undefined;
  const look = async (): Promise<true | undefined> => {
    try {
      const manager = await managers.require("see its tasks");
      const tasks = await manager.listTasks({ node: [id] }, signal);
      const running = tasks.filter(({ Status }) => living.includes(Status.State)).length;
      if (running !== seen && running > 0)
        operation.status(`draining: ${running} ${running === 1 ? "task" : "tasks"} left`);
      seen = running;
      return running === 0 ? true : undefined;
    } catch (error) {
      if (isChanging(error)) return undefined;
      throw error;
    }
  };
  const timeoutSeconds = Math.min(drainTimeout, left());
  try {
    await poll("the node's tasks to stop", look, { timeoutSeconds, signal });
  } catch (error) {
    if (!(error instanceof PollTimeout)) throw error;
    operation.warn(
      `Node "${operation.logicalName}" leaves with ${seen ?? 0} of its tasks still there after ${Math.round(timeoutSeconds)} s: they end with it.`,
    );
  }
}

/** Seconds. Longer than most grace periods. */
const drainTimeout = 60;

const living: readonly string[] = ["assigned", "accepted", "preparing", "ready", "starting", "running"];

/** Whether the swarm would be gone with it. */
async function isLastManager(id: string, { engine, signal }: Operation): Promise<boolean> {
  const nodes = await engine.listNodes({}, signal);
  return nodes.every(({ ID, Spec }) => ID === id || Spec.Role !== "manager");
}

async function warnOfLoss(id: string, operation: Operation): Promise<void> {
  const what = describeRest(await restOfSwarm(id, operation.engine, operation.signal));
  if (what === undefined) return;
  operation.warn(
    `Node "${operation.logicalName}" is the last manager of its swarm, which ends with it, and with ${what}, as 'allowSwarmLoss' permits. Take that ` +
      `permission out of the program afterwards.`,
  );
}

/** What goes at the same moment gets a moment for it. */
async function requireNothingElse(id: string, operation: Operation): Promise<void> {
  const { engine, signal, logicalName } = operation;
  const grace = new RefusalGrace(5);
  let seen: string | undefined;
  const look = async (): Promise<true | undefined> => {
    const rest = await restOfSwarm(id, engine, signal);
    const what = describeRest(rest);
    if (what === undefined) return true;
    if (what !== seen) operation.status(`waiting for the rest of the swarm to go: ${what}`);
    seen = what;
    grace.refuse(
      new Error(
        `Node "${logicalName}" is the last manager of its swarm: when it leaves, all that the swarm holds is gone for good, and it holds ` +
          `${what}. Remove these first (resources of this stack: let them depend on the node), or promote another node. To lose them, ` +
          `give 'allowSwarmLoss: true', run 'pulumi up', and then this command again.`,
      ),
    );
    return undefined;
  };
  await poll("the rest of the swarm to go", look, { timeoutSeconds: 60, signal, intervalMs: 500 });
}

/** The daemon does not answer: a manager takes the node out of the list, once the swarm has lost it as well. */
async function removeUnreachable(
  id: string,
  managers: Managers,
  operation: Operation,
  left: () => number,
): Promise<void> {
  const { engine, signal, logicalName } = operation;
  const manager = await managers.find({ others: true });
  if (manager === undefined) {
    throw new Error(
      `Node "${logicalName}" cannot leave its swarm: its daemon at ${engine.host} does not answer, and no manager can be asked to take it out ` +
        `of the list. Bring it back; or, if it is lost for good, run 'docker node rm --force ${id}' on a manager and 'pulumi state delete' ` +
        `here. With 'managerHosts' this is done for you.`,
    );
  }
  const node = await findNode(manager, id, signal);
  if (node === undefined) return;
  await waitUntilLost(id, manager, operation, left);
  const demoted = (spec: Node["Spec"]): Node["Spec"] => (spec.Role === "worker" ? spec : { ...spec, Role: "worker" });
  await changeNode(id, "demote the lost node", demoted, managers, operation, left());
  await forget(id, managers, operation, left());
  operation.warn(
    `Node "${logicalName}" was taken out of the swarm's list by force, since its daemon at ${engine.host} does not answer. If that machine comes ` +
      `back, it still takes itself for a node of this swarm: run 'docker swarm leave --force' there.`,
  );
}

async function waitUntilLost(id: string, manager: Engine, operation: Operation, left: () => number): Promise<void> {
  const { engine, signal, logicalName } = operation;
  const look = async (): Promise<true | undefined> => {
    const node = await findNode(manager, id, signal);
    if (node?.Status.State !== "ready") return true;
    return undefined;
  };
  try {
    operation.status("waiting for the swarm to see that the node is gone");
    await poll("the swarm to lose the node", look, { timeoutSeconds: Math.min(60, left()), signal });
  } catch (error) {
    if (!(error instanceof PollTimeout)) throw error;
    throw new Error(
      `Node "${logicalName}" cannot leave its swarm: its daemon at ${engine.host} does not answer here, but the swarm still sees the node, ready ` +
        `for tasks. Check the host of its provider, and run the command again.`,
      { cause: error },
    );
  }
}
