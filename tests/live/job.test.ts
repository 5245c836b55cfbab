import { Engine } from "../../provider/engine/engine";
import type { Service } from "../../provider/engine/types";
import { RestartCondition, ServiceMode, SwarmService, type SwarmServiceArgs } from "../../components";
import { readLab } from "../support/lab";
import { createLiveStack, type LiveStack } from "../support/stack";

const lab = readLab();
const engine = new Engine({ host: lab.dockerHost });
const names = ["live-job-migrate", "live-job-api", "live-job-everywhere"];

let live: LiveStack;
let migration: Partial<SwarmServiceArgs> = {};

/** A migration, and a service that depends on it. */
const program = (): Promise<Record<string, unknown>> => {
  const migrate = new SwarmService("migrate", {
    name: "live-job-migrate",
    image: lab.image,
    args: ["-exit", "0", "1s"],
    mode: ServiceMode.ReplicatedJob,
    totalCompletions: 3,
    maxConcurrent: 1,
    restartPolicy: { condition: RestartCondition.None },
    ...migration,
  });
  const everywhere = new SwarmService("everywhere", {
    name: "live-job-everywhere",
    image: lab.image,
    args: ["-exit", "0"],
    mode: ServiceMode.GlobalJob,
  });
  const api = new SwarmService(
    "api",
    {
      name: "live-job-api",
      image: lab.image,
      ulimits: { nofile: { soft: 1024, hard: 4096 } },
      pidsLimit: 100,
      tty: true,
      stdinOpen: true,
    },
    { dependsOn: migrate },
  );
  return Promise.resolve({ id: migrate.id, everywhere: everywhere.id, api: api.id });
};

async function inSwarm(name: string): Promise<Service> {
  return engine.inspectService(name);
}

async function completed(name: string): Promise<number> {
  const { JobStatus } = await inSwarm(name);
  const tasks = await engine.listTasks({ service: [name] });
  const present = tasks.filter(({ JobIteration }) => JobIteration?.Index === JobStatus?.JobIteration.Index);
  return present.filter(({ Status }) => Status.State === "complete").length;
}

async function runs(): Promise<number> {
  return ((await inSwarm("live-job-migrate")).JobStatus?.JobIteration.Index ?? 0) + 1;
}

beforeAll(async () => {
  live = await createLiveStack("job", lab.dockerHost, program);
});

afterAll(async () => {
  await live.remove();
  const services = await engine.listServices({ name: names });
  expect(services.map(({ Spec }) => Spec.Name)).toEqual([]);
});

test("A deployment waits until jobs have completed, and a service that depends on one starts afterwards", async () => {
  await live.stack.up();
  expect(await completed("live-job-migrate")).toBe(3);
  expect(await completed("live-job-everywhere")).toBe(lab.nodes.length);
  const tasks = await engine.listTasks({ service: ["live-job-migrate"] });
  const last =
    tasks
      .map(({ Status }) => Status.Timestamp ?? "")
      .sort()
      .at(-1) ?? "";
  const api = await inSwarm("live-job-api");
  expect((api.CreatedAt ?? "") > last).toBe(true);
  await live.expectQuiet();
});

test("What the docker package lacks reaches the tasks", async () => {
  const [task] = await engine.listTasks({ service: ["live-job-api"], "desired-state": ["running"] });
  expect(task?.Spec).toMatchObject({
    ContainerSpec: { TTY: true, OpenStdin: true, Ulimits: [{ Name: "nofile", Soft: 1024, Hard: 4096 }] },
    Resources: { Limits: { Pids: 100 } },
  });
});

test("A refresh finds a completed job as it was declared, and an unchanged job does not run again", async () => {
  const before = await runs();
  await live.stack.refresh();
  await live.stack.up();
  expect(await runs()).toBe(before);
  await live.expectQuiet();
});

test("A job that fails more often than its policy allows fails the update, and a fixed one runs again", async () => {
  const { ID } = await inSwarm("live-job-migrate");
  migration = { args: ["-exit", "3"], totalCompletions: 1 };
  const failure = await live.stack.up().then(
    () => new Error("the update did not fail"),
    (error: unknown) => error as Error,
  );
  expect(failure.message).toContain(
    'Job "live-job-migrate": its restart policy allows no further attempt; 0/1 task completed.',
  );
  expect(failure.message).toMatch(/on \S+ failed: "task: non-zero exit \(3\)"/);
  migration = {};
  await live.stack.up();
  expect((await inSwarm("live-job-migrate")).ID).toBe(ID);
  expect(await completed("live-job-migrate")).toBe(3);
  await live.expectQuiet();
});
