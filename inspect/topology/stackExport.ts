import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { promisify } from "node:util";

/** The names that a Pulumi program gives its networks and services. */
export interface ProgramNames {
  readonly stack: string;
  /** Names in the program, by id in the swarm. */
  readonly byId: ReadonlyMap<string, string>;
  /** The hosts of the stack's docker providers, without duplicates. Empty if the environment sets the host. */
  readonly hosts: readonly string[];
}

interface ExportedResource {
  readonly urn?: string;
  readonly type?: string;
  readonly id?: string;
  /** Replaced, and pending deletion. */
  readonly delete?: boolean;
  /** Read, not managed. */
  readonly external?: boolean;
  readonly inputs?: Readonly<Record<string, unknown>>;
}

const swarmTypes = ["docker:index/network:Network", "docker:index/service:Service"];

/** Reads the names from the output of `pulumi stack export`. @throws Error for any other text */
export function programNames(stack: string, exported: string): ProgramNames {
  const resources = resourcesOf(stack, exported);
  const managed = resources.filter(({ type, delete: leaving, external }) => {
    return swarmTypes.includes(type ?? "") && leaving !== true && external !== true;
  });
  const hosts = resources
    .filter(({ type }) => type === "pulumi:providers:docker")
    .flatMap(({ inputs }) => (typeof inputs?.host === "string" && inputs.host !== "" ? inputs.host : []));
  return {
    stack,
    byId: new Map(managed.flatMap(({ id, urn }) => (id === undefined ? [] : [[id, urn?.split("::").at(-1) ?? id]]))),
    hosts: [...new Set(hosts)],
  };
}

/**
 * Asks the Pulumi CLI for the state of a stack. Secrets stay encrypted, so no passphrase is needed.
 *
 * Uses the CLI on PATH, or the one in `.tools/bin`. Without PULUMI_BACKEND_URL, it reads the state that `make up` keeps
 * in `.state`, if there is one.
 *
 * @throws Error with the message of the CLI
 */
export async function readProgramNames(
  stack: string,
  folder: string,
  environment: NodeJS.ProcessEnv,
): Promise<ProgramNames> {
  const env = { ...environment, PULUMI_SKIP_UPDATE_CHECK: "true" } as NodeJS.ProcessEnv;
  env.PATH = `${environment.PATH ?? ""}${delimiter}${join(folder, ".tools", "bin")}`;
  const state = join(folder, ".state");
  if (!environment.PULUMI_BACKEND_URL && existsSync(join(state, ".pulumi"))) {
    env.PULUMI_BACKEND_URL = `file://${state}`;
    env.PULUMI_HOME = environment.PULUMI_HOME ?? join(state, "home");
  }
  const args = ["stack", "export", "--stack", stack, "--non-interactive", "--cwd", folder];
  try {
    const { stdout } = await promisify(execFile)("pulumi", args, { env, maxBuffer: 2 ** 30 });
    return programNames(stack, stdout);
  } catch (error) {
    const { code, stderr } = error as { code?: string | number; stderr?: string };
    if (code === "ENOENT") {
      throw new Error(`--stack "${stack}" needs the Pulumi CLI, which is not on PATH. Install it: make tools`, {
        cause: error,
      });
    }
    if (stderr === undefined) throw error;
    throw new Error(`Stack "${stack}" cannot be read: ${stderr.trim().replace(/^error: /, "")}`, { cause: error });
  }
}

function resourcesOf(stack: string, exported: string): readonly ExportedResource[] {
  try {
    const { deployment } = JSON.parse(exported) as { deployment: { resources?: ExportedResource[] } };
    return deployment.resources ?? [];
  } catch (cause) {
    throw new Error(`The output of 'pulumi stack export' for stack "${stack}" is not an exported stack.`, { cause });
  }
}
