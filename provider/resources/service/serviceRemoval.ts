import { isNotFound } from "../../engine/error";
import { poll, PollTimeout } from "../../engine/poll";
import type { Service, Task } from "../../engine/types";
import { isTerminal } from "./convergenceCount";
import { isPassing } from "../network/networkLookup";
import type { Operation } from "../../handler/handler";
import { findService } from "./serviceLookup";

/** The Engine's grace period for tasks whose spec names none, in seconds. */
const defaultGrace = 10;

/** An Engine that goes away while it removes a service is given this long to come back, in seconds. */
const patience = 30;

/** What stopping takes beside the grace period: telling the nodes, unmounting, reporting back; in seconds. */
const margin = 20;

/**
 * Removes a service and waits until its tasks have stopped. Swarm gives the addresses of a removed service away while its containers
 * still run (swarmkit#2726), and keeps its networks in use; so what comes after, in this stack or another, would trip over them.
 */
export async function removeService(id: string, operation: Operation): Promise<void> {
  const { engine, signal, timeoutSeconds } = operation;
  const service = await findService(id, operation);
  if (service === undefined) return;
  const remove = async (): Promise<true | undefined> => {
    try {
      await engine.removeService(id, signal);
      return true;
    } catch (error) {
      if (isNotFound(error)) return true;
      if (!isPassing(error)) throw error;
      operation.status(`waiting for the Engine at ${engine.host}`);
      return undefined;
    }
  };
  await poll(`service "${service.Spec.Name}" to be removed`, remove, { timeoutSeconds: patience, signal });
  const grace = service.Spec.TaskTemplate.ContainerSpec?.StopGracePeriod ?? defaultGrace * 1e9;
  await waitForTasks(service, timeoutSeconds ?? grace / 1e9 + margin, operation);
}

async function waitForTasks({ ID, Spec }: Service, timeoutSeconds: number, operation: Operation): Promise<void> {
  const { engine, signal } = operation;
  let left: Task[] = [];
  let shown = "";
  const look = async (): Promise<true | undefined> => {
    // By name: the Engine looks a service filter up, and this service is not there any more.
    const tasks = await engine.listTasks({ name: [`${Spec.Name}.`] }, signal);
    left = tasks.filter(
      (task) =>
        task.ServiceID === ID && !isTerminal(task) && task.Status.State !== "new" && task.Status.State !== "pending",
    );
    if (left.length === 0) return true;
    const line = `waiting for ${left.length} ${left.length === 1 ? "task" : "tasks"} to stop`;
    if (line !== shown) operation.status(line);
    shown = line;
    return undefined;
  };
  try {
    await poll(`the tasks of service "${Spec.Name}" to stop`, look, { timeoutSeconds, signal, intervalMs: 250 });
  } catch (error) {
    if (!(error instanceof PollTimeout)) throw error;
    const nodes = await engine.listNodes({}, signal);
    const where = left.map(
      ({ NodeID }) => nodes.find((node) => node.ID === NodeID)?.Description?.Hostname ?? NodeID ?? "no node",
    );
    operation.warn(
      `Service "${Spec.Name}" is removed, but ${left.length === 1 ? "a task" : `${left.length} tasks`} of it did not stop within ${timeoutSeconds} s, on ` +
        `${[...new Set(where)].sort().join(", ")}. Until then ports, addresses and networks can still be in use there.`,
    );
  }
}
