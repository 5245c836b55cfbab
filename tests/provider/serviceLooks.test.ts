import { Engine } from "../../provider/engine/engine";
import type { Operation } from "../../provider/handler/handler";
import { waitForConvergence } from "../../provider/resources/service/convergence";
import { serviceHandler } from "../../provider/resources/service/service";
import type { WireObject } from "../../provider/server/wire";
import { FakeEngine } from "../support/fakeEngine/fakeEngine";
import { failureOf, ProviderClient } from "../support/providerClient";

const type = "docker:index/service:Service";

let engine: FakeEngine;
let provider: ProviderClient;

beforeEach(async () => {
  engine = await FakeEngine.start({ startMs: 1000 });
  provider = await ProviderClient.start({ handlers: [serviceHandler] });
  await provider.configure({ host: engine.host });
});

afterEach(async () => {
  await provider.stop();
  await engine.stop();
});

async function create(name: string, news: WireObject = {}): Promise<{ readonly id: string }> {
  const taskSpec = { containerSpec: { image: "web:1" } };
  const { inputs = {} } = await provider.check({ type, name, news: { name, taskSpec, ...news } });
  return provider.create({ type, name, inputs });
}

function lists(): number {
  return engine.requests.filter(({ path }) => path.endsWith("/tasks")).length;
}

const names = Array.from({ length: 12 }, (_, i) => `svc-${i}`);

test("Services that start at the same time share the looks at their tasks", async () => {
  await create("alone");
  const alone = lists();
  engine.requests.length = 0;
  await Promise.all(names.map((name) => create(name)));
  expect(lists()).toBeLessThan(4 * alone);
});

test("A service that is removed while others start does not disturb their wait", async () => {
  // The list of services still contains it when the Engine refuses it as a filter for tasks.
  const list = engine.fail({ method: "GET", path: /^\/tasks/, answer: { delayMs: 200 } });
  const removed = failureOf(create("removed"));
  const others = Promise.all(names.map((name) => create(name)));
  await list.struck;
  engine.services.remove(engine.services.all.find(({ Spec }) => Spec.Name === "removed")?.ID ?? "");
  expect((await removed).message).toContain("not found");
  await expect(others).resolves.toHaveLength(names.length);
});

test("A look whose answer is lost is repeated", async () => {
  const client = new Engine({ host: engine.host });
  const { id } = await client.createService({ Name: "web", TaskTemplate: { ContainerSpec: { Image: "web:1" } } });
  const { struck } = engine.fail({ method: "GET", path: /^\/tasks/, answer: "never" });
  const lines: string[] = [];
  const operation = {
    engine: client,
    signal: new AbortController().signal,
    status: (line: string) => lines.push(line),
  } as unknown as Operation;
  // Sockets and the pauses between looks keep their own timers.
  jest.useFakeTimers({ doNotFake: ["nextTick", "setImmediate", "performance", "Date", "queueMicrotask"] });
  try {
    const converged = waitForConvergence(id, { timeoutSeconds: 30, after: "create" }, operation);
    await struck;
    jest.advanceTimersByTime(25_000);
    await converged;
  } finally {
    jest.useRealTimers();
  }
  expect(lines).toContain(`waiting for the Engine at ${engine.host}`);
});
