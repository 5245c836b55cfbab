import { setTimeout as pause } from "node:timers/promises";
import { unlessAborted } from "./unlessAborted";

/** How long and how often {@link poll} asks. */
export interface PollOptions {
  /** Seconds until it gives up. */
  readonly timeoutSeconds: number;
  /** Ends the wait at once; the call throws the signal's reason. */
  readonly signal?: AbortSignal;
  /** Milliseconds between two tries. @default 200 */
  readonly intervalMs?: number;
  /** What is still missing, asked for the message when time is up, e.g. `1/3 tasks running`. */
  readonly missing?: () => string | undefined;
}

/** {@link poll} waited for its whole time in vain. */
export class PollTimeout extends Error {
  public constructor(what: string, timeoutSeconds: number, missing: string | undefined) {
    super(`waited ${timeoutSeconds} s for ${what}${missing === undefined || missing === "" ? "" : `: ${missing}`}`);
    this.name = "PollTimeout";
  }
}

/**
 * Asks until there is an answer: at once for the first time, then after each interval.
 *
 * @param what what is waited for, e.g. `network "backend" to get its subnet`
 * @param ask answers `undefined` to be asked again; an error ends the wait
 * @throws PollTimeout when time is up, the signal's reason when it is aborted, whatever `ask` throws
 */
export async function poll<T>(
  what: string,
  ask: (signal: AbortSignal | undefined) => Promise<T | undefined> | T | undefined,
  options: PollOptions,
): Promise<T> {
  const { timeoutSeconds, signal, intervalMs = 200 } = options;
  const end = performance.now() + timeoutSeconds * 1000;
  for (;;) {
    signal?.throwIfAborted();
    const answer = await inTime(ask, signal, end - performance.now());
    if (answer !== undefined && answer !== late) return answer;
    const left = end - performance.now();
    if (answer === late || left <= 0) throw new PollTimeout(what, timeoutSeconds, options.missing?.());
    await pause(Math.min(intervalMs, left), undefined, { signal }).catch((error: unknown) => {
      signal?.throwIfAborted();
      throw error;
    });
  }
}

/** An answer that did not come. */
const late: unique symbol = Symbol("late");

/** Milliseconds that a question may take in any case, also when the time of the whole wait is shorter. */
const grace = 10_000;

/** A daemon that takes a request and never answers must not hold a wait for longer than its time. */
async function inTime<T>(
  ask: (signal: AbortSignal | undefined) => Promise<T> | T,
  signal: AbortSignal | undefined,
  left: number,
): Promise<T | typeof late> {
  const limit = AbortSignal.timeout(Math.ceil(Math.max(left, grace)));
  const either = signal === undefined ? limit : AbortSignal.any([signal, limit]);
  try {
    return await unlessAborted(Promise.resolve(ask(either)), either);
  } catch (error) {
    if (limit.aborted && signal?.aborted !== true) return late;
    throw error;
  }
}
