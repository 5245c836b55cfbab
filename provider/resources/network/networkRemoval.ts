import { swarmLabel } from "../../../swarm/swarmLabel";
import type { Engine } from "../../engine/engine";
import type { EngineError } from "../../engine/error";
import { inUseBy } from "../../engine/meaning";
import type { Operation } from "../../handler/handler";
import type { Awaiter } from "../../reconcile/await";
import type { Deadline } from "../../reconcile/deadline";
import { removeAndWait } from "../../reconcile/removeAndWait";
import { findNetwork } from "./networkLookup";
import { identityFor } from "./networkSiblings";
import { findStoppingTasks, isUser, onNode, type Subject } from "./networkTasks";

/**
 * Removes a network and waits until it is gone. Tasks that are stopping are waited for; attached services are an error.
 *
 * @throws Error that names what uses the network, and how to detach it
 */
export async function removeNetwork(subject: Subject, operation: Operation, deadline: Deadline): Promise<void> {
  const { engine, signal } = operation;
  await removeAndWait(
    {
      what: `network "${subject.name}"`,
      blockedBy: async () => {
        const tasks = await findStoppingTasks(subject, engine, signal);
        return tasks.length === 0 ? undefined : `waiting for ${tasks.join(", ")}`;
      },
      remove: (requestSignal) => engine.removeNetwork(subject.id, requestSignal),
      // Without a leader, the Engine does not find swarm networks either.
      isGone: async () => (await findNetwork(engine, subject.id, signal)) === undefined,
      refused: (error) => explainRefusal(error, subject, operation),
      timedOut: (timeout) => {
        const { seconds, reason = "", cause } = timeout;
        if (cause !== undefined) return timeout;
        return new Error(
          `Network "${subject.name}" (${subject.id}) is still in use after ${seconds} s: ${reason}. Stop what is ` +
            `attached to it, and run the command again.`,
          { cause: timeout },
        );
      },
      afterwards: ownCopyToGo(subject, operation),
    },
    operation,
    deadline,
  );
}

/**
 * A manager that ran a task on the network lists its own copy until that task has stopped, and refuses another network
 * of this name until then. The swarm has removed the network, so a timeout is not an error.
 */
function ownCopyToGo({ id, name }: Subject, operation: Operation): Awaiter<true> {
  const { engine, signal } = operation;
  let isListed = false;
  return {
    what: `network "${name}" to be gone`,
    satisfier: async () => {
      isListed = (await engine.listNetworks({ id: [id] }, signal)).some(({ Id }) => Id === id);
      return isListed ? undefined : true;
    },
    observer: () => (isListed ? "waiting for the node to release it" : undefined),
    timedOut: ({ seconds }) => {
      operation.warn(
        `Network "${name}" (${id}) is removed from the swarm, but the node of this manager still has its own copy ` +
          `after ${seconds} s, most likely because a task does not stop. Until it does, no network of this name can ` +
          `be created.`,
      );
      return true;
    },
  };
}

/** What uses the network: a status line if that ends by itself, otherwise an Error; `undefined`: nothing. */
async function explainRefusal(
  error: EngineError,
  subject: Subject,
  operation: Operation,
): Promise<Error | string | undefined> {
  const { engine, signal } = operation;
  const holder = inUseBy(error);
  if (holder?.kind === "service") return heldByServices(subject, operation, error);
  if (holder?.kind === "task") return `waiting for ${await describeTask(holder.id, engine, signal)}`;
  // A local network that containers are attached to.
  if (error.status === 403 && /has active endpoints/.test(error.engineMessage)) {
    return `waiting for ${await describeContainers(subject, engine, signal)}`;
  }
  return undefined;
}

async function heldByServices(subject: Subject, operation: Operation, cause: unknown): Promise<Error> {
  const { engine, signal, plan, urn } = operation;
  const names = (await engine.listServices({}, {}, signal))
    .filter(({ Spec }) => isUser(Spec, subject))
    .map(({ Spec }) => `"${Spec.Name}"`)
    .sort();
  const [who, them] =
    names.length === 1 ? [`service ${names.join()} is`, "it"] : [`services ${names.join(", ")} are`, "them"];
  const cannot = `Network "${subject.name}" (${subject.id}) cannot be removed: ${who} attached to it.`;
  const detach = `detach ${them} (docker service update --network-rm ${subject.name} SERVICE)`;
  const change = plan?.changeOf(subject.id);
  if (change?.isReplaced === true && !change.isDeletedLast) {
    return new Error(
      `${cannot} This update replaces the network. The new one has the same name or overlapping subnets, so Pulumi ` +
        `removes the old one before it updates any service. To move services over without an outage, add the label ` +
        `"${swarmLabel.identity.key}" to the network, for example with the value "${identityFor(urn)}", or use an ` +
        `OverlayNetwork. Or leave 'name' and the subnets out, so that both networks can exist. Otherwise ${detach}, ` +
        `and run the command again.`,
      { cause },
    );
  }
  return new Error(
    `${cannot} Remove ${them}, or ${detach}, and run the command again. Services of this stack that refer to the ` +
      `network by its 'id' output are removed or moved before the network.`,
    { cause },
  );
}

/** The task that the Engine names. Lists leave out the tasks of containers that are attached by hand. */
async function describeTask(id: string, engine: Engine, signal: AbortSignal): Promise<string> {
  const [tasks, nodes] = await Promise.all([
    engine.listTasks({ runtime: ["attachment"] }, signal),
    engine.listNodes({}, signal),
  ]);
  const task = tasks.find(({ ID }) => ID === id);
  if (task === undefined) return `task ${id} to stop`;
  const node = nodes.find(({ ID }) => ID === task.NodeID);
  return `a container${onNode(node)} that was attached by hand to leave it`;
}

async function describeContainers(subject: Subject, engine: Engine, signal: AbortSignal): Promise<string> {
  const { Containers } = await engine.inspectNetwork(subject.id, {}, signal);
  const names = Object.values(Containers ?? {}).map(({ Name }) => `"${Name}"`);
  return names.length === 0 ? "its containers to leave it" : `container ${names.sort().join(", ")} to leave it`;
}
