import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { stringify } from "yaml";
import { readCompose } from "../../adopt/compose/readCompose";
import type { AdoptedProject } from "../../adopt/model/project";
import { composeCases, type ComposeCase, composeFolder } from "../support/composeCases";
import { differencesOf, intendedDifferences } from "../support/composeDifferences";
import { projectFiles } from "../../adopt/program/projectFiles";
import { readLab } from "../support/lab";
import { poll } from "../support/poll";
import { readStackObjects, type StackObjects } from "../support/stackObjects";
import { createProject, type WrittenProject } from "../support/writtenProject";
import { isBefore, parseVersion } from "../../swarm/engineVersion";
import { Engine } from "../../provider/engine/engine";

// Each file is deployed with `docker stack deploy` and with the program that is written from it. The Engine must hold
// the same objects, except for the intended differences.
const lab = readLab();
const engine = new Engine({ host: lab.dockerHost });
const run = promisify(execFile);
const short = ["traefik", "haproxy", "grafana", "postgres"];
const { COMPOSE_FILES: chosen = short.join(" ") } = process.env;
const names = chosen === "all" ? Object.keys(composeCases) : chosen.split(" ");

const projectOptions = {
  pulumiStack: "dev",
  componentsFrom: "^0.1.0",
  source: "compose.yml",
};

/** Leaves all tasks pending, because the lab has none of the images. */
const nowhere = "node.labels.compose-test == never";

async function docker(args: readonly string[], environment: Readonly<Record<string, string>> = {}): Promise<string> {
  const env: NodeJS.ProcessEnv = { ...process.env, ...environment, DOCKER_HOST: lab.dockerHost };
  return (await run("docker", args, { env })).stdout;
}

/** A second file, which `docker stack deploy` and the reader merge in the same way. */
async function pendingFile(folder: string, project: AdoptedProject): Promise<string> {
  const services = project.components.filter(({ component }) => component === "SwarmService");
  const pending = { deploy: { placement: { constraints: [nowhere] } } };
  const entries = services.map(({ logicalName }): [string, object] => [logicalName, pending]);
  const path = join(folder, "pending.yml");
  const { version } = composeCases[project.name] ?? {};
  await writeFile(
    path,
    stringify({ ...(version !== undefined && { version }), services: Object.fromEntries(entries) }),
  );
  return path;
}

/** Whether the Engine of the lab lacks a property of the file: older ones ignore it, so the preview refuses it. */
async function isTooOld({ leastEngine = "0.0" }: ComposeCase): Promise<boolean> {
  const { Version } = await engine.version();
  return isBefore(parseVersion(Version) ?? [], parseVersion(leastEngine) ?? []);
}

/** The project without waits for tasks, which stay pending. */
function withoutWaits(project: AdoptedProject): AdoptedProject {
  const components = project.components.map((one) =>
    one.component === "SwarmService" ? { ...one, args: { ...one.args, convergeTimeoutSeconds: 0 } } : one,
  );
  return { ...project, components };
}

async function createExternals({ components }: AdoptedProject): Promise<() => Promise<unknown>> {
  const ids: (() => Promise<void>)[] = [];
  for (const { component, swarmName } of components.filter(({ isExternal }) => isExternal)) {
    if (component === "OverlayNetwork" && swarmName !== "host") {
      const { id } = await engine.createNetwork({ Name: swarmName, Driver: "overlay" });
      ids.push(() => engine.removeNetwork(id));
    } else if (component === "SwarmSecret" || component === "SwarmConfig") {
      const kind = component === "SwarmSecret" ? "secrets" : "configs";
      const { id } = await engine.createPayload(kind, { Name: swarmName, Data: "aHVzaA==" });
      ids.push(() => engine.removePayload(kind, id));
    }
  }
  return () => Promise.all(ids.map((remove) => remove()));
}

/** The objects that `docker stack deploy` makes. It removes them again. */
async function deployedByDocker(
  name: string,
  files: readonly string[],
  { environment }: ComposeCase,
): Promise<StackObjects> {
  const options = ["--resolve-image", "never", ...files.flatMap((file) => ["-c", file])];
  await docker(["stack", "deploy", ...options, name], environment);
  const objects = await readStackObjects(engine, name);
  await docker(["stack", "rm", name]);
  const isGone = async (): Promise<true | undefined> =>
    (await readStackObjects(engine, name)).networks.length === 0 ? true : undefined;
  await poll(`the removal of the stack ${name}`, isGone, { timeoutSeconds: 60 });
  return objects;
}

describe.each(names)("The compose file of %s", (name) => {
  const compose = composeCases[name] as ComposeCase;
  let folder: string;
  let written: WrittenProject | undefined;
  let removeExternals: (() => Promise<unknown>) | undefined;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "compose-"));
  });

  afterAll(async () => {
    await written?.remove();
    await removeExternals?.();
    await rm(folder, { recursive: true });
  });

  test("becomes a program that deploys the same objects as docker stack deploy", async () => {
    if (await isTooOld(compose)) return;
    const file = join(composeFolder, `${name}.yml`);
    const { environment, secrets } = compose;
    const input = { stack: name, environment };
    const files = [file, await pendingFile(folder, readCompose({ ...input, files: [file] }))];
    const project = readCompose({ ...input, files });
    removeExternals = await createExternals(project);
    const expected = await deployedByDocker(name, files, compose);

    written = await createProject(await projectFiles(withoutWaits(project), projectOptions), lab.dockerHost);
    for (const [setting, value] of Object.entries(secrets)) {
      await written.pulumi("config", "set", "--secret", setting, "--", value);
    }
    await written.pulumi("up", "--yes", "--skip-preview");
    const actual = await readStackObjects(engine, name);

    expect(differencesOf(expected, actual, intendedDifferences)).toEqual([]);
    await written.pulumi("preview", "--expect-no-changes");
  }, 240_000);
});
