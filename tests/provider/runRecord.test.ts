import { mkdtemp, readdir, rm } from "node:fs/promises";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import type { DiffResponse } from "@pulumi/pulumi/proto/provider_pb";
import { Engine } from "../../provider/engine/engine";
import { createFormat } from "../../provider/journal/entry";
import { entriesIn } from "../../provider/journal/runRecord";
import { RunRecords } from "../../provider/journal/runRecords";
import { SwarmStore } from "../../provider/journal/swarmStore";
import { handlers } from "../../provider/resources";
import type { WireObject } from "../../provider/server/wire";
import { FakeEngine } from "../support/fakeEngine/fakeEngine";
import { ProviderClient } from "../support/providerClient";

const network = "docker:index/network:Network";
const service = "docker:index/service:Service";
const overlay = { name: "backend", driver: "overlay" };
const image = `app:1@sha256:${"a1".repeat(32)}`;
const web = (replicas: number): WireObject => ({
  name: "web",
  taskSpec: { containerSpec: { image } },
  mode: { replicated: { replicas } },
  labels: [],
  convergeConfig: { timeout: "0s" },
});

let engine: FakeEngine;
/** The machines on which the CLI has run: their PULUMI_HOMEs. */
let homes: string[];
let running: ProviderClient[];

beforeEach(async () => {
  engine = await FakeEngine.start();
  [homes, running] = [[], []];
});

afterEach(async () => {
  await Promise.all(running.map((provider) => provider.stop({ cleanly: false })));
  await engine.stop();
  await Promise.all(homes.map((home) => rm(home, { recursive: true, force: true })));
});

/** Starts the provider of a run on a new machine. */
async function startElsewhere(): Promise<ProviderClient> {
  const home = await mkdtemp(join(tmpdir(), "runner-"));
  homes.push(home);
  const provider = await ProviderClient.start({ handlers: [...handlers.values()], environment: { PULUMI_HOME: home } });
  running.push(provider);
  await provider.configure({ host: engine.host });
  return provider;
}

async function end(provider: ProviderClient, { cleanly = true } = {}): Promise<void> {
  running = running.filter((one) => one !== provider);
  await provider.stop({ cleanly });
}

/** The files that the journal has left on the machines. */
async function filesOfMachines(): Promise<string[]> {
  return (await Promise.all(homes.map((home) => readdir(join(home, "docker-journal")).catch(() => [])))).flat();
}

const overlays = (): string[] => engine.networks.all.filter(({ Ingress }) => !Ingress).map(({ Id }) => Id);

test("A run on another machine takes over the network of a killed run, and nothing is left", async () => {
  const killed = await startElsewhere();
  const { id } = await killed.create({ type: network, inputs: overlay });
  await end(killed, { cleanly: false });
  expect(await filesOfMachines()).toEqual([]);
  const next = await startElsewhere();
  expect((await next.create({ type: network, inputs: overlay })).id).toBe(id);
  expect(overlays()).toEqual([id]);
  await end(next);
  expect(engine.runRecords.all).toEqual([]);
});

test("A run on another machine removes what a killed run has created under another automatic name", async () => {
  const killed = await startElsewhere();
  const { id: orphan } = await killed.create({ type: network, inputs: { ...overlay, name: "backend-1a2b3c4" } });
  await end(killed, { cleanly: false });
  const next = await startElsewhere();
  const { id } = await next.create({ type: network, inputs: { ...overlay, name: "backend-5d6e7f8" } });
  expect(id).not.toBe(orphan);
  expect(overlays()).toEqual([id]);
  await end(next);
  expect(engine.runRecords.all).toEqual([]);
});

test("A run on another machine changes back what a killed update has changed", async () => {
  const first = await startElsewhere();
  const { id, state = {} } = await first.create({ type: service, inputs: web(1) });
  await end(first);
  const killed = await startElsewhere();
  await killed.update({ type: service, id, oldInputs: web(1), oldState: state, news: web(2) });
  await end(killed, { cleanly: false });
  const next = await startElsewhere();
  const difference = await next.diff({ type: service, id, oldInputs: web(1), oldState: state, news: web(1) });
  expect(pathsIn(difference)).toEqual(["mode.replicated.replicas"]);
  await next.update({ type: service, id, oldInputs: web(1), oldState: state, news: web(1) });
  await end(next);
  expect(engine.services.all.map(({ Spec }) => Spec.Mode)).toEqual([{ Replicated: { Replicas: 1 } }]);
  expect(engine.runRecords.all).toEqual([]);
});

test("The record of a delete that the CLI knows of is removed once the program has the resource again", async () => {
  const first = await startElsewhere();
  const { id, state = {} } = await first.create({ type: network, inputs: overlay });
  await end(first);
  const killed = await startElsewhere();
  await killed.delete({ type: network, id, state });
  await end(killed, { cleanly: false });
  // A preview changes nothing, nor does an update that has not declared the resource yet.
  const preview = await startElsewhere();
  await preview.check({ type: network, news: overlay });
  await preview.create({ type: network, inputs: overlay, preview: true });
  await end(preview);
  const partial = await startElsewhere();
  await partial.check({ type: network, name: "other", news: { ...overlay, name: "other" } });
  await partial.create({ type: network, name: "other", inputs: { ...overlay, name: "other" } });
  await end(partial);
  expect(engine.recorded.size).toBe(1);
  const next = await startElsewhere();
  await next.check({ type: network, news: overlay });
  await next.create({ type: network, inputs: overlay });
  // The CLI cancels when it has finished.
  await next.cancel();
  await end(next);
  expect(engine.runRecords.all).toEqual([]);
});

test("The record of an interrupted update is kept by an update that leaves its resource out", async () => {
  const first = await startElsewhere();
  const { id, state = {} } = await first.create({ type: service, inputs: web(1) });
  await end(first);
  const killed = await startElsewhere();
  await killed.update({ type: service, id, oldInputs: web(1), oldState: state, news: web(2) });
  await end(killed, { cleanly: false });
  // With --target, the CLI checks all resources, and compares some.
  const targeted = await startElsewhere();
  await targeted.check({ type: service, olds: web(1), news: web(1) });
  await targeted.create({ type: network, name: "other", inputs: overlay });
  await end(targeted);
  expect(engine.recorded.size).toBe(1);
});

test("Another stack does not take over the object of a killed run", async () => {
  const killed = await startElsewhere();
  await killed.create({ type: network, inputs: overlay });
  await end(killed, { cleanly: false });
  const other = await startElsewhere();
  await expect(other.create({ type: network, name: "other", inputs: overlay })).rejects.toThrow("already exists");
});

test.each<[string, Parameters<FakeEngine["fail"]>[0]["answer"]]>([
  ["refuses configs", { status: 403, message: "Forbidden" }],
  ["fails", { status: 500, message: "rpc error: code = Unknown desc = disk full" }],
])("If the swarm %s, the folder of the user has the entries", async (_, answer) => {
  engine.fail({ path: /^\/configs/, records: true, answer, times: 1000 });
  const killed = await startElsewhere();
  const { id } = await killed.create({ type: network, inputs: overlay });
  await end(killed, { cleanly: false });
  expect(engine.runRecords.all).toEqual([]);
  const [home = ""] = homes;
  expect(await filesOfMachines()).toHaveLength(1);
  const next = await ProviderClient.start({ handlers: [...handlers.values()], environment: { PULUMI_HOME: home } });
  running.push(next);
  await next.configure({ host: engine.host });
  expect((await next.create({ type: network, inputs: overlay })).id).toBe(id);
  await end(next);
  expect(await filesOfMachines()).toEqual([]);
});

test("A record is removed at the end although the records of others cannot be listed", async () => {
  const provider = await startElsewhere();
  engine.fail({
    method: "GET",
    path: /^\/configs$/,
    records: true,
    answer: { status: 500, message: "slow" },
    times: 99,
  });
  await provider.create({ type: network, inputs: overlay });
  expect(engine.recorded.size).toBe(1);
  await end(provider);
  expect(engine.runRecords.all).toEqual([]);
});

test("Without a home directory and without the swarm's record, a create goes on", async () => {
  engine.fail({ path: /^\/configs/, records: true, answer: { status: 403, message: "Forbidden" }, times: 1000 });
  const provider = await ProviderClient.start({ handlers: [...handlers.values()], environment: {} });
  running.push(provider);
  await provider.configure({ host: engine.host });
  const { id } = await provider.create({ type: network, inputs: overlay });
  expect(overlays()).toEqual([id]);
});

test("The record says what it is, and has no more than names and times", async () => {
  const provider = await startElsewhere();
  await provider.create({ type: "docker:index/secret:Secret", inputs: { name: "password", data: "aHVzaA==" } });
  const [record] = engine.runRecords.all;
  expect(Buffer.from(record?.Spec.Data ?? "", "base64").toString()).toMatch(/^A record of a running pulumi update\./);
  expect(record?.Spec.Name).toMatch(/^pulumi-run-[0-9a-f]{16}$/);
  const [entry = ""] = [...engine.recorded.values()];
  expect(JSON.parse(entry)).toMatchObject({ name: "password", pid: process.pid });
  expect(entry).toContain(hostname());
  expect(JSON.stringify(record)).not.toContain("aHVzaA");
});

describe("The records of one process", () => {
  const entryOf = (
    n: number,
  ): Parameters<typeof createFormat.fileName>[0] & { from: string; to: string; session: string; pid: number } => ({
    urn: `urn:${n}`,
    backend: "",
    place: "swarm",
    name: `net-${n}`,
    from: "2026-01-01T00:00:00Z",
    to: "2026-01-01T00:03:00Z",
    session: "one",
    pid: 1,
  });

  test("Changes at the same time are recorded together, and read back from elsewhere", async () => {
    const open = (): SwarmStore<Parameters<typeof createFormat.fileName>[0], ReturnType<typeof entryOf>> =>
      new SwarmStore(new RunRecords(() => new Engine({ host: engine.host })), createFormat);
    const [own, other] = [open(), open()];
    const numbers = Array.from({ length: 50 }, (_, n) => n);
    await Promise.all(numbers.slice(0, 20).map((n) => own.put(entryOf(n))));
    await Promise.all(numbers.slice(20).map((n) => own.put(entryOf(n))));
    // A create for the first, then an inspection and an update for the others.
    expect(engine.recordRequests).toHaveLength(3);
    expect(await other.get(entryOf(7))).toEqual(entryOf(7));
    expect(await other.list()).toHaveLength(50);
    await Promise.all(numbers.slice(1).map((n) => other.remove(entryOf(n))));
    expect(await open().list()).toEqual([entryOf(0)]);
    await own.remove(entryOf(0));
    expect(engine.runRecords.all).toEqual([]);
  });

  test("An update of many resources writes several records, none of which grows without limit", async () => {
    const store = new SwarmStore(new RunRecords(() => new Engine({ host: engine.host })), createFormat);
    const numbers = Array.from({ length: 250 }, (_, n) => n);
    await Promise.all(numbers.map((n) => store.put(entryOf(n))));
    const sizes = engine.runRecords.all.map((record) => entriesIn(record).size);
    expect(sizes).toEqual([100, 100, 50]);
    // A known entry is changed where it is.
    await store.put({ ...entryOf(7), session: "two" });
    expect(await store.get(entryOf(7))).toMatchObject({ session: "two" });
    expect(engine.recorded.size).toBe(250);
    await Promise.all(numbers.map((n) => store.remove(entryOf(n))));
    expect(engine.runRecords.all).toEqual([]);
  });

  test("A record that a user has removed is made again with the next change", async () => {
    const store = new SwarmStore(new RunRecords(() => new Engine({ host: engine.host })), createFormat);
    await store.put(entryOf(0));
    for (const { ID } of engine.runRecords.all) engine.runRecords.remove(ID);
    await store.put(entryOf(1));
    expect([...engine.recorded.values()]).toEqual([JSON.stringify(entryOf(1))]);
  });
});

function pathsIn(response: DiffResponse): string[] {
  const paths: string[] = [];
  response.getDetaileddiffMap().forEach((_, path) => paths.push(path));
  return paths;
}

test("A destroy removes the records of deletes that the CLI knows of", async () => {
  const first = await startElsewhere();
  const { id, state = {} } = await first.create({ type: network, inputs: overlay });
  const { id: other, state: otherState = {} } = await first.create({
    type: network,
    name: "other",
    inputs: { ...overlay, name: "other" },
  });
  await end(first);
  const killed = await startElsewhere();
  await killed.delete({ type: network, id, state });
  await end(killed, { cleanly: false });
  const next = await startElsewhere();
  await next.delete({ type: network, name: "other", id: other, state: otherState });
  await end(next);
  expect(engine.runRecords.all).toEqual([]);
});
