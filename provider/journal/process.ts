import { types } from "node:util";
import { sleep } from "../engine/sleep";

/** Milliseconds that a provider waits for its predecessor to end. One whose CLI was killed ends within 5 s. */
const patienceMs = 6000;

/**
 * Waits for the provider that wrote an entry: it may have outlived its CLI, with a request on its way.
 *
 * @param until when its request has certainly ended, in milliseconds since 1970; by default, not known
 */
export async function waitForProcess(pid: number, until = Infinity, signal?: AbortSignal): Promise<void> {
  const end = Math.min(Date.now() + patienceMs, until);
  while (isAlive(pid) && Date.now() < end) await sleep(50, signal);
}

/** Whether another process with this id runs. */
export function isAlive(pid: number): boolean {
  if (pid === process.pid) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return types.isNativeError(error) && "code" in error && error.code === "EPERM";
  }
}
