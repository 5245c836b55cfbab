import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { promisify } from "node:util";

/** What a Pulumi stack calls its networks and services. */
export interface ProgramNames {
  readonly stack: string;
  /** Name in the program by id in the swarm. */
  readonly byId: ReadonlyMap<string, string>;
  /** Daemons that the stack's docker providers name, each once; empty when they leave it to the environment. */
  readonly hosts: readonly string[];
}

interface ExportedResource {
  readonly urn?: string;
  readonly type?: string;
  readonly id?: string;
  /** Replaced, and to be deleted. */
  readonly delete?: boolean;
  /** Read, not managed. */
  readonly external?: boolean;
  readonly inputs?: Readonly<Record<string, unknown>>;
}

const swarmTypes = ["docker:index/network:Network", "docker:index/service:Service"];

/** Reads the names out of what `pulumi stack export` prints. @throws Error when it is no such text */
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
 * Asks the Pulumi CLI for the state of a stack. Secrets stay sealed, so that no passphrase is needed.
 *
 * The CLI is the one on PATH, else the one in `.tools/bin`. Without PULUMI_BACKEND_URL the state is the one that `make up` keeps in
 * `.state`, where there is one.
 *
 * @throws Error with what the CLI says
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
      throw new Error(`--stack "${stack}" needs the Pulumi CLI, and there is none on PATH. Get it: make tools`, {
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
    throw new Error(`What 'pulumi stack export' printed for stack "${stack}" is no exported stack.`, { cause });
  }
}
