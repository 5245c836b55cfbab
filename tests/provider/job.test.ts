import { serviceHandler } from "../../provider/resources/service/service";
import type { WireObject } from "../../provider/server/wire";
import { FakeEngine } from "../support/fakeEngine/fakeEngine";
import { partialFailure } from "../support/partialFailure";
import { poll } from "../support/poll";
import { failureOf, ProviderClient } from "../support/providerClient";

const type = "docker:index/service:Service";
const name = "migrate";

/** A job of three tasks that run one after the other. */
const migration: WireObject = {
  name: "migrate",
  mode: { replicatedJob: { totalCompletions: 3, maxConcurrent: 1 } },
  taskSpec: { containerSpec: { image: "migrate:1" }, restartPolicy: { condition: "none" } },
};

let engine: FakeEngine;
let provider: ProviderClient;

beforeEach(async () => {
  engine = await FakeEngine.start({ startMs: 150 });
  engine.images.set("migrate:1", `sha256:${"ab".repeat(32)}`);
  engine.services.outcome = () => ({ state: "complete" });
  provider = await ProviderClient.start({ handlers: [serviceHandler] });
  await provider.configure({ host: engine.host });
});

afterEach(async () => {
  await provider.stop();
  await engine.stop();
});

interface Deployed {
  readonly id: string;
  readonly inputs: WireObject;
  readonly state: WireObject;
}

async function deploy(change: WireObject = {}): Promise<Deployed> {
  const inputs = { ...migration, ...change };
  const { failures } = await provider.check({ type, name, news: inputs });
  expect(failures).toEqual([]);
  const { id, state = {} } = await provider.create({ type, name, inputs });
  return { id, inputs, state };
}

async function update({ id, inputs, state }: Deployed, change: WireObject): Promise<Deployed> {
  const news = { ...inputs, ...change };
  const updated = await provider.update({ type, name, id, oldInputs: inputs, oldState: state, news });
  return { id, inputs: news, state: updated.state ?? {} };
}

/** The number of times that the job has run. */
function runs(): number {
  return (engine.services.all[0]?.JobStatus?.JobIteration.Index ?? 0) + 1;
}

function completed(): number {
  return engine.services.listTasks({}).filter(({ Status }) => Status.State === "complete").length;
}

test("A create ends when all tasks of a job have completed, and shows its progress", async () => {
  const { state } = await deploy();
  expect(completed()).toBe(3);
  expect(engine.services.all[0]?.Spec).toMatchObject({
    Mode: { ReplicatedJob: { MaxConcurrent: 1, TotalCompletions: 3 } },
  });
  expect(engine.services.all[0]?.Spec.UpdateConfig).toBeUndefined();
  expect(state.mode).toEqual({ replicatedJob: { maxConcurrent: 1, totalCompletions: 3 } });
  const status = provider.lines.filter(({ ephemeral }) => ephemeral).map(({ message }) => message);
  expect(status).toContainEqual(expect.stringMatching(/^[12]\/3 tasks completed$/));
});

test("A global job is complete when the task on each node is", async () => {
  const { state } = await deploy({ mode: { globalJob: true } });
  expect(completed()).toBe(1);
  expect(state.mode).toEqual({ globalJob: true });
});

test("A job without numbers has one task", async () => {
  const { state } = await deploy({ mode: { replicatedJob: {} } });
  expect(completed()).toBe(1);
  expect(state.mode).toEqual({ replicatedJob: { maxConcurrent: 1, totalCompletions: 1 } });
});

test("A create fails as soon as the restart policy is exhausted, and quotes the task", async () => {
  engine.services.outcome = () => ({ state: "failed", err: "task: non-zero exit (3)" });
  const failure = partialFailure(await failureOf(deploy()));
  expect(failure?.reasons).toEqual([
    'Job "migrate": its restart policy allows no further attempt; 0/3 tasks completed.',
    expect.stringMatching(/^a task of migrate on fake failed: "task: non-zero exit \(3\)"/),
    "Swarm starts new tasks nevertheless until one completes. Remove the job to stop it.",
  ]);
});

test.each<[string, WireObject, number]>([
  ["with an attempt left waits for it", { condition: "on-failure", maxAttempts: 1 }, 2],
  ["without a limit waits until a task completes", {}, 3],
])("A restart policy %s", async (_, restartPolicy, failing) => {
  let tasks = 0;
  engine.services.outcome = () =>
    ++tasks < failing ? { state: "failed", err: "task: non-zero exit (1)" } : { state: "complete" };
  await deploy({ mode: { replicatedJob: {} }, taskSpec: { ...(migration.taskSpec as WireObject), restartPolicy } });
  expect(tasks).toBe(failing);
});

test("A changed job runs again, also if only a label has changed, and an unchanged one does not", async () => {
  const deployed = await deploy();
  const labelled = await update(deployed, { labels: [{ label: "team", value: "shop" }] });
  expect([runs(), completed()]).toEqual([2, 6]);
  await update(labelled, { convergeConfig: { timeout: "1m" } });
  expect([runs(), completed()]).toEqual([2, 6]);
});

test("The repair of a failed update runs the job again, unless it has completed meanwhile", async () => {
  engine.services.outcome = () => ({ state: "failed", err: "task: non-zero exit (1)" });
  const failure = partialFailure(await failureOf(deploy({ mode: { replicatedJob: {} } })));
  const deployed = { id: failure?.id, inputs: failure?.inputs, state: failure?.state } as Deployed;
  await failureOf(update(deployed, {}));
  expect(runs()).toBe(2);
  engine.services.outcome = () => ({ state: "complete" });
  await poll("a task to complete", () => (completed() > 0 ? true : undefined));
  await update(deployed, {});
  expect(runs()).toBe(2);
});

test.each<[string, WireObject, object]>([
  [
    "a number of tasks",
    { replicatedJob: { totalCompletions: 3, maxConcurrent: 1 } },
    { replicatedJob: { maxConcurrent: 1, totalCompletions: 3 } },
  ],
  ["one task on each node", { globalJob: true }, { globalJob: true }],
])("A job with %s is imported, and its preview is empty", async (_, mode, imported) => {
  const { id, inputs } = await deploy({ mode });
  const read = await provider.read({ type, name, id: "migrate" });
  expect(read.id).toBe(id);
  expect(read.inputs?.mode).toEqual(imported);
  const diff = await provider.diff({
    type,
    name,
    id,
    oldInputs: read.inputs ?? {},
    oldState: read.state ?? {},
    news: inputs,
  });
  expect(diff.getDiffsList()).toEqual([]);
});

test("A refresh after the completion changes nothing", async () => {
  const deployed = await deploy();
  const read = await provider.read({ type, name, id: deployed.id, known: deployed });
  expect(read.inputs).toEqual(deployed.inputs);
});

test.each<[string, WireObject, string]>([
  [
    "an update config",
    { updateConfig: { order: "start-first" } },
    `'updateConfig' is not possible for a job (mode "replicated-job"): an update runs it again. Swarm refuses it: ` +
      `"Jobs may not have an update config". Leave 'updateConfig' out.`,
  ],
  [
    "a rollback config",
    { mode: { globalJob: true }, rollbackConfig: {} },
    `'rollbackConfig' is not possible for a job (mode "global-job"): an update runs it again. Swarm refuses it: ` +
      `"Jobs may not have an update config". Leave 'rollbackConfig' out.`,
  ],
  [
    "two modes",
    { mode: { replicated: {}, replicatedJob: {} } },
    "a service is either 'replicated' or 'replicatedJob' (tasks that end). Keep one of them.",
  ],
])("A job with %s is refused", async (_, change, reason) => {
  const { failures } = await provider.check({ type, name, news: { ...migration, ...change } });
  expect(failures.map((failure) => failure.reason)).toEqual([reason]);
});
