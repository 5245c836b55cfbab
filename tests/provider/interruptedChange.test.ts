import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PropertyDiff, type DiffResponse } from "@pulumi/pulumi/proto/provider_pb";
import { handlers } from "../../provider/resources";
import type { WireObject } from "../../provider/server/wire";
import { FakeEngine } from "../support/fakeEngine/fakeEngine";
import { failureOf, ProviderClient } from "../support/providerClient";

const service = "docker:index/service:Service";
const image = `app:1@sha256:${"a1".repeat(32)}`;

let engine: FakeEngine;
let home: string;
let running: ProviderClient[];
/** What the program declared before the interrupted change, and what the state says. */
let before: { inputs: WireObject; state: WireObject; id: string };

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), "changes-home-"));
  engine = await FakeEngine.start();
  running = [];
  const provider = await start();
  const inputs = web({ replicas: 1 });
  const { id, state = {} } = await provider.create({ type: service, inputs });
  before = { inputs, state, id };
  await end(provider);
});

afterEach(async () => {
  await Promise.all(running.map((provider) => provider.stop({ cleanly: false })));
  await engine.stop();
  await rm(home, { recursive: true, force: true });
});

const web = ({ replicas, labels = [] }: { replicas: number; labels?: WireObject[] }): WireObject => ({
  name: "web",
  taskSpec: { containerSpec: { image } },
  mode: { replicated: { replicas } },
  labels,
  convergeConfig: { timeout: "0s" },
});

/** Starts the provider of the next run of the CLI. */
async function start(): Promise<ProviderClient> {
  const provider = await ProviderClient.start({ handlers: [...handlers.values()], environment: { PULUMI_HOME: home } });
  running.push(provider);
  await provider.configure({ host: engine.host });
  return provider;
}

async function end(provider: ProviderClient, { cleanly = true } = {}): Promise<void> {
  running = running.filter((one) => one !== provider);
  await provider.stop({ cleanly });
}

/** An update that the Engine carries out, and that the CLI cannot write to the state, because it is killed. */
async function interruptUpdate(news: WireObject): Promise<void> {
  const provider = await start();
  await provider.update({ type: service, id: before.id, oldInputs: before.inputs, oldState: before.state, news });
  await end(provider, { cleanly: false });
}

const diff = (provider: ProviderClient, news = before.inputs): Promise<DiffResponse> =>
  provider.diff({ type: service, id: before.id, oldInputs: before.inputs, oldState: before.state, news });

const update = (provider: ProviderClient, news = before.inputs): Promise<unknown> =>
  provider.update({ type: service, id: before.id, oldInputs: before.inputs, oldState: before.state, news });

function changesIn(response: DiffResponse): [path: string, kind: number][] {
  const found: [string, number][] = [];
  response.getDetaileddiffMap().forEach((change, path) => found.push([path, change.getKind()]));
  return found;
}

/** The number of changes that are recorded in the swarm. */
function entries(): number {
  return engine.recorded.size;
}

const { UPDATE, UPDATE_REPLACE, DELETE } = PropertyDiff.Kind;

test("A program that returns to the state from before an interrupted update changes the service back", async () => {
  await interruptUpdate(web({ replicas: 2, labels: [{ label: "release", value: "7" }] }));
  const provider = await start();
  expect(changesIn(await diff(provider)).sort()).toEqual([
    ["labels[0]", DELETE],
    ["mode.replicated.replicas", UPDATE],
  ]);
  await update(provider);
  const [{ Spec } = { Spec: undefined }] = engine.services.all;
  expect([Spec?.Mode, Spec?.Labels ?? {}]).toEqual([{ Replicated: { Replicas: 1 } }, {}]);
  await end(provider);
  expect(entries()).toBe(0);
  expect(changesIn(await diff(await start()))).toEqual([]);
});

test("A program that keeps the interrupted change finishes it, and the state learns of it", async () => {
  const news = web({ replicas: 2 });
  await interruptUpdate(news);
  const provider = await start();
  expect(changesIn(await diff(provider, news))).toEqual([["mode.replicated.replicas", UPDATE]]);
  await update(provider, news);
  await end(provider);
  expect(entries()).toBe(0);
});

test("A read does not forget an interrupted update, because a previewed refresh leaves the state", async () => {
  await interruptUpdate(web({ replicas: 2 }));
  const reader = await start();
  await reader.read({ type: service, id: before.id, known: before });
  await end(reader);
  expect(changesIn(await diff(await start()))).toEqual([["mode.replicated.replicas", UPDATE]]);
});

test("An update that died before its request leaves no difference, and its record is deleted", async () => {
  engine.fail({
    method: "POST",
    path: /services\/\w+\/update/,
    answer: { status: 500, message: "disk full" },
    times: 99,
  });
  const provider = await start();
  await failureOf(update(provider, web({ replicas: 2 })));
  await end(provider);
  expect(entries()).toBe(1);
  expect(changesIn(await diff(await start()))).toEqual([]);
  expect(entries()).toBe(0);
});

test("A program that has a service again whose delete was interrupted creates it again", async () => {
  const dying = await start();
  await dying.delete({ type: service, id: before.id, state: before.state });
  await end(dying, { cleanly: false });
  const provider = await start();
  const difference = await diff(provider);
  expect(changesIn(difference)).toEqual([["name", UPDATE_REPLACE]]);
  expect(difference.getDeletebeforereplace()).toBe(false);
  await provider.create({ type: service, inputs: before.inputs });
  await provider.delete({ type: service, id: before.id, state: before.state });
  expect(engine.services.all.map(({ Spec }) => Spec.Name)).toEqual(["web"]);
  await end(provider);
  expect(entries()).toBe(0);
});

test("Without the swarm, a preview after an interrupted update compares with the state alone", async () => {
  await interruptUpdate(web({ replicas: 2 }));
  const provider = await start();
  await provider.configure({ host: "tcp://127.0.0.1:9" });
  expect(changesIn(await diff(provider))).toEqual([]);
  expect(entries()).toBe(1);
});

test("A finished update is not compared with the swarm again: a plain preview reads no object", async () => {
  const provider = await start();
  await update(provider, web({ replicas: 2 }));
  await end(provider);
  const requests = engine.requests.length;
  expect(changesIn(await diff(await start()))).toEqual([]);
  // The first request negotiates the version of the API.
  expect(engine.requests.slice(requests).map(({ path }) => path)).toEqual(["/_ping"]);
});

test("The record of a change that nothing refers to any more is deleted after 30 days", async () => {
  await interruptUpdate(web({ replicas: 2 }));
  const [record] = engine.runRecords.all;
  if (record === undefined) throw new Error("There is no record.");
  const longAgo = new Date(Date.now() - 31 * 24 * 3_600_000).toISOString();
  const labels = Object.entries(record.Spec.Labels ?? {}).map(([key, text]) => [
    key,
    text.replace(/"at":"[^"]+"/, `"at":"${longAgo}"`),
  ]);
  engine.runRecords.put(record.ID, { ...record.Spec, Labels: Object.fromEntries(labels) as Record<string, string> });
  expect(changesIn(await diff(await start()))).toEqual([]);
  expect(entries()).toBe(0);
});
