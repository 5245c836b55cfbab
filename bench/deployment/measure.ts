import { spawn } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import type { Sample } from "./operation";

/** Measures work in this process. */
export async function timed(work: () => Promise<unknown>): Promise<Sample> {
  const start = performance.now();
  await work();
  return { seconds: (performance.now() - start) / 1000 };
}

/** Milliseconds between two looks at the memory of the provider. */
const lookMs = 100;

/**
 * Runs a command and measures it together with the processes that it starts.
 *
 * @param plugin the name of a process whose memory is measured. @default none
 * @throws Error with the output of the command if it fails
 */
export async function run(
  command: readonly string[],
  options: { readonly cwd?: string; readonly env: NodeJS.ProcessEnv; readonly plugin?: string },
): Promise<Sample> {
  const { plugin, ...rest } = options;
  const script = 'TIMEFORMAT="times %R %U %S"; time "$@" 2>&1';
  const child = spawn("bash", ["-c", script, "bash", ...command], { ...rest, stdio: ["ignore", "pipe", "pipe"] });
  let memory = 0;
  const look = setInterval(() => {
    if (plugin !== undefined) memory = Math.max(memory, memoryOf(plugin));
  }, lookMs);
  let output = "";
  child.stdout.on("data", (chunk: Buffer) => (output += chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) => (output += chunk.toString()));
  const code = await new Promise((resolve) => child.on("close", resolve));
  clearInterval(look);
  const [, seconds, user, system] = /^times ([\d.]+) ([\d.]+) ([\d.]+)$/m.exec(output) ?? [];
  if (code !== 0 || seconds === undefined) throw new Error(`${command.join(" ")} failed:\n${output}`);
  return {
    seconds: Number(seconds),
    processor: Number(user) + Number(system),
    ...(memory > 0 ? { memory } : {}),
  };
}

/** The largest memory of a process so far, in MiB, by a part of its command line; 0 if it does not run. */
function memoryOf(plugin: string): number {
  const processes = readdirSync("/proc").filter((name) => /^\d+$/.test(name));
  return Math.max(
    0,
    ...processes.map((id) => {
      try {
        if (!readFileSync(`/proc/${id}/cmdline`, "utf8").split("\0").slice(0, 3).join(" ").includes(plugin)) return 0;
        const peak = /VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${id}/status`, "utf8"))?.[1] ?? "0";
        return Number(peak) / 1024;
      } catch {
        return 0; // The process has ended.
      }
    }),
  );
}
