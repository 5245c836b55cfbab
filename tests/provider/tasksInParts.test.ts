import { Engine } from "../../provider/engine/engine";
import { findWantedTasks, listTasksInParts } from "../../provider/engine/tasksInParts";
import { FakeEngine } from "../support/fakeEngine/fakeEngine";

let fake: FakeEngine;
let engine: Engine;

beforeEach(async () => {
  fake = await FakeEngine.start();
  engine = new Engine({ host: fake.host });
});

afterEach(async () => {
  await fake.stop();
});

async function createServices(count: number, replicas: number): Promise<void> {
  for (let i = 0; i < count; i++) {
    const mode = i === 0 ? { Global: {} } : { Replicated: { Replicas: replicas } };
    await engine.createService({ Name: `svc-${i}`, TaskTemplate: { ContainerSpec: { Image: "web:1" } }, Mode: mode });
  }
  fake.requests.length = 0;
}

/** The filters of each list of tasks. */
function lists(): Record<string, string[]>[] {
  return fake.requests
    .filter(({ path }) => path.endsWith("/tasks"))
    .map(({ query }) => JSON.parse(query.get("filters") ?? "{}") as Record<string, string[]>);
}

test("The tasks of a small swarm are listed in one request", async () => {
  await createServices(3, 2);
  expect(await listTasksInParts(engine, { pick: (task) => task })).toHaveLength(5);
  expect(lists()).toEqual([{}]);
});

test("The tasks of a large swarm are listed for some services at a time, and completely", async () => {
  await createServices(5, 2000);
  const tasks = await listTasksInParts(engine, { pick: (task) => task });
  expect(tasks.map(({ ID }) => ID).sort()).toEqual((await engine.listTasks()).map(({ ID }) => ID).sort());
  expect(lists().map(({ service }) => service?.length)).toEqual([3, 2, undefined, undefined]);
  // The last part are those of removed services.
  expect(lists()[2]).toEqual({ "desired-state": ["remove"] });
});

test("A service that is removed between two parts does not end the list", async () => {
  await createServices(5, 2000);
  const first = fake.services.all[1]?.ID ?? "";
  const answer = { delayMs: 100 };
  const fault = fake.fail({ method: "GET", path: /^\/tasks/, answer });
  const tasks = listTasksInParts(engine, { pick: (task) => task });
  await fault.struck;
  fake.services.remove(first);
  expect(await tasks).toHaveLength(6001);
});

test("A list of wanted tasks leaves out those that have ended, and later callers share it", async () => {
  await createServices(2, 1);
  const [one, other] = await Promise.all([findWantedTasks(engine, undefined), findWantedTasks(engine, undefined)]);
  expect(one).toHaveLength(2);
  expect(other).toBe(one);
  expect(lists()).toEqual([{ "desired-state": ["ready", "running"] }]);
});
