import { messageOf } from "../engine/error";
import { meaningOf, type Meaning } from "../engine/meaning";
import { SilenceLimit } from "../engine/silenceLimit";
import { unlessAborted } from "../engine/unlessAborted";
import type { Operation } from "../handler/handler";
import { mark } from "../trace/trace";
import { shortestAnswerSeconds, type Deadline } from "./deadline";
import { NoAnswer, TimedOut } from "./timedOut";

/** How a request is sent again after an error. */
export interface RetryRule {
  /** Milliseconds to wait before the next attempt. */
  readonly pauseMs: number;
  /** How many milliseconds longer each further attempt waits, up to half a second. @default 0 */
  readonly growMs?: number;
  /** The status line to show meanwhile. @default none */
  readonly status?: (operation: Pick<Operation, "engine">) => string;
}

/** Which errors are worth another attempt. An error without a rule is final. */
export type RetryRules = Readonly<Partial<Record<Meaning, RetryRule>>>;

const engineIsAway: RetryRule = { pauseMs: 250, status: ({ engine }) => `waiting for the Engine at ${engine.host}` };

/** The rules for every request of every resource: to retry another kind of error, add a line. */
export const retryRules: RetryRules = {
  stale: { pauseMs: 20, growMs: 20 },
  noIngress: { pauseMs: 500, status: () => "waiting for an ingress network" },
  unsent: engineIsAway,
  outcomeUnknown: engineIsAway,
  transient: engineIsAway,
};

/** The rules while nodes join, leave or change their role: another manager may answer, or this one a moment later. */
export const membershipRules: RetryRules = {
  ...retryRules,
  notManager: { pauseMs: 200 },
  stillManager: { pauseMs: 200 },
};

/** The rules for reading an object that is known to exist: any failure of the Engine may be temporary. */
export const patientRules: RetryRules = { ...retryRules, failed: engineIsAway };

/** @returns `undefined` for an error that is final */
export function retryRuleFor(error: unknown, rules: RetryRules): RetryRule | undefined {
  const meaning = meaningOf(error);
  return meaning === undefined ? undefined : rules[meaning];
}

/** Shows a rule's status line and waits as long as the rule says. @throws the reason of the cancellation */
export async function waitForRetry(
  rule: RetryRule,
  attempt: number,
  operation: Pick<Operation, "engine" | "status">,
  deadline: Deadline,
): Promise<void> {
  if (rule.status !== undefined) operation.status(rule.status(operation));
  const pauseMs = Math.min(rule.pauseMs + (rule.growMs ?? 0) * attempt, Math.max(rule.pauseMs, 500));
  mark("retry", "retry", () => ({ attempt, pauseMs }));
  await deadline.sleep(pauseMs);
}

/**
 * Runs `work` until it succeeds, fails for good, or time is up.
 *
 * @param what what is done, for the message when time is up, e.g. `secret "db" to be changed`
 * @param work gets a signal that ends it when the user cancels, or when the Engine never answers
 * @throws the reason of the cancellation, TimedOut, or the error of `work` that no rule retries
 */
export async function retry<T>(
  what: string,
  work: (signal: AbortSignal) => Promise<T> | T,
  operation: Pick<Operation, "engine" | "status">,
  deadline: Deadline,
  rules: RetryRules = retryRules,
): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await answered(work, operation, deadline);
    } catch (error) {
      deadline.signal.throwIfAborted();
      const rule = retryRuleFor(error, rules);
      if (rule === undefined && !(error instanceof NoAnswer)) throw error;
      if (rule === undefined || deadline.isOver) throw outOfTime(what, deadline, error);
      await waitForRetry(rule, attempt, operation, deadline);
    }
  }
}

/** The error for an operation that has no time for another attempt. */
export function outOfTime(what: string, { seconds }: Deadline, cause: unknown): TimedOut {
  return new TimedOut(what, seconds, messageOf(cause), { cause });
}

/** Runs `work` once. @throws the reason of the cancellation, NoAnswer, or whatever `work` throws */
export async function answered<T>(
  work: (signal: AbortSignal) => Promise<T> | T,
  { engine }: Pick<Operation, "engine">,
  deadline: Deadline,
): Promise<T> {
  deadline.signal.throwIfAborted();
  const limit = new SilenceLimit(deadline.answerSeconds);
  const signal = AbortSignal.any([deadline.signal, limit.signal]);
  try {
    return await unlessAborted(Promise.resolve(work(signal)), signal);
  } catch (error) {
    deadline.signal.throwIfAborted();
    throw limit.signal.aborted ? new NoAnswer(engine.host, Math.max(deadline.seconds, shortestAnswerSeconds)) : error;
  } finally {
    limit.clear();
  }
}
