import { spawn } from "node:child_process";
import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import type { Engine } from "../../provider/engine/engine";
import type { SecretOrigin } from "./importFile";

/**
 * Sets secret settings that have no value yet, from the files and the running services that have it. A value passes
 * only through the standard input of the CLI, which encrypts it.
 *
 * @param known the settings that have a value
 * @returns the settings that it has set
 */
export async function setSecrets(
  origins: readonly SecretOrigin[],
  known: ReadonlySet<string>,
  engine: Engine,
  folder: string,
  pulumiStack: string,
): Promise<string[]> {
  const set: string[] = [];
  for (const origin of origins) {
    if (known.has(origin.setting)) continue;
    const value = await valueOf(origin, engine, folder);
    if (value === undefined) continue;
    await setSecret(origin.setting, value, folder, pulumiStack);
    set.push(origin.setting);
  }
  return set;
}

async function valueOf(
  { setting, file, isBase64 = false, variable }: SecretOrigin,
  engine: Engine,
  folder: string,
): Promise<string | undefined> {
  if (file !== undefined) {
    return readFile(resolve(folder, file), isBase64 ? "base64" : "utf8").catch((cause: unknown) => {
      throw new Error(
        `The secret "${setting}" is in the file "${file}", which cannot be read. Set it with ` +
          `'pulumi config set --secret ${setting}'.`,
        { cause },
      );
    });
  }
  if (variable === undefined) return undefined;
  const services = await engine.listServices({ name: [variable.service] });
  const env = services.find(({ Spec }) => Spec.Name === variable.service)?.Spec.TaskTemplate.ContainerSpec?.Env ?? [];
  const prefix = `${variable.variable}=`;
  return env.find((entry) => entry.startsWith(prefix))?.slice(prefix.length);
}

function setSecret(setting: string, value: string, folder: string, pulumiStack: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const args = ["config", "set", "--secret", "--non-interactive", "--stack", pulumiStack, setting];
    const child = spawn("pulumi", args, { cwd: folder, stdio: ["pipe", "ignore", "inherit"] });
    child.once("error", reject);
    child.once("close", (code) => {
      if (code === 0) resolve();
      else reject(new Error(`'pulumi config set --secret ${setting}' failed with exit code ${code ?? "none"}.`));
    });
    // The CLI removes one line break at the end.
    child.stdin.end(`${value}\n`);
  });
}
