import { readdirSync, readFileSync } from "node:fs";

/** A process of this machine. */
export interface Process {
  readonly pid: number;
  /** The words of its command line. */
  readonly words: readonly string[];
}

/** The processes with this variable in their environment, which child processes inherit. */
export function processesWith(variable: string, value: string): Process[] {
  const mark = `${variable}=${value}`;
  return readdirSync("/proc").flatMap((entry) => {
    if (!/^\d+$/.test(entry)) return [];
    try {
      if (!readFileSync(`/proc/${entry}/environ`, "utf8").split("\0").includes(mark)) return [];
      return [
        { pid: Number(entry), words: readFileSync(`/proc/${entry}/cmdline`, "utf8").split("\0").filter(Boolean) },
      ];
    } catch {
      // The process has ended in the meantime.
      return [];
    }
  });
}
