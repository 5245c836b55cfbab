import { setTimeout as pause } from "node:timers/promises";

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
    const answer = await ask(signal);
    if (answer !== undefined) return answer;
    const left = end - performance.now();
    if (left <= 0) throw new PollTimeout(what, timeoutSeconds, options.missing?.());
    await pause(Math.min(intervalMs, left), undefined, { signal }).catch((error: unknown) => {
      signal?.throwIfAborted();
      throw error;
    });
  }
}
