import type { Service, Task } from "../../engine/types";
import type { Operation } from "../../handler/handler";
import { awaitReady } from "../../reconcile/await";
import { Deadline } from "../../reconcile/deadline";
import { isTerminal } from "./convergenceCount";

/** With so many tasks left, the end is near and the list of them short, so the provider looks more often. */
const fewTasks = 10;

/** A removed service whose tasks may still be stopping. */
interface StoppingService {
  readonly id: string;
  readonly name: string;
  /** How long its tasks may take. */
  readonly seconds: number;
  readonly deadline: Deadline;
  readonly warn: Operation["warn"];
  left: readonly Task[];
}

/**
 * Waits until the tasks of removed services have stopped.
 *
 * Several deletes can wait together: the one with the most time waits for the tasks of all, and the others return. So
 * only one delete at a time occupies one of Pulumi's parallel slots, and when the last delete returns, all tasks have
 * stopped.
 */
export class StoppingServices {
  private readonly services = new Set<StoppingService>();
  /** The delete that waits, and what ends its wait. */
  private waiter: { readonly deadline: Deadline; readonly relief: AbortController } | undefined;

  /**
   * Waits for the tasks of a service that the Engine has removed, or lets another delete wait for them.
   *
   * @param seconds how long the tasks of this service may take. Then a warning names their nodes
   * @throws the reason of the cancellation
   */
  public async wait({ ID: id, Spec }: Service, seconds: number, operation: Operation): Promise<void> {
    const { signal } = operation;
    const deadline = Deadline.after(seconds, signal);
    const warn = (message: string): void => {
      operation.warn(message);
    };
    this.services.add({ id, name: Spec.Name, seconds, deadline, warn, left: [] });
    if (this.waiter !== undefined && this.waiter.deadline.secondsLeft > deadline.secondsLeft) return;
    this.waiter?.relief.abort();
    const waiter = (this.waiter = { deadline, relief: new AbortController() });
    const { signal: relief } = waiter.relief;
    try {
      // Others are added while this one waits.
      while (this.services.size > 0) await this.waitForAll(operation, AbortSignal.any([signal, relief]));
    } catch (error) {
      if (signal.aborted || !relief.aborted) throw error;
    } finally {
      if (this.waiter === waiter) this.waiter = undefined;
    }
  }

  private async waitForAll(operation: Operation, signal: AbortSignal): Promise<void> {
    const longest = Math.max(...[...this.services].map(({ deadline }) => deadline.secondsLeft));
    await awaitReady<true>(
      {
        what: "the tasks of removed services to stop",
        satisfier: async (requestSignal) => {
          await this.look(operation, requestSignal);
          return this.services.size === 0 ? true : undefined;
        },
        observer: () => this.describe(),
        timedOut: async (): Promise<true> => {
          for (const service of this.services) await this.giveUp(service, operation);
          return true;
        },
        intervalMs: () => (this.tasksLeft <= fewTasks ? 100 : 250),
      },
      operation,
      Deadline.after(longest, signal),
    );
  }

  private async look(operation: Operation, signal: AbortSignal): Promise<void> {
    const services = [...this.services];
    // By name: the Engine resolves a service filter, and these services do not exist any more.
    const tasks = await operation.engine.listTasks({ name: services.map(({ name }) => `${name}.`) }, signal);
    for (const service of services) {
      service.left = tasks.filter((task) => task.ServiceID === service.id && occupiesNode(task));
      if (service.left.length === 0) this.services.delete(service);
      else if (service.deadline.isOver) await this.giveUp(service, operation);
    }
  }

  private async giveUp(service: StoppingService, { engine, signal }: Operation): Promise<void> {
    this.services.delete(service);
    const { left, name, seconds, warn } = service;
    const nodes = await engine.listNodes({}, signal);
    const where = left.map(
      ({ NodeID }) => nodes.find((node) => node.ID === NodeID)?.Description?.Hostname ?? NodeID ?? "no node",
    );
    const tasks = left.length === 1 ? "a task" : `${left.length} tasks`;
    warn(
      `Service "${name}" is removed, but ${tasks} of it did not stop within ${seconds} s, on ` +
        `${[...new Set(where)].sort().join(", ")}. Until then ports, addresses and networks can still be in use there.`,
    );
  }

  private get tasksLeft(): number {
    return [...this.services].reduce((sum, service) => sum + service.left.length, 0);
  }

  private describe(): string | undefined {
    const left = this.tasksLeft;
    if (left === 0) return undefined;
    const whose = this.services.size === 1 ? "" : ` of ${this.services.size} services`;
    return `waiting for ${left} ${left === 1 ? "task" : "tasks"}${whose} to stop`;
  }
}

function occupiesNode(task: Task): boolean {
  return !isTerminal(task) && task.Status.State !== "new" && task.Status.State !== "pending";
}
