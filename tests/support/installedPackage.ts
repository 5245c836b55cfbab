import { execFileSync } from "node:child_process";
import { cpSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { folderBackend } from "./folderBackend";
import { checkout } from "./lab";

/** The package in a project outside this repository, installed from the archive that `npm pack` makes. */
export interface InstalledPackage {
  /** Folder of the project: examples/consumer, with its packages. */
  readonly project: string;
  /** Folder of the package in it. */
  readonly installed: string;
  /** Runs a command, in the project unless another folder is given. @returns what it prints */
  run(command: string, args: readonly string[], cwd?: string): string;
  remove(): void;
}

/** Packs what `npm run build` built in this checkout, and installs the archive. */
export function installPackage(dockerHost: string): InstalledPackage {
  const folder = mkdtempSync(join(tmpdir(), "swarm-installed-"));
  const project = join(folder, "project");
  const env = {
    ...process.env,
    PATH: `${join(checkout, ".tools", "bin")}:${process.env.PATH ?? ""}`,
    PULUMI_HOME: join(folder, "home"),
    PULUMI_BACKEND_URL: folderBackend(folder),
    PULUMI_CONFIG_PASSPHRASE: "live test",
    PULUMI_SKIP_UPDATE_CHECK: "true",
    PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
    DOCKER_HOST: dockerHost,
  };
  const run = (command: string, args: readonly string[], cwd = project): string =>
    execFileSync(command, args, { cwd, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"], env });

  // The scripts would build the bundles again, while other tests start them.
  run("npm", ["pack", "--silent", "--ignore-scripts", "--pack-destination", folder], checkout);
  const archive = readdirSync(folder).find((file) => file.endsWith(".tgz")) ?? "";
  cpSync(join(checkout, "examples", "consumer"), project, { recursive: true });
  run("npm", ["install", "--silent", "--no-audit", "--no-fund", "--prefer-offline", join(folder, archive)]);
  return {
    project,
    installed: join(project, "node_modules/pulumi-swarm-networking"),
    run,
    remove: () => {
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
