import type { Node, Service, Task, UpdateState } from "../../engine/types";
import { countTasks, hasFailed, isGlobal, isJob, isPresent, slotOf, type Count } from "./convergenceCount";
import { describeAddresses, describeTasks, hasHealthcheck, latestTrouble } from "./convergenceReport";
import type { Operation } from "../../handler/handler";
import { awaitReady } from "../../reconcile/await";
import { Deadline } from "../../reconcile/deadline";
import { patientRules } from "../../reconcile/retry";
import { failuresAllowed, restartLimitMs } from "./restartLimit";
import { ServiceLooks, type ServiceLook } from "./serviceLooks";

/** What to wait for, and how long. */
export interface ConvergenceOptions {
  readonly timeoutSeconds: number;
  /** What was done to the service. `nothing` ignores the result of an earlier update. */
  readonly after: "create" | "update" | "nothing";
  /** The longest pause between two looks, in milliseconds. @default - as {@link ServiceLooks} says */
  readonly longestPauseMs?: number;
  /**
   * Whether the user has set the timeout. Otherwise, the wait for a node or an address ends sooner.
   */
  readonly isChosen?: boolean;
  /** Explains why a task may have been rejected. @default - the error only quotes the task's own message */
  readonly explainRejection?: () => Promise<string | undefined>;
}

/** The service exists, but its tasks do not run as its spec says. The reasons include the tasks' own messages. */
export class NotConverged extends Error {
  public constructor(
    public readonly reasons: readonly string[],
    options?: ErrorOptions,
  ) {
    super(reasons.join("\n"), options);
    this.name = "NotConverged";
  }
}

/**
 * Milliseconds that a task without a health check must run before it counts.
 *
 * A container that crashes on start runs for a moment at each attempt, so one look proves nothing. Docker's CLI watches
 * for 5 s after a create; most crashes (a bad command, a missing variable, a refused connection) come within the first
 * second. Once a task of this spec has failed, tasks must run for the whole monitor time of the update config. After an
 * update that replaces tasks, the Engine itself has watched them before it reports the update as completed. With a
 * health check, a task counts as running only when it is healthy.
 */
const settleMs = 2000;

/** The shortest pause between two looks, in milliseconds. */
const shortestPauseMs = 50;

/** Seconds without a change in any task after which the wait ends, while tasks wait for an address or a node. */
const stuckSeconds = 60;

/** The Engine's monitor time when the spec has none, in nanoseconds. */
const defaultMonitor = 5e9;

/** One look at the swarm. */
interface Look extends ServiceLook {
  readonly count: Count;
}

/**
 * Waits until the tasks of a service's present spec run: one per replica, or one on each node that matches a global
 * service.
 *
 * @throws NotConverged for a paused update, a rollback, tasks that cannot run, and when time is up; the signal's reason
 *   when aborted
 */
export async function waitForConvergence(id: string, options: ConvergenceOptions, operation: Operation): Promise<void> {
  await new Convergence(id, options, operation).wait();
}

/** Whether the tasks of the present spec run right now, without waiting. */
export async function isConverged(id: string, operation: Operation): Promise<boolean> {
  const convergence = new Convergence(id, { timeoutSeconds: 0, after: "update" }, operation);
  const { service, count } = await convergence.look();
  const state = service.UpdateStatus?.State;
  return (state === undefined || state === "completed") && count.done === count.expected;
}

class Convergence {
  private readonly shared: ServiceLooks;
  /** When each task was first seen running, by this machine's clock: those of the nodes differ. */
  private readonly runsSince = new Map<string, number>();
  /** The failed tasks of the deployed spec, which is no longer the present one after a rollback. */
  private readonly failed = new Map<string, Task>();
  private lastSignature = "";
  private lastProgress = performance.now();
  /** By slot: since when it has had no task that runs or is starting. */
  private readonly deadSince = new Map<string, number>();
  private looks = 0;
  /** When the running tasks have run for long enough, while all of them run. */
  private settledAt: number | undefined;

  public constructor(
    private readonly id: string,
    private readonly options: ConvergenceOptions,
    private readonly operation: Operation,
  ) {
    this.shared = ServiceLooks.at(operation.engine);
  }

  public async wait(): Promise<void> {
    const { timeoutSeconds } = this.options;
    let last: Look | undefined;
    await awaitReady<true>(
      {
        what: "its tasks to run",
        satisfier: async () => {
          last = await this.look();
          return (await this.evaluate(last)) ? true : undefined;
        },
        observer: () => last && this.describe(last),
        timedOut: async ({ cause, message, reason = "" }) => {
          if (last !== undefined && cause === undefined) return this.giveUp(last, `after ${timeoutSeconds} s`);
          throw new NotConverged([`waited ${timeoutSeconds} s for the Engine: ${reason}`], { cause: cause ?? message });
        },
        intervalMs: () => this.interval(),
        // The service exists: an Engine that fails to answer is asked again.
        rules: patientRules,
      },
      this.operation,
      Deadline.after(timeoutSeconds, this.operation.signal),
    );
  }

  public async look(): Promise<Look> {
    const { service, tasks, nodes } = await this.shared.look(this.id, this.operation.signal);
    this.looks++;
    const present = tasks.filter((task) => isPresent(service, task));
    return { service, tasks: present, nodes, count: countTasks(service, present, nodes) };
  }

  /** Whether the service has converged. @throws NotConverged when it will not */
  private async evaluate(look: Look): Promise<boolean> {
    const { service, count } = look;
    const state = this.options.after === "update" ? service.UpdateStatus?.State : undefined;
    if (state?.startsWith("rollback") !== true) this.note(look);
    if (state === "paused") return this.fail(look, "its update is paused");
    if (state === "rollback_completed" || state === "rollback_paused") return this.rolledBack(look, state);
    if (state === "rollback_started") return false;
    await this.refuseStuck(look);
    if (service.UpdateStatus?.State === "updating") return false;
    if (this.isSettled(look, state)) {
      if (count.expected === 0 && isGlobal(service)) this.warnNowhere(service);
      return true;
    }
    if (this.isGivenUp(look)) {
      const goesOn = "Swarm starts new tasks nevertheless until one completes. Remove the job to stop it.";
      await this.fail(look, "its restart policy allows no further attempt", isJob(service) ? [goesOn] : []);
    }
    return false;
  }

  /** Records details that the next look may no longer show. */
  private note({ service, tasks, count }: Look): void {
    const now = performance.now();
    const running = new Set(count.running.map(({ ID }) => ID));
    for (const taskId of this.runsSince.keys()) if (!running.has(taskId)) this.runsSince.delete(taskId);
    for (const taskId of running) if (!this.runsSince.has(taskId)) this.runsSince.set(taskId, now);
    for (const task of tasks) if (hasFailed(service, task)) this.failed.set(task.ID, task);
    const signature = tasks.map(({ ID, Status }) => `${ID}=${Status.State}`).join();
    if (signature !== this.lastSignature) this.lastProgress = now;
    this.lastSignature = signature;
    for (const slot of new Set([...this.failed.values()].map((task) => slotOf(service, task)))) {
      if (count.alive.has(slot)) this.deadSince.delete(slot);
      else if (!this.deadSince.has(slot)) this.deadSince.set(slot, now);
    }
  }

  /** Whether Swarm has given up a slot: the restart policy allows no replacement for its failed task. */
  private isGivenUp({ service, count }: Look): boolean {
    if (isJob(service)) return this.isExhausted(service);
    const limit = restartLimitMs(service);
    if (limit === undefined || count.alive.size >= count.expected) return false;
    const now = performance.now();
    return [...this.deadSince.values()].some((since) => now - since >= limit);
  }

  /** Whether more tasks of a slot of a job have failed than its restart policy allows. */
  private isExhausted(service: Service): boolean {
    const allowed = failuresAllowed(service);
    if (allowed === undefined) return false;
    const failures = new Map<string, number>();
    for (const task of this.failed.values()) {
      const slot = slotOf(service, task);
      failures.set(slot, (failures.get(slot) ?? 0) + 1);
    }
    return [...failures.values()].some((number) => number > allowed);
  }

  private isSettled({ service, count }: Look, state: UpdateState | undefined): boolean {
    this.settledAt = undefined;
    if (count.done !== count.expected) return false;
    // The Engine itself has watched the new tasks.
    if (state === "completed") return true;
    const now = performance.now();
    this.settledAt =
      this.settleWindow(service) + Math.max(0, ...count.running.map(({ ID }) => this.runsSince.get(ID) ?? now));
    return now >= this.settledAt;
  }

  private settleWindow(service: Service): number {
    const { UpdateConfig } = service.Spec;
    if (this.failed.size > 0) return (UpdateConfig?.Monitor || defaultMonitor) / 1e6;
    // After an update that replaces no tasks (a label, fewer replicas), the first look finds everything in place.
    if (this.looks === 1 && this.options.after !== "create") return 0;
    return hasHealthcheck(service) ? 0 : settleMs;
  }

  /** Ends a wait for addresses or nodes in which nothing has changed for long, unless the user has set a timeout. */
  private async refuseStuck(look: Look): Promise<void> {
    if (this.options.isChosen === true) return;
    const waits = look.tasks.some(({ Status }) => Status.State === "new" || Status.State === "pending");
    if (waits && performance.now() - this.lastProgress >= stuckSeconds * 1000)
      await this.giveUp(look, `for ${stuckSeconds} s`);
  }

  private async giveUp(look: Look, when: string): Promise<never> {
    const { engine, signal } = this.operation;
    const { service, tasks } = look;
    const addresses = tasks.some(({ Status }) => Status.State === "new")
      ? await describeAddresses(service, engine, signal)
      : [];
    const lines = addresses.map((line) => `tasks wait for an address: ${line}`);
    return this.fail(look, `it has not converged ${when}`, lines);
  }

  private async fail(
    { service, tasks, nodes, count }: Look,
    what: string,
    more: readonly string[] = [],
  ): Promise<never> {
    const message = service.UpdateStatus?.State === "paused" ? ` (${service.UpdateStatus.Message ?? ""})` : "";
    const all = new Map([...this.failed.values(), ...tasks].map((task) => [task.ID, task]));
    throw new NotConverged([
      `${isJob(service) ? "Job" : "Service"} "${service.Spec.Name}": ${what}${message}; ` +
        `${this.progress(service, count)}.`,
      ...describeTasks(service, [...all.values()], nodes),
      ...(await this.explainRejection([...all.values()])),
      ...more,
    ]);
  }

  /** A rejected task has not started, most often because its image is missing. */
  private async explainRejection(tasks: readonly Task[]): Promise<string[]> {
    if (!tasks.some(({ Status }) => Status.State === "rejected")) return [];
    const explanation = await this.options.explainRejection?.();
    return explanation === undefined ? [] : [explanation];
  }

  private async rolledBack({ service, nodes }: Look, state: UpdateState): Promise<never> {
    const { engine, signal } = this.operation;
    const started = service.UpdateStatus?.StartedAt ?? "";
    const tasks = await engine.listTasks({ service: [this.id] }, signal);
    // Short-lived tasks may have ended between two looks.
    for (const task of tasks)
      if (hasFailed(service, task) && (task.CreatedAt ?? "") >= started) this.failed.set(task.ID, task);
    const end =
      state === "rollback_completed"
        ? "The swarm runs the previous spec again, not the declared one"
        : "The rollback is paused as well: the swarm runs a mix of the previous spec and the declared one";
    throw new NotConverged([
      `Service "${service.Spec.Name}": the update failed and was rolled back ` +
        `(${service.UpdateStatus?.Message ?? state}). ${end}; the next 'pulumi up' tries again.`,
      ...describeTasks(service, [...this.failed.values()], nodes),
      ...(await this.explainRejection([...this.failed.values()])),
    ]);
  }

  /** How far the service is, as a status line. */
  private describe({ service, tasks, nodes, count }: Look): string {
    const state = this.options.after === "update" ? service.UpdateStatus?.State : undefined;
    const now = this.progress(service, count);
    const what = state?.startsWith("rollback") === true ? `rolling back, ${now}` : now;
    const trouble = count.done === count.expected ? undefined : this.trouble(service, tasks, nodes);
    return trouble === undefined ? what : `${what}; ${trouble}`;
  }

  private trouble(service: Service, tasks: readonly Task[], nodes: readonly Node[]): string | undefined {
    const words = latestTrouble(service, tasks, nodes);
    // Every task is `new` for a moment.
    const isWaiting = performance.now() - this.lastProgress > 2000;
    if (words !== undefined || !isWaiting) return words;
    return tasks.some(({ Status }) => Status.State === "new") ? "waiting for addresses on its networks" : undefined;
  }

  private progress(service: Service, { done, expected }: Count): string {
    const what = isJob(service) ? "completed" : this.options.after === "update" ? "on the new spec" : "running";
    return `${done}/${expected} ${expected === 1 ? "task" : "tasks"} ${what}`;
  }

  private warnNowhere({ Spec }: Service): void {
    const constraints = (Spec.TaskTemplate.Placement?.Constraints ?? []).map((one) => `"${one}"`).join(", ");
    this.operation.warn(
      `Global ${Spec.Mode?.GlobalJob === undefined ? "service" : "job"} "${Spec.Name}" runs nowhere: no active node ` +
        `matches ${constraints === "" ? "it" : `its constraints ${constraints}`}. It starts as soon as one does.`,
    );
  }

  /** Milliseconds until the next look: at once when the tasks have run for long enough. */
  private interval(): number {
    const pause = Math.min(this.shared.msToNext(), this.options.longestPauseMs ?? Infinity);
    const untilSettled = this.settledAt === undefined ? Infinity : this.settledAt - performance.now();
    return Math.max(shortestPauseMs, Math.min(pause, untilSettled));
  }
}
