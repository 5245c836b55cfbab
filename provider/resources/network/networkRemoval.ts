import type { Engine } from "../../engine/engine";
import { EngineError, inUseBy, isNotFound } from "../../engine/error";
import { poll, PollTimeout } from "../../engine/poll";
import { RefusalGrace } from "../../reconcile/refusalGrace";
import { findStoppingTasks, onNode } from "./networkTasks";
import { findNetwork, isPassing } from "./networkLookup";
import type { Operation } from "../../handler/handler";
import { isAttached } from "./attachments";

/** How a message names the network that is to go. */
export interface Subject {
  readonly id: string;
  readonly name: string;
}

/**
 * Removes a network and waits until it is gone. Tasks that still stop are waited for; services that are attached are an error.
 *
 * @throws Error that names who holds the network, and the way out
 */
export async function removeNetwork(subject: Subject, operation: Operation, timeoutSeconds: number): Promise<void> {
  const { engine, signal } = operation;
  const end = performance.now() + timeoutSeconds * 1000;
  const grace = new RefusalGrace();
  let heldBy = "";
  const wait = (holder: string): void => {
    if (holder !== heldBy) operation.status(`waiting for ${holder}`);
    heldBy = holder;
  };
  const remove = async (): Promise<true | undefined> => {
    try {
      const tasks = await findStoppingTasks(subject.id, engine, signal);
      if (tasks.length > 0) {
        wait(tasks.join(", "));
        return undefined;
      }
      await engine.removeNetwork(subject.id, signal);
      return true;
    } catch (error) {
      // Without a leader the Engine does not find swarm networks either: only what is really not there is done.
      if (isNotFound(error)) return (await findNetwork(engine, subject.id, signal)) === undefined ? true : undefined;
      if (inUseBy(error)?.kind === "service") {
        grace.refuse(await heldByServices(subject, engine, signal, error));
        return undefined;
      }
      wait(await waitable(error, subject, operation));
      return undefined;
    }
  };
  try {
    await poll(`network "${subject.name}" to be free`, remove, { timeoutSeconds, signal, missing: () => heldBy });
  } catch (error) {
    if (!(error instanceof PollTimeout)) throw error;
    throw new Error(
      `Network "${subject.name}" (${subject.id}) is still in use after ${timeoutSeconds} s: waiting for ${heldBy}. ` +
        `Stop what is attached to it, and run the command again.`,
      { cause: error },
    );
  }
  await waitUntilGone(subject, operation, Math.max(1, (end - performance.now()) / 1000));
}

/**
 * A manager that had a task on the network lists its own copy until that task has stopped, and refuses another network of this
 * name until then. For the swarm it is gone, so time that runs out is no error.
 */
async function waitUntilGone(subject: Subject, operation: Operation, timeoutSeconds: number): Promise<void> {
  const { engine, signal } = operation;
  let told = false;
  const look = async (): Promise<true | undefined> => {
    const listed = await engine.listNetworks({ id: [subject.id] }, signal);
    if (!listed.some(({ Id }) => Id === subject.id)) return true;
    if (!told) operation.status("waiting for the node to let go of it");
    told = true;
    return undefined;
  };
  try {
    await poll(`network "${subject.name}" to be gone`, look, { timeoutSeconds, signal });
  } catch (error) {
    if (!(error instanceof PollTimeout)) throw error;
    operation.warn(
      `Network "${subject.name}" (${subject.id}) is removed from the swarm, but the node that was asked still has its own copy after ` +
        `${timeoutSeconds} s, most likely for a task that does not stop. Until it has, no network of this name can be made.`,
    );
  }
}

/** What a removal can wait for, in words. @throws what it cannot wait for */
async function waitable(error: unknown, subject: Subject, { engine, signal }: Operation): Promise<string> {
  const holder = inUseBy(error);
  if (holder?.kind === "task") return describeTask(holder.id, engine, signal);
  if (isPassing(error)) return `the Engine at ${engine.host} to answer`;
  // A local network that containers are attached to.
  if (error instanceof EngineError && error.status === 403 && /has active endpoints/.test(error.engineMessage)) {
    return describeContainers(subject, engine, signal);
  }
  throw error;
}

async function heldByServices(subject: Subject, engine: Engine, signal: AbortSignal, cause: unknown): Promise<Error> {
  const names = (await engine.listServices({}, {}, signal))
    .filter(({ Spec }) => isAttached(Spec, subject.id))
    .map(({ Spec }) => `"${Spec.Name}"`)
    .sort();
  const [who, them] =
    names.length === 1 ? [`service ${names.join()} is`, "it"] : [`services ${names.join(", ")} are`, "them"];
  return new Error(
    `Network "${subject.name}" (${subject.id}) cannot be removed: ${who} attached to it. Remove ${them}, or detach ${them} ` +
      `(docker service update --network-rm ${subject.name} SERVICE), and run the command again. A service of this stack that names ` +
      `the network by its 'id' output goes or moves before the network does.`,
    { cause },
  );
}

/** The task that the Engine names; lists leave out those by which containers are attached by hand. */
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
