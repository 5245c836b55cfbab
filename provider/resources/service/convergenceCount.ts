import { taskStates, type Node, type Service, type ServiceMode, type Task } from "../../engine/types";
import { meetsConstraints } from "../../../swarm/scheduling/constraints";
import { isDown, takesTasks } from "../../../swarm/scheduling/schedulableNode";

/** How many tasks of a service run, or of a job have completed, compared with its spec. */
export interface Count {
  /** The tasks that should run or complete: one per replica or completion, or one per node that matches. */
  readonly expected: number;
  /**
   * The slots (or nodes) with a task of the present spec that runs, or that has completed and is not restarted. Of a
   * job, only those that have completed.
   */
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
 * @param tasks the service's tasks of the present spec, see {@link isPresent}
 */
export function countTasks(service: Service, tasks: readonly Task[], nodes: readonly Node[]): Count {
  const targets = isGlobal(service) ? new Set(targetNodes(service, nodes).map(({ ID }) => ID)) : undefined;
  const down = new Set(nodes.filter(isDown).map(({ ID }) => ID));
  const counted = tasks.filter(
    ({ NodeID = "" }) => !down.has(NodeID) && (targets === undefined || targets.has(NodeID)),
  );
  const running = perSlot(
    service,
    counted.filter((task) => isWanted(task) && task.Status.State === "running"),
  );
  const finished = restarts(service)
    ? new Map<string, Task>()
    : perSlot(service, latest(service, counted).filter(isFinished));
  const alive = perSlot(
    service,
    counted.filter((task) => isWanted(task) && !isTerminal(task)),
  );
  return {
    expected: targets?.size ?? tasksIn(service.Spec.Mode),
    done: new Set([...(isJob(service) ? [] : running.keys()), ...finished.keys()]).size,
    running: [...running.values()],
    alive: new Set([...alive.keys(), ...finished.keys()]),
  };
}

/** The number of tasks of a service that is not global: the replicas, or what a job must complete. */
export function tasksIn(mode: ServiceMode = {}): number {
  const { Replicated, ReplicatedJob } = mode;
  return Replicated?.Replicas ?? ReplicatedJob?.TotalCompletions ?? ReplicatedJob?.MaxConcurrent ?? 1;
}

/** Whether a service has a task on each node. */
export function isGlobal({ Spec: { Mode } }: Service): boolean {
  return Mode?.Global !== undefined || Mode?.GlobalJob !== undefined;
}

/** Whether the tasks of a service end. */
export function isJob({ Spec: { Mode } }: Service): boolean {
  return Mode?.ReplicatedJob !== undefined || Mode?.GlobalJob !== undefined;
}

/** Whether a task belongs to the present execution of a job. Any task of another service does. */
export function isPresent(service: Service, task: Task): boolean {
  return !isJob(service) || (task.JobIteration?.Index ?? 0) === (service.JobStatus?.JobIteration.Index ?? 0);
}

/** The nodes on which a global service must have a task. */
function targetNodes(service: Service, nodes: readonly Node[]): Node[] {
  const constraints = service.Spec.TaskTemplate.Placement?.Constraints ?? [];
  return nodes.filter((node) => takesTasks(node) && meetsConstraints(node, constraints));
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

/** Whether Swarm wants the task to run, or to complete. */
function isWanted({ DesiredState }: Task): boolean {
  return taskStates.indexOf(DesiredState) <= taskStates.indexOf("complete");
}

/** Whether the task has completed in a service that does not restart it: a one-shot. */
function isFinished(task: Task): boolean {
  return task.Status.State === "complete";
}

/** A job never restarts a task that has completed, whatever its policy says. */
function restarts(service: Service): boolean {
  return !isJob(service) && (service.Spec.TaskTemplate.RestartPolicy?.Condition ?? "any") === "any";
}

/** By slot of a replicated service, or by node of a global one. */
function perSlot(service: Service, tasks: readonly Task[]): Map<string, Task> {
  return new Map(tasks.map((task) => [slotOf(service, task), task]));
}

function latest(service: Service, tasks: readonly Task[]): Task[] {
  const byAge = [...tasks].sort((a, b) => ((a.CreatedAt ?? "") < (b.CreatedAt ?? "") ? -1 : 1));
  return [...perSlot(service, byAge).values()];
}

/** The slot of a replicated service's task; the node of a global one's. */
export function slotOf({ Spec: { Mode } }: Service, { Slot, NodeID = "" }: Task): string {
  // The slots of a job start at 0, and Go leaves a zero out.
  if (Mode?.ReplicatedJob !== undefined) return String(Slot ?? 0);
  return Slot === undefined ? NodeID : String(Slot);
}
