import { spawn } from "node:child_process";
import { createWriteStream } from "node:fs";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import type { PreviewPaths } from "./options";

/**
 * Runs `pulumi preview`, and writes its event log, its report in JSON and the plans of the provider into a folder. What
 * the CLI writes to standard error passes through.
 *
 * @param options for the CLI
 * @returns the files, and the exit code of the CLI
 * @throws Error if the CLI cannot be started
 */
export async function runPreview(
  folder: string,
  options: readonly string[],
  environment: NodeJS.ProcessEnv,
): Promise<{ readonly files: PreviewPaths; readonly code: number }> {
  const files = {
    events: join(folder, "events.jsonl"),
    preview: join(folder, "preview.json"),
    plans: join(folder, "plans.jsonl"),
  };
  const args = ["preview", "--json", "--non-interactive", "--color", "never", "--event-log", files.events, ...options];
  // The CLI accepts --event-log, which the Automation API uses, only with this variable.
  const env = { ...environment, PULUMI_DEBUG_COMMANDS: "true", SWARM_PREVIEW_PLAN: files.plans };
  const child = spawn("pulumi", args, { env, stdio: ["ignore", "pipe", "inherit"] });
  const ended = new Promise<number>((resolve, reject) => {
    child.once("error", (cause) => {
      reject(
        new Error(`The Pulumi CLI cannot be started: ${cause.message}. Install it, and put it on PATH.`, { cause }),
      );
    });
    child.once("close", (code) => {
      resolve(code ?? 1);
    });
  });
  const [code] = await Promise.all([ended, pipeline(child.stdout, createWriteStream(files.preview))]);
  return { files, code };
}
