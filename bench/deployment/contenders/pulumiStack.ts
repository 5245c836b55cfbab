import { cpSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { folderBackend } from "../../../tests/support/folderBackend";
import { checkout } from "../../../tests/support/lab";
import { run } from "../measure";
import type { Contender, Sample, Size } from "../operation";

/** The `convergeConfig` with which all plugins wait for tasks. */
const waiting = { delay: "500ms", timeout: "10m" } as const;

/** A stack of Pulumi. */
export interface Stack {
  /** The name of the contender. */
  readonly name: string;
  /** Whether its resources are components, which no plugin creates. @default false */
  readonly isAlone?: boolean;
  /** The folder that contains pulumi-resource-docker. */
  readonly path: string;
  /** A part of the command line of its process. */
  readonly process: string;
  /** The `convergeConfig` with which it does not wait for tasks. @default none */
  readonly notWaiting?: object;
}

/** The Pulumi CLI with a docker plugin, and a program that runs in a process of its own. */
export async function pulumiStack(
  { name, isAlone = false, path, process: plugin, notWaiting }: Stack,
  dockerHost: string,
  image: string,
  { networks, replicas }: Size,
  folder: string,
): Promise<Contender> {
  mkdirSync(folder);
  cpSync(join(__dirname, "..", "..", "programs", "stack.js"), join(folder, "index.js"));
  symlinkSync(join(checkout, "node_modules"), join(folder, "node_modules"));
  writeFileSync(join(folder, "package.json"), JSON.stringify({ name: "bench", main: "index.js" }));
  const plugins = `plugins: { providers: [{ name: docker, path: ${JSON.stringify(path)} }] }`;
  writeFileSync(join(folder, "Pulumi.yaml"), `name: bench\nruntime: nodejs\n${plugins}\n`);
  const env = {
    ...process.env,
    PATH: `${join(checkout, ".tools", "bin")}:${process.env.PATH ?? ""}`,
    DOCKER_HOST: dockerHost,
    PULUMI_HOME: join(folder, "home"),
    PULUMI_BACKEND_URL: folderBackend(folder),
    PULUMI_CONFIG_PASSPHRASE: "bench",
    PULUMI_SKIP_UPDATE_CHECK: "true",
    PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
    NETWORKS: String(networks),
    REPLICAS: String(replicas),
    IMAGE: image,
    ALONE: isAlone ? "1" : "0",
  };
  // Without tasks, no operation waits, so that a preview finds no difference.
  const converge = JSON.stringify(replicas === 0 ? (notWaiting ?? null) : waiting);
  const pulumi = (variables: Readonly<Record<string, string>>, ...args: string[]): Promise<Sample> =>
    run(["pulumi", ...args, "--non-interactive"], {
      cwd: folder,
      env: { ...env, TAG: "1", ATTACH: "0", CONVERGE: converge, ...variables },
      plugin,
    });
  await pulumi({}, "stack", "init", "bench");
  const up = (variables: Readonly<Record<string, string>>): Promise<Sample> =>
    pulumi(variables, "up", "--yes", "--skip-preview");
  const destroy = (): Promise<Sample> => pulumi({}, "destroy", "--yes", "--skip-preview");
  const hasServices = networks > 0 && !isAlone;
  const changes = !hasServices
    ? {}
    : { image: () => up({ TAG: "2" }), network: () => up({ TAG: "2", ATTACH: networks > 1 ? "1" : "0" }) };
  return {
    name,
    operations: {
      up: () => up({ CONVERGE: JSON.stringify(notWaiting ?? null) }),
      ...((hasServices || networks === 0) && { upRunning: () => up({}) }),
      ...(hasServices && { upParallel: () => up({ PULUMI_PARALLEL: "64" }) }),
      preview: () => pulumi({}, "preview"),
      refresh: () => pulumi({}, "refresh", "--yes", "--skip-preview"),
      ...changes,
      destroy,
    },
    close: () => destroy().then(() => undefined),
  };
}
