import { execFile } from "node:child_process";
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { folderBackend } from "./folderBackend";
import { checkout } from "./lab";

/** A written project on the disk, with its packages and a Pulumi stack `dev`. */
export interface WrittenProject {
  readonly folder: string;
  /** Runs the Pulumi CLI in the project. @returns what it prints */
  pulumi(...args: readonly string[]): Promise<string>;
  /** Runs the command behind `npm run takeover`. @returns what it prints */
  takeOver(...args: readonly string[]): Promise<string>;
  /** Replaces text in a file. */
  edit(path: string, before: string, after: string): Promise<void>;
  /** Destroys the stack and removes the folder. */
  remove(): Promise<void>;
}

/**
 * Writes the files of a project. Instead of an installation, it links the packages of this checkout.
 *
 * @param files from `projectFiles`, for the Pulumi stack `dev`
 */
export async function createProject(
  files: ReadonlyMap<string, string | Uint8Array>,
  dockerHost: string,
): Promise<WrittenProject> {
  const folder = await mkdtemp(join(tmpdir(), "swarm-project-"));
  for (const [path, content] of files) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), content);
  }
  const packages = join(folder, "node_modules");
  await mkdir(packages);
  for (const name of ["@pulumi", "@types", "ts-node", "typescript"]) {
    await symlink(join(checkout, "node_modules", name), join(packages, name));
  }
  await symlink(checkout, join(packages, "pulumi-swarm-networking"));
  const env = {
    ...process.env,
    PATH: `${join(checkout, ".tools", "bin")}:${process.env.PATH ?? ""}`,
    DOCKER_HOST: dockerHost,
    PULUMI_BACKEND_URL: folderBackend(folder),
    PULUMI_HOME: join(folder, "home"),
    PULUMI_CONFIG_PASSPHRASE: "live test",
    // The unit tests check the types of written programs; each run of the CLI would do so again.
    PULUMI_NODEJS_TRANSPILE_ONLY: "true",
    PULUMI_SKIP_UPDATE_CHECK: "true",
    PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
  };
  const run = async (command: string, args: readonly string[]): Promise<string> => {
    const options = { cwd: folder, env, maxBuffer: 64 * 1024 * 1024 };
    return promisify(execFile)(command, args, options).then(
      ({ stdout }) => stdout,
      (error: unknown) => {
        const { stdout } = error as { readonly stdout: string };
        throw Object.assign(error as Error, { message: `${(error as Error).message}\n${stdout}` });
      },
    );
  };
  const pulumi = (...args: readonly string[]): Promise<string> => run("pulumi", ["--non-interactive", ...args]);
  await pulumi("stack", "init", "dev");
  return {
    folder,
    pulumi,
    takeOver: (...args) => run("node", [join(checkout, "dist", "adopt", "takeover", "main.js"), ...args]),
    edit: async (path, before, after) => {
      const text = await readFile(join(folder, path), "utf8");
      if (!text.includes(before)) throw new Error(`"${path}" does not contain ${JSON.stringify(before)}.`);
      await writeFile(join(folder, path), text.replace(before, after));
    },
    remove: async () => {
      await pulumi("destroy", "--yes", "--skip-preview");
      await rm(folder, { recursive: true, force: true });
    },
  };
}
