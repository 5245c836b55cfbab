import { isDown } from "../../../swarm/scheduling/schedulableNode";
import type { Engine } from "../../engine/engine";
import { isUnreachable } from "../../engine/meaning";
import type { Info, Node } from "../../engine/types";
import { readNodeInputs, type NodeInputs } from "../../mapping/node/node";
import { RefusalGrace } from "../../reconcile/refusalGrace";
import { changeNode, findNode } from "./nodeChange";
import { forget, withMemory } from "./nodeFormer";
import { Managers } from "./nodeManagers";
import { isOut, leaveSwarm, settledMembership, waitForRole } from "./nodeMembership";
import { describeRest, restOfSwarm } from "./nodeSwarmRest";
import type { Operation } from "../../handler/handler";
import { awaitReady } from "../../reconcile/await";
import { Deadline } from "../../reconcile/deadline";
import { membershipRules } from "../../reconcile/retry";
import type { Properties } from "../../handler/properties";

/**
 * Removes a node from its swarm: its tasks move away, it is demoted, it leaves, and the swarm removes it from its list.
 * A node that cannot be reached is removed from the list by a manager.
 *
 * @throws Error when it is the last manager of a swarm that has anything else, unless the program permits that loss
 */
export async function removeNode(
  id: string,
  state: Properties,
  operation: Operation,
  deadline: Deadline,
): Promise<void> {
  const given = readNodeInputs(state);
  const managers = new Managers(operation, given.managerHosts, given.swarmId);
  const info = await reach(operation, deadline);
  if (info === undefined) {
    await removeUnreachable(id, managers, operation, deadline);
    return;
  }
  // It has left already, or is another node now.
  if (isOut(info.Swarm) || info.Swarm.NodeID !== id) {
    if (!isKept(given, operation) && (await managers.find({ others: true })) !== undefined)
      await forget(id, managers, operation, deadline);
    return;
  }
  if (info.Swarm.ControlAvailable && (await isLastManager(id, operation))) {
    if (given.allowSwarmLoss) await warnOfLoss(id, operation);
    else await requireNothingElse(id, operation);
    operation.status("ending the swarm");
    await leaveSwarm(operation, deadline);
    return;
  }
  await leave(id, info, given, managers, operation, deadline);
}

/** Whether the old entry stays in the node list until the node is back: the deletion is part of a replacement. */
function isKept({ rejoin }: NodeInputs, operation: Operation): boolean {
  return rejoin && operation.replaces !== undefined;
}

async function reach(operation: Operation, deadline: Deadline): Promise<Info | undefined> {
  try {
    return await settledMembership(operation, deadline);
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
  deadline: Deadline,
): Promise<void> {
  const manager = await managers.find();
  if (manager !== undefined) {
    const drained = (spec: Node["Spec"]): Node["Spec"] =>
      isKept(given, operation)
        ? withMemory(spec)
        : spec.Availability === "drain"
          ? spec
          : { ...spec, Availability: "drain" };
    await changeNode(id, "drain it", drained, managers, operation, deadline);
    await waitForTasks(id, managers, operation, deadline);
  }
  if (Swarm.ControlAvailable) {
    operation.status("demoting the node");
    const demoted = (spec: Node["Spec"]): Node["Spec"] => (spec.Role === "worker" ? spec : { ...spec, Role: "worker" });
    await changeNode(id, "demote it", demoted, managers, operation, deadline);
    await waitForRole("worker", operation, deadline);
  }
  operation.status("leaving the swarm");
  await leaveSwarm(operation, deadline);
  if (isKept(given, operation)) return;
  if ((await managers.find({ others: true })) !== undefined) {
    await forget(id, managers, operation, deadline);
    return;
  }
  operation.warn(
    `Node "${operation.logicalName}" has left the swarm, but its list still shows the node as down: no manager could ` +
      `be asked to remove it. Run 'docker node rm ${id}' on a manager; with 'managerHosts', the provider does this.`,
  );
}

/** Waits for a limited time, because tasks that cannot run on another node stop with the node. */
async function waitForTasks(id: string, managers: Managers, operation: Operation, deadline: Deadline): Promise<void> {
  const { signal } = operation;
  let running = 0;
  const satisfier = async (): Promise<true | undefined> => {
    const manager = await managers.require("see its tasks");
    const tasks = await manager.listTasks({ node: [id] }, signal);
    running = tasks.filter(({ Status }) => living.includes(Status.State)).length;
    return running === 0 ? true : undefined;
  };
  await awaitReady<true>(
    {
      what: "the node's tasks to stop",
      satisfier,
      observer: () => (running === 0 ? undefined : `draining: ${running} ${running === 1 ? "task" : "tasks"} left`),
      timedOut: ({ seconds }) => {
        operation.warn(
          `Node "${operation.logicalName}" leaves although ${running} of its tasks still run after ${seconds} s. ` +
            "They stop with the node.",
        );
        return true;
      },
      rules: membershipRules,
    },
    operation,
    deadline.within(drainSeconds),
  );
}

/** Seconds. Longer than most grace periods. */
const drainSeconds = 60;

const living: readonly string[] = ["assigned", "accepted", "preparing", "ready", "starting", "running"];

/** Whether the swarm would end with it. */
async function isLastManager(id: string, { engine, signal }: Operation): Promise<boolean> {
  const nodes = await engine.listNodes({}, signal);
  return nodes.every(({ ID, Spec }) => ID === id || Spec.Role !== "manager");
}

async function warnOfLoss(id: string, operation: Operation): Promise<void> {
  const what = describeRest(await restOfSwarm(id, operation.engine, operation.signal));
  if (what === undefined) return;
  operation.warn(
    `Node "${operation.logicalName}" is the last manager of its swarm. The swarm ends with it, including ${what}, as ` +
      `'allowSwarmLoss' permits. Remove that permission from the program afterwards.`,
  );
}

/** Waits a moment for objects that are removed at the same time. */
async function requireNothingElse(id: string, operation: Operation): Promise<void> {
  const { engine, signal, logicalName } = operation;
  const grace = new RefusalGrace(5);
  let rest: string | undefined;
  const satisfier = async (): Promise<true | undefined> => {
    rest = describeRest(await restOfSwarm(id, engine, signal));
    if (rest === undefined) return true;
    grace.refuse(
      new Error(
        `Node "${logicalName}" is the last manager of its swarm: when it leaves, everything in the swarm is lost for ` +
          `good, and it has ${rest}. Remove these first (resources of this stack: let them depend on the node), or ` +
          `promote another node. To lose them, set 'allowSwarmLoss: true', run 'pulumi up', and then this command ` +
          `again.`,
      ),
    );
    return undefined;
  };
  await awaitReady<true>(
    {
      what: "the rest of the swarm to go",
      satisfier,
      observer: () => rest && `waiting for the rest of the swarm to be removed: ${rest}`,
      intervalMs: 500,
    },
    operation,
    Deadline.after(60, signal),
  );
}

/**
 * For a node whose daemon does not answer: a manager removes it from the list once the swarm also considers it down.
 */
async function removeUnreachable(
  id: string,
  managers: Managers,
  operation: Operation,
  deadline: Deadline,
): Promise<void> {
  const { engine, signal, logicalName } = operation;
  const manager = await managers.find({ others: true });
  if (manager === undefined) {
    throw new Error(
      `Node "${logicalName}" cannot leave its swarm: its daemon at ${engine.host} does not answer, and no manager ` +
        `can be asked to remove it from the list. Start the daemon again; or, if the node is lost for good, run ` +
        `'docker node rm --force ${id}' on a manager and 'pulumi state delete' here. With 'managerHosts', the ` +
        `provider does this.`,
    );
  }
  const node = await findNode(manager, id, signal);
  if (node === undefined) return;
  await waitUntilLost(id, manager, operation, deadline);
  const demoted = (spec: Node["Spec"]): Node["Spec"] => (spec.Role === "worker" ? spec : { ...spec, Role: "worker" });
  await changeNode(id, "demote the lost node", demoted, managers, operation, deadline);
  await forget(id, managers, operation, deadline);
  operation.warn(
    `Node "${logicalName}" was removed from the swarm's list by force, because its daemon at ${engine.host} does not ` +
      `answer. If that machine comes back, it still considers itself part of this swarm: run 'docker swarm leave ` +
      `--force' there.`,
  );
}

async function waitUntilLost(id: string, manager: Engine, operation: Operation, deadline: Deadline): Promise<void> {
  const { engine, signal, logicalName } = operation;
  operation.status("waiting for the swarm to notice that the node is gone");
  let node: Node | undefined;
  await awaitReady<true>(
    {
      what: "the swarm to lose the node",
      satisfier: async () => {
        node = await findNode(manager, id, signal);
        return node === undefined || isDown(node) ? true : undefined;
      },
      timedOut: (timeout) => {
        throw new Error(
          `Node "${logicalName}" cannot leave its swarm: its daemon at ${engine.host} does not answer here, but the ` +
            `swarm counts on the node, which is in state "${node?.Status.State ?? ""}" and not "down". Check the ` +
            `host of its provider, and run the command again. If the node is lost for good, run 'docker node rm ` +
            `--force ${id}' on a manager and 'pulumi state delete' here.`,
          { cause: timeout },
        );
      },
    },
    operation,
    deadline.within(60),
  );
}
