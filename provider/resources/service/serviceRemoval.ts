import type { Service, Task } from "../../engine/types";
import type { Operation } from "../../handler/handler";
import type { Awaiter } from "../../reconcile/await";
import { Deadline } from "../../reconcile/deadline";
import { removeAndWait } from "../../reconcile/removeAndWait";
import type { TimedOut } from "../../reconcile/timedOut";
import { isTerminal } from "./convergenceCount";
import { findService } from "./serviceLookup";

/** The Engine's default grace period for tasks, in seconds. */
const defaultGraceSeconds = 10;

/** Seconds that the removal itself may take, unless `customTimeouts` allows less: the Engine may restart under it. */
const patienceSeconds = 30;

/** Seconds that stopping takes besides the grace period: telling the nodes, unmounting, reporting back. */
const marginSeconds = 20;

/**
 * Removes a service and waits until its tasks have stopped. Swarm reuses the addresses of a removed service while its
 * containers still run (swarmkit#2726), and considers its networks in use. Without the wait, later creates and removals
 * could fail.
 */
export async function removeService(id: string, operation: Operation): Promise<void> {
  const service = await findService(id, operation);
  if (service === undefined) return;
  const grace = service.Spec.TaskTemplate.ContainerSpec?.StopGracePeriod ?? defaultGraceSeconds * 1e9;
  await removeAndWait(
    {
      what: `service "${service.Spec.Name}"`,
      remove: (signal) => operation.engine.removeService(id, signal),
      afterwards: {
        ...tasksToStop(service, operation),
        seconds: operation.timeoutSeconds ?? grace / 1e9 + marginSeconds,
      },
    },
    operation,
    Deadline.of(operation, patienceSeconds).within(patienceSeconds),
  );
}

function tasksToStop({ ID, Spec }: Service, operation: Operation): Awaiter<true> {
  const { engine, signal } = operation;
  let left: readonly Task[] = [];
  const warn = async ({ seconds }: TimedOut): Promise<true> => {
    const nodes = await engine.listNodes({}, signal);
    const where = left.map(
      ({ NodeID }) => nodes.find((node) => node.ID === NodeID)?.Description?.Hostname ?? NodeID ?? "no node",
    );
    const tasks = left.length === 1 ? "a task" : `${left.length} tasks`;
    operation.warn(
      `Service "${Spec.Name}" is removed, but ${tasks} of it did not stop within ${seconds} s, on ` +
        `${[...new Set(where)].sort().join(", ")}. Until then ports, addresses and networks can still be in use there.`,
    );
    return true;
  };
  return {
    what: `the tasks of service "${Spec.Name}" to stop`,
    satisfier: async () => {
      // By name: the Engine resolves a service filter, and this service does not exist any more.
      const tasks = await engine.listTasks({ name: [`${Spec.Name}.`] }, signal);
      left = tasks.filter((task) => task.ServiceID === ID && occupiesNode(task));
      return left.length === 0 ? true : undefined;
    },
    observer: () =>
      left.length === 0 ? undefined : `waiting for ${left.length} ${left.length === 1 ? "task" : "tasks"} to stop`,
    timedOut: warn,
    intervalMs: 250,
  };
}

function occupiesNode(task: Task): boolean {
  return !isTerminal(task) && task.Status.State !== "new" && task.Status.State !== "pending";
}
