import { setTimeout as pause } from "node:timers/promises";
import { serviceHandler } from "../../provider/resources/service/service";
import type { WireObject } from "../../provider/server/wire";
import { FakeEngine, type FakeEngineOptions } from "../support/fakeEngine/fakeEngine";
import { poll } from "../support/poll";
import { ProviderClient, urnOf } from "../support/providerClient";

const type = "docker:index/service:Service";
// Long enough for several requests on a busy machine.
const stopMs = 3000;

let engine: FakeEngine;
let provider: ProviderClient;

async function start(options: FakeEngineOptions = { stopMs }): Promise<void> {
  engine = await FakeEngine.start(options);
  provider = await ProviderClient.start({ handlers: [serviceHandler] });
  await provider.configure({ host: engine.host });
}

afterEach(async () => {
  await provider.stop();
  await engine.stop();
});

interface Deployed {
  readonly name: string;
  readonly id: string;
  readonly state: WireObject;
}

async function deploy(name: string): Promise<Deployed> {
  const inputs: WireObject = {
    name,
    taskSpec: { containerSpec: { image: "web:1" } },
    convergeConfig: { timeout: "0s" },
  };
  const { id, state = {} } = await provider.create({ type, name, inputs });
  return { name, id, state };
}

/** Services whose tasks run. */
async function deployAll(...names: string[]): Promise<Deployed[]> {
  const deployed = await Promise.all(names.map((name) => deploy(name)));
  const runs = (): true | undefined => engine.services.listTasks({}).length === names.length || undefined;
  await poll("a task of each service", runs, { intervalMs: 10 });
  return deployed;
}

function warnings(): string[][] {
  return provider.lines
    .filter(({ ephemeral, message }) => !ephemeral && message.includes("did not stop"))
    .map(({ urn, message }) => [urn, message]);
}

/** Deletes services at the same time. @returns for each delete, how many tasks still run when it returns */
function deleteAll(services: readonly Deployed[], timeout?: number): Promise<number[]> {
  return Promise.all(
    services.map(async ({ name, id, state }) => {
      await provider.delete({ type, name, id, state, timeout });
      return engine.services.listTasks({}).length;
    }),
  );
}

test("A delete returns when the tasks of the service have stopped", async () => {
  await start();
  expect(await deleteAll(await deployAll("web"))).toEqual([0]);
});

test("Of several deletes, one waits for the tasks of all services, and the others return at once", async () => {
  await start();
  const left = await deleteAll(await deployAll("web", "api", "jobs"));
  expect(left.sort()).toEqual([0, 3, 3]);
});

test("A delete that starts later waits as well, and relieves the earlier one", async () => {
  await start();
  const [web, api] = await deployAll("web", "api");
  const first = deleteAll(web === undefined ? [] : [web]);
  await pause(stopMs / 2);
  const second = deleteAll(api === undefined ? [] : [api]);
  expect([await first, await second]).toEqual([[2], [0]]);
});

test("The status line of the delete that waits counts the tasks of all services", async () => {
  await start();
  await deleteAll(await deployAll("web", "api"));
  const lines = provider.lines.filter(({ ephemeral }) => ephemeral).map(({ message }) => message);
  expect(lines).toContain("waiting for 2 tasks of 2 services to stop");
});

test("A service that is deleted before its replacement is created waits for its own tasks", async () => {
  await start();
  const services = await deployAll("web", "api");
  for (const { name } of services) await provider.check({ type, name, news: { taskSpec: {} } });
  const ownTasksLeft = services.map(async (service) => {
    await deleteAll([service]);
    return engine.services.listTasks({}).filter(({ ServiceID }) => ServiceID === service.id).length;
  });
  expect(await Promise.all(ownTasksLeft)).toEqual([0, 0]);
});

test("The delete with the most time waits, and each service has its own time limit", async () => {
  await start({ stopMs: 60_000 });
  const [web, api] = await deployAll("web", "api");
  if (web === undefined || api === undefined) throw new Error("not deployed");
  const order: string[] = [];
  const remove = async (service: Deployed, seconds: number): Promise<void> => {
    await deleteAll([service], seconds);
    order.push(`${service.name} after ${warnings().length} warnings`);
  };
  await Promise.all([remove(api, 5), remove(web, 2)]);
  expect(order).toEqual(["web after 0 warnings", "api after 2 warnings"]);
  expect(warnings()).toEqual(
    [
      { name: "web", seconds: 2 },
      { name: "api", seconds: 5 },
    ].map(({ name, seconds }) => [
      urnOf(type, name),
      `Service "${name}" is removed, but a task of it did not stop within ${seconds} s, on fake. Until then ports, ` +
        "addresses and networks can still be in use there.",
    ]),
  );
});
