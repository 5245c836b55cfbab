import { taskStates, type Node, type Service, type Task } from "../../engine/types";
import { meetsConstraints } from "../../mapping/service/constraints";

/** How far a service is on its way to what its spec asks for. */
export interface Count {
  /** Tasks that shall run: the replicas, or the nodes that a global service belongs on. */
  readonly expected: number;
  /** Slots (or nodes) with a task of the present spec that runs, or that has done its work and is not restarted after it. */
  readonly done: number;
  /** The tasks behind {@link done} that run. */
  readonly running: readonly Task[];
  /** Slots (or nodes) with a task of the present spec that runs, is on its way there, or has done its work. */
  readonly alive: ReadonlySet<string>;
}

/**
 * Counts tasks as docker's CLI does (cli command/service/progress), but for global services: it expects a task on every node that
 * the service belongs on, where the CLI waits for as many as there happen to be.
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

/** The nodes on which a global service is to have a task. A paused node keeps what it has and gets nothing new. */
function targetNodes(service: Service, nodes: readonly Node[]): Node[] {
  const constraints = service.Spec.TaskTemplate.Placement?.Constraints ?? [];
  return nodes.filter(
    (node) =>
      node.Status.State === "ready" && node.Spec.Availability === "active" && meetsConstraints(node, constraints),
  );
}

/** The task will do nothing more. */
export function isTerminal({ Status: { State } }: Task): boolean {
  return taskStates.indexOf(State) >= taskStates.indexOf("complete");
}

/** The task has ended, and not as it should: also with exit code 0, where Swarm is to start another one after it. */
export function hasFailed(service: Service, { Status: { State } }: Task): boolean {
  return State === "failed" || State === "rejected" || (State === "complete" && restarts(service));
}

/** Swarm wants the task to run. */
function isWanted({ DesiredState }: Task): boolean {
  return taskStates.indexOf(DesiredState) <= taskStates.indexOf("running");
}

/** A task that ended well in a service that does not start it again: a one-shot. */
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
