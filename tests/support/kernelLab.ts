import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, existsSync, openSync } from "node:fs";
import { resolve } from "node:path";
import { promisify } from "node:util";
import { checkout, readLab, type Lab } from "./lab";

/**
 * A lab whose kernel has IPVS and IPsec: in a guest (`lab/guest up`), or on this machine if its kernel has them
 * (`lab/up`). The tests reach the nodes directly in both.
 */
export interface KernelLab extends Lab {
  /** The output of a command that runs in the checkout, where the lab is. @throws Error if the command fails */
  run(...command: readonly string[]): Promise<string>;
  /**
   * Starts a command in the checkout, where the lab is, and appends its output to a file.
   *
   * @returns ends the command, and throws if it has ended before
   */
  record(file: string, ...command: readonly string[]): () => Promise<void>;
}

/** @throws Error with the command that boots the guest if there is no lab */
export function readKernelLab(): KernelLab {
  const directory = resolve(checkout, process.env.GUEST_DIR ?? ".lab/guest");
  if (!existsSync(resolve(directory, "env"))) {
    throw new Error(`There is no lab in "${directory}". Boot a guest with \`lab/guest up\`.`);
  }
  const prefix = existsSync(resolve(directory, "shared")) ? ["lab/guest", "exec"] : [];
  const options = { cwd: checkout, env: { ...process.env, LAB_DIR: directory } };
  return {
    ...readLab(directory),
    run: async (...command) => {
      const [program = "", ...args] = [...prefix, ...command];
      return (await promisify(execFile)(program, args, options)).stdout;
    },
    record: (file, ...command) => {
      const [program = "", ...args] = [...prefix, ...command];
      const output = openSync(file, "a");
      // A process group of its own, because the command starts others, and only a group can be ended as a whole.
      const child = spawn(program, args, { ...options, stdio: ["ignore", output, output], detached: true });
      closeSync(output);
      const ended = once(child, "close");
      // Reported by the function below.
      ended.catch(() => undefined);
      return async () => {
        if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) {
          await ended;
          throw new Error(`\`${command.join(" ")}\` ended too early. Its output is in ${file}`);
        }
        process.kill(-child.pid, "SIGTERM");
        await ended;
      };
    },
  };
}

/** The body of a response. @throws Error with the status and the body if it is an error, or if there is no response */
export async function get(url: string): Promise<string> {
  const response = await fetch(url, { headers: { connection: "close" }, signal: AbortSignal.timeout(20_000) });
  const body = await response.text();
  if (!response.ok) throw new Error(`${response.status} ${body.trim()}`);
  return body;
}
