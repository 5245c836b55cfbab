import type { Operation } from "../handler/handler";
import type { Deadline } from "./deadline";
import { span, type End } from "../trace/trace";
import { answered, outOfTime, retryRuleFor, retryRules, waitForRetry, type RetryRules } from "./retry";
import { NoAnswer, TimedOut } from "./timedOut";

/** What an operation waits for. Modelled on pulumi-kubernetes' await package. */
export interface Awaiter<T> {
  /** What is waited for, e.g. `network "backend" to get its subnet`. */
  readonly what: string;
  /**
   * Returns the result once it is ready, and `undefined` to be called again. An error ends the wait, unless `rules`
   * retry it.
   */
  readonly satisfier: (signal: AbortSignal) => Promise<T | undefined> | T | undefined;
  /**
   * Describes the progress after each look; `undefined` when there is nothing to report. A new line is shown as the
   * resource's status. The last one is the reason in {@link TimedOut}.
   */
  readonly observer?: () => Promise<string | undefined> | string | undefined;
  /** The result, or the error to throw, when the time is up. @default throws the {@link TimedOut} */
  readonly timedOut?: (timeout: TimedOut) => Promise<T> | T;
  /** Milliseconds between two looks. @default 200 */
  readonly intervalMs?: number | (() => number);
  /** The errors of the satisfier after which it is called again. @default retryRules */
  readonly rules?: RetryRules;
}

/**
 * Looks until the awaited thing is ready: at once, after each interval, and a last time at the deadline.
 *
 * @throws TimedOut when time is up, the reason of the cancellation, or the error of the satisfier
 */
export function awaitReady<T>(
  awaiter: Awaiter<T>,
  operation: Pick<Operation, "engine" | "status">,
  deadline: Deadline,
): Promise<T> {
  let looks = 0;
  const satisfier: typeof awaiter.satisfier = (signal) => {
    looks++;
    return awaiter.satisfier(signal);
  };
  return span(
    "wait",
    () => `wait for ${awaiter.what}`,
    () => lookUntilReady({ ...awaiter, satisfier }, operation, deadline),
    (end) => ({ ended: describeEnd(end, deadline), looks, limitSeconds: deadline.seconds }),
  );
}

/** Without the message of an error, which can contain secrets. */
function describeEnd(end: End<unknown>, deadline: Deadline): string {
  if (deadline.signal.aborted) return "cancelled or taken over";
  if ("error" in end) return deadline.isOver ? "time is up" : "failed";
  return deadline.isOver ? "time is up" : "ready";
}

async function lookUntilReady<T>(
  awaiter: Awaiter<T>,
  operation: Pick<Operation, "engine" | "status">,
  deadline: Deadline,
): Promise<T> {
  const { what, satisfier, observer, rules = retryRules, intervalMs = 200 } = awaiter;
  let shown: string | undefined;
  for (let failures = 0; ;) {
    let cause: unknown;
    try {
      const ready = await answered(satisfier, operation, deadline);
      const line = await observer?.();
      if (line !== undefined && line !== shown) operation.status(line);
      shown = line ?? shown;
      if (ready !== undefined) return ready;
    } catch (error) {
      if (error instanceof NoAnswer) return giveUp(awaiter, outOfTime(what, deadline, error));
      const rule = retryRuleFor(error, rules);
      if (rule === undefined) throw error;
      cause = error;
      await waitForRetry(rule, ++failures, operation, deadline);
    }
    if (deadline.isOver) {
      const timeout =
        cause === undefined ? new TimedOut(what, deadline.seconds, shown) : outOfTime(what, deadline, cause);
      return giveUp(awaiter, timeout);
    }
    if (cause === undefined) await deadline.sleep(typeof intervalMs === "number" ? intervalMs : intervalMs());
  }
}

async function giveUp<T>({ timedOut }: Awaiter<T>, timeout: TimedOut): Promise<T> {
  if (timedOut === undefined) throw timeout;
  return timedOut(timeout);
}
