import { setTimeout as pause } from "node:timers/promises";

/** Waits for some milliseconds. @throws the signal's reason, as soon as it is aborted */
export async function sleep(milliseconds: number, signal?: AbortSignal): Promise<void> {
  await pause(milliseconds, undefined, { signal }).catch((error: unknown) => {
    // Node throws an AbortError of its own, which does not say who cancelled.
    signal?.throwIfAborted();
    throw error;
  });
}
