import { readlinkSync } from "node:fs";
import { hostname } from "node:os";
import { types } from "node:util";
import { sleep } from "../engine/sleep";

/** The provider process that wrote an entry. */
export interface Writer {
  readonly pid: number;
  /** The machine, or the container on it, whose process it is. Entries of former versions are all of this one. */
  readonly host?: string;
}

/** This process, as the writer of an entry. */
export const thisProcess: Required<Writer> = { pid: process.pid, host: hostOfProcesses() };

/** Milliseconds that a provider waits for its predecessor to end. One whose CLI was killed ends within 5 s. */
const patienceMs = 6000;

/**
 * Waits for the provider that wrote an entry: it may have outlived its CLI, with a request on its way.
 *
 * @param until when its request has certainly ended, in milliseconds since 1970; by default, not known
 */
export async function waitForProcess(writer: Writer, until = Infinity, signal?: AbortSignal): Promise<void> {
  const end = Math.min(Date.now() + patienceMs, until);
  while (isAlive(writer) && Date.now() < end) await sleep(50, signal);
}

/** Whether the writer is another process of this machine that runs. One of another machine counts as ended. */
export function isAlive({ pid, host = thisProcess.host }: Writer): boolean {
  if (pid === process.pid || host !== thisProcess.host) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return types.isNativeError(error) && "code" in error && error.code === "EPERM";
  }
}

/** Process ids are unique in a process namespace of Linux. Containers of one machine can have the same host name. */
function hostOfProcesses(): string {
  try {
    return `${hostname()} ${readlinkSync("/proc/self/ns/pid")}`;
  } catch {
    return hostname();
  }
}
