import { taskStates, type Node, type Service, type Task } from "../../engine/types";
import { meetsConstraints } from "../../../swarm/scheduling/constraints";

/** How many tasks of a service run, compared with its spec. */
export interface Count {
  /** The tasks that should run: one per replica, or one per node that matches a global service. */
  readonly expected: number;
  /** The slots (or nodes) with a task of the present spec that runs, or that has completed and is not restarted. */
  readonly done: number;
  /** The tasks of {@link done} that run. */
  readonly running: readonly Task[];
  /** The slots (or nodes) with a task of the present spec that runs, is starting, or has completed. */
  readonly alive: ReadonlySet<string>;
}

/**
 * Counts tasks as docker's CLI does (cli command/service/progress), except for global services: it expects a task on
 * every matching node, while the CLI waits only for the tasks that exist.
 *
 * @param tasks the service's tasks of the present spec
 */
export function countTasks(service: Service, tasks: readonly Task[], nodes: readonly Node[]): Count {
  const isGlobal = service.Spec.Mode?.Global !== undefined;
  const targets = isGlobal ? new Set(targetNodes(service, nodes).map(({ ID }) => ID)) : undefined;
  const down = new Set(nodes.filter(({ Status }) => Status.State === "down").map(({ ID }) => ID));
  const counted = tasks.filter(
    ({ NodeID = "" }) => !down.has(NodeID) && (targets === undefined || targets.has(NodeID)),
  );
  const running = perSlot(counted.filter((task) => isWanted(task) && task.Status.State === "running"));
  const finished = restarts(service) ? new Map<string, Task>() : perSlot(latest(counted).filter(isFinished));
  const alive = perSlot(counted.filter((task) => isWanted(task) && !isTerminal(task)));
  return {
    expected: targets?.size ?? service.Spec.Mode?.Replicated?.Replicas ?? 1,
    done: new Set([...running.keys(), ...finished.keys()]).size,
    running: [...running.values()],
    alive: new Set([...alive.keys(), ...finished.keys()]),
  };
}

/** The nodes on which a global service must have a task. A paused node keeps its tasks and gets no new ones. */
function targetNodes(service: Service, nodes: readonly Node[]): Node[] {
  const constraints = service.Spec.TaskTemplate.Placement?.Constraints ?? [];
  return nodes.filter(
    (node) =>
      node.Status.State === "ready" && node.Spec.Availability === "active" && meetsConstraints(node, constraints),
  );
}

/** Whether the task has ended. */
export function isTerminal({ Status: { State } }: Task): boolean {
  return taskStates.indexOf(State) >= taskStates.indexOf("complete");
}

/**
 * Whether the task has ended although it should run. That includes exit code 0 if Swarm restarts the service's tasks.
 */
export function hasFailed(service: Service, { Status: { State } }: Task): boolean {
  return State === "failed" || State === "rejected" || (State === "complete" && restarts(service));
}

/** Whether Swarm wants the task to run. */
function isWanted({ DesiredState }: Task): boolean {
  return taskStates.indexOf(DesiredState) <= taskStates.indexOf("running");
}

/** Whether the task has completed in a service that does not restart it: a one-shot. */
function isFinished(task: Task): boolean {
  return task.Status.State === "complete";
}

function restarts({ Spec }: Service): boolean {
  return (Spec.TaskTemplate.RestartPolicy?.Condition ?? "any") === "any";
}

/** By slot of a replicated service, or by node of a global one. */
function perSlot(tasks: readonly Task[]): Map<string, Task> {
  return new Map(tasks.map((task) => [slotOf(task), task]));
}

function latest(tasks: readonly Task[]): Task[] {
  const byAge = [...tasks].sort((a, b) => ((a.CreatedAt ?? "") < (b.CreatedAt ?? "") ? -1 : 1));
  return [...perSlot(byAge).values()];
}

/** The slot of a replicated service's task; the node of a global one's. */
export function slotOf({ Slot, NodeID = "" }: Task): string {
  return Slot === undefined ? NodeID : String(Slot);
}
