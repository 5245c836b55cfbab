import { cpSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { checkout } from "../../../tests/support/lab";
import { run } from "../measure";
import type { Contender, Sample, Size } from "../operation";

/** A docker plugin for Pulumi. */
export interface Plugin {
  readonly name: string;
  /** The folder that contains pulumi-resource-docker. */
  readonly path: string;
  /** A part of the command line of its process. */
  readonly process: string;
}

/** The Pulumi CLI with a docker plugin, and a program that runs in a process of its own. */
export async function pulumiStack(
  { name, path, process: plugin }: Plugin,
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
    PULUMI_BACKEND_URL: `file://${folder}`,
    PULUMI_CONFIG_PASSPHRASE: "bench",
    PULUMI_SKIP_UPDATE_CHECK: "true",
    PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
    NETWORKS: String(networks),
    REPLICAS: String(replicas),
    IMAGE: image,
  };
  const pulumi = (variables: Readonly<Record<string, string>>, ...args: string[]): Promise<Sample> =>
    run(["pulumi", ...args, "--non-interactive"], {
      cwd: folder,
      env: { ...env, TAG: "1", ATTACH: "0", WAIT: "1", ...variables },
      plugin,
    });
  await pulumi({}, "stack", "init", "bench");
  const up = (variables: Readonly<Record<string, string>>): Promise<Sample> =>
    pulumi(variables, "up", "--yes", "--skip-preview");
  const destroy = (): Promise<Sample> => pulumi({}, "destroy", "--yes", "--skip-preview");
  const changes =
    networks === 0
      ? {}
      : { image: () => up({ TAG: "2" }), network: () => up({ TAG: "2", ATTACH: networks > 1 ? "1" : "0" }) };
  return {
    name,
    operations: {
      up: () => up({ WAIT: "0" }),
      upRunning: () => up({}),
      ...(networks > 0 && { upParallel: () => up({ PULUMI_PARALLEL: "64" }) }),
      preview: () => pulumi({}, "preview"),
      refresh: () => pulumi({}, "refresh", "--yes", "--skip-preview"),
      ...changes,
      destroy,
    },
    close: () => destroy().then(() => undefined),
  };
}
