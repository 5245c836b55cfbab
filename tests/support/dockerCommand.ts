import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { checkout } from "./lab";

/**
 * Runs the docker command of the lab's Engine packages.
 *
 * @returns what it prints
 */
export async function dockerCommand(
  dockerHost: string,
  args: readonly string[],
  options: { readonly cwd?: string; readonly env?: NodeJS.ProcessEnv } = {},
): Promise<string> {
  const program = join(checkout, ".tools", "engine-20.10", "bin", "docker");
  const env = { ...process.env, ...options.env };
  const { stdout } = await promisify(execFile)(program, ["--host", dockerHost, ...args], { ...options, env });
  return stdout.trim();
}
