import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readCompose } from "../../adopt/compose/readCompose";
import type { AdoptedProject } from "../../adopt/model/project";
import { projectFiles } from "../../adopt/program/projectFiles";
import { readSwarm } from "../../adopt/swarm/readSwarm";
import { Engine } from "../../provider/engine/engine";
import { composeCases, type ComposeCase, copyComposeFiles } from "../support/composeCases";
import { differencesOf, intendedDifferences } from "../support/composeDifferences";
import { prepareSwarm } from "../support/composeSwarm";
import { dockerCommand } from "../support/dockerCommand";
import { readLab } from "../support/lab";
import { poll } from "../support/poll";
import { readStackIds, readVolumes } from "../support/stackIds";
import { readStackObjects, type StackObjects } from "../support/stackObjects";
import { createProject, type WrittenProject } from "../support/writtenProject";

// Each file is deployed with `docker stack deploy`, and the program that is written from it takes the stack over. Then
// the program deploys it alone, and the Engine must hold the same objects, except for the intended differences. Last,
// a program that is written from the swarm must describe what runs.
const lab = readLab();
const engine = new Engine({ host: lab.dockerHost });
const short = ["agents", "edge", "haproxy"];
const { COMPOSE_FILES: chosen = short.join(" ") } = process.env;
const names = chosen === "all" ? Object.keys(composeCases) : chosen.split(" ");

const projectOptions = {
  pulumiStack: "dev",
  componentsFrom: "^0.1.0",
  source: "compose.yml",
};

/** The project for a folder elsewhere, and without waits for tasks that no node can run. */
function inFolder(project: AdoptedProject, folder: string, { isPending = false }: ComposeCase): AdoptedProject {
  return {
    ...project,
    settings: project.settings.map((setting) =>
      setting.fromFile === undefined ? setting : { ...setting, fromFile: join(folder, setting.fromFile) },
    ),
    components: project.components.map((one) =>
      isPending && one.component === "SwarmService"
        ? { ...one, args: { ...one.args, convergeTimeoutSeconds: 0 } }
        : one,
    ),
  };
}

/** Whether each service has the tasks that it wants. */
async function isConverged(stack: string): Promise<true | undefined> {
  const services = await engine.listServices({ label: [`com.docker.stack.namespace=${stack}`] }, { status: true });
  const isReady = services.every(({ Spec: { Mode }, ServiceStatus }) => {
    const { RunningTasks = 0, DesiredTasks = 0 } = ServiceStatus ?? {};
    return RunningTasks === DesiredTasks && (DesiredTasks > 0 || Mode?.Replicated?.Replicas === 0);
  });
  return isReady ? true : undefined;
}

/** The tasks that do not run, with the Engine's reasons. */
async function missingTasks(stack: string): Promise<string> {
  const tasks = await engine.listTasks({ label: [`com.docker.stack.namespace=${stack}`] });
  return tasks
    .filter(({ Status }) => Status.State !== "running")
    .map(({ Status: { State, Message, Err } }) => `${State}: ${Err ?? Message}`)
    .join("; ");
}

describe.each(names)("The compose file of %s", (name) => {
  const compose = composeCases[name] as ComposeCase;
  let folder: string;
  let written: WrittenProject | undefined;
  let reset: (() => Promise<void>) | undefined;
  let byDocker: StackObjects;

  function project(): WrittenProject {
    if (written === undefined) throw new Error("The stack was not deployed.");
    return written;
  }

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "compose-"));
    await copyComposeFiles(folder);
    const file = join(folder, `${name}.yml`);
    const project = readCompose({ stack: name, environment: compose.environment, files: [file] });
    reset = await prepareSwarm(lab, engine, project);
    await dockerCommand(lab.dockerHost, ["stack", "deploy", "--resolve-image", "never", "-c", file, name], {
      env: { ...compose.environment },
    });
    byDocker = await readStackObjects(engine, name);
    if (compose.isPending !== true) {
      let missing = "";
      const isRunning = async (): Promise<true | undefined> => {
        missing = await missingTasks(name);
        return isConverged(name);
      };
      await poll(`the stack ${name} to run`, isRunning, { missing: () => missing });
    }
    const files = await projectFiles(inFolder(project, folder, compose), projectOptions);
    written = await createProject(files, lab.dockerHost);
    for (const [setting, value] of Object.entries(compose.secrets)) {
      await written.pulumi("config", "set", "--secret", setting, "--", value);
    }
  });

  afterAll(async () => {
    await written?.remove();
    // After a failure, the stack may still be that of docker.
    await dockerCommand(lab.dockerHost, ["stack", "rm", name]);
    await reset?.();
    await rm(folder, { recursive: true });
  });

  test("becomes a program that takes over what runs, and neither a task nor a volume is replaced", async () => {
    const before = await readStackIds(engine, name);
    const volumes = await readVolumes(lab);
    const output = await project().takeOver();
    expect(output).toContain("The program describes what runs: nothing changes in the swarm.");
    expect(await readStackIds(engine, name)).toEqual(before);
    expect(await readVolumes(lab)).toEqual(volumes);
    await project().pulumi("refresh", "--yes", "--skip-preview", "--expect-no-changes");
    const listed = await dockerCommand(lab.dockerHost, ["stack", "services", name, "--quiet"]);
    expect(listed.split("\n")).toHaveLength(before.services.length);
  });

  test("becomes a program that deploys the same objects as docker stack deploy", async () => {
    await project().pulumi("destroy", "--yes", "--skip-preview");
    await project().pulumi("up", "--yes", "--skip-preview");
    expect(differencesOf(byDocker, await readStackObjects(engine, name), intendedDifferences)).toEqual([]);
    await project().pulumi("preview", "--expect-no-changes");
  });

  test("is described by the program that is written from the swarm", async () => {
    const files = await projectFiles(await readSwarm(engine, name), { ...projectOptions, source: "a running swarm" });
    const fromSwarm = await createProject(files, lab.dockerHost);
    const output = await fromSwarm.takeOver("--plan").finally(() => rm(fromSwarm.folder, { recursive: true }));
    expect(output).toContain("The program describes what runs: nothing changes in the swarm.");
  });
});
