import { readFileSync, readlinkSync } from "node:fs";
import { hostname } from "node:os";
import { types } from "node:util";
import { sleep } from "../engine/sleep";

/** The provider process that wrote an entry. */
export interface Writer {
  readonly pid: number;
  /** The machine, or the container on it, whose process it is. Entries of former versions are all of this one. */
  readonly host?: string;
  /** When the process began, in ticks since the machine's start. A later process can have the same id. */
  readonly began?: string;
}

/** This process, as the writer of an entry. */
export const thisProcess: Writer = { pid: process.pid, host: hostOfProcesses(), ...beginningOf(process.pid) };

/** @returns `undefined` when the parsed entry names no writer */
export function writerIn({ pid, host, began }: { readonly [Name in keyof Writer]?: unknown }): Writer | undefined {
  const areTexts = [host, began].every((one) => one === undefined || typeof one === "string");
  if (typeof pid !== "number" || !areTexts) return undefined;
  return { pid, ...(host !== undefined && { host }), ...(began !== undefined && { began }) } as Writer;
}

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
export function isAlive({ pid, host = thisProcess.host, began }: Writer): boolean {
  if (pid === process.pid || host !== thisProcess.host) return false;
  try {
    process.kill(pid, 0);
    // On Linux, threads have ids of the same kind, and a signal finds them as well.
    return began === undefined || beginningOf(pid).began === began;
  } catch (error) {
    return types.isNativeError(error) && "code" in error && error.code === "EPERM";
  }
}

/** Where the system does not say it, the id alone tells processes apart. */
function beginningOf(pid: number): Pick<Writer, "began"> {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    // The second field is the command in parentheses, with any character in it; the beginning is field 22.
    const began = stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19];
    return began === undefined ? {} : { began };
  } catch {
    return {};
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
