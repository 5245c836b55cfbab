import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Engine } from "../../provider/engine/engine";
import { openJournals } from "../../provider/journal/journals";
import { handlers } from "../../provider/resources";
import type { WireObject } from "../../provider/server/wire";
import { createSpec } from "../../provider/mapping/service/service";
import { FakeEngine } from "../support/fakeEngine/fakeEngine";
import { failureOf, ProviderClient, urnOf } from "../support/providerClient";

const network = "docker:index/network:Network";
const service = "docker:index/service:Service";
const secret = "docker:index/secret:Secret";
const config = "docker:index/serviceConfig:ServiceConfig";
const digest = `sha256:${"a1".repeat(32)}`;

let engine: FakeEngine;
let home: string;
let running: ProviderClient[];

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), "journal-home-"));
  engine = await FakeEngine.start();
  engine.images.set("app:1", digest);
  running = [];
});

afterEach(async () => {
  await Promise.all(running.map((provider) => provider.stop({ cleanly: false })));
  await engine.stop();
  await rm(home, { recursive: true, force: true });
});

/** Starts the provider of the next run of the CLI. */
async function start(environment: Readonly<Record<string, string>> = {}): Promise<ProviderClient> {
  const provider = await ProviderClient.start({
    handlers: [...handlers.values()],
    environment: { PULUMI_HOME: home, ...environment },
  });
  running.push(provider);
  await provider.configure({ host: engine.host });
  return provider;
}

async function kill(provider: ProviderClient): Promise<void> {
  running = running.filter((one) => one !== provider);
  await provider.stop({ cleanly: false });
}

async function end(provider: ProviderClient): Promise<void> {
  running = running.filter((one) => one !== provider);
  await provider.stop();
}

/** Leaves what remains of a provider that dies between the Engine's answer and its own. */
async function dieWhileCreating(
  type: string,
  name: string,
  make: (engine: Engine) => Promise<unknown>,
  environment: Readonly<Record<string, string>> = {},
): Promise<void> {
  const client = new Engine({ host: engine.host });
  const { creates } = openJournals({ PULUMI_HOME: home, ...environment }, () => client);
  await creates.of(urnOf(type, "net"), client, new AbortController().signal, () => undefined).announce(name);
  await make(client);
}

const overlay = { name: "backend", driver: "overlay" };
const web = { name: "web", taskSpec: { containerSpec: { image: "app:1" } }, convergeConfig: { timeout: "0s" } };
const overlaySpec = { Name: "backend", Driver: "overlay" };
const webSpec = createSpec({ name: "web", taskSpec: { containerSpec: { image: `app:1@${digest}` } } });

async function create(provider: ProviderClient, type: string, news: WireObject): Promise<string> {
  const { inputs = {}, failures } = await provider.check({ type, news });
  expect(failures).toEqual([]);
  return (await provider.create({ type, inputs })).id;
}

/** The number of entries in the swarm, and in the folder of the user. */
async function entries(): Promise<number> {
  return engine.recorded.size + (await readdir(join(home, "docker-journal")).catch(() => [])).length;
}

const overlays = (): string[] => engine.networks.all.filter(({ Ingress }) => !Ingress).map(({ Id }) => Id);

test("A network that an interrupted update created is taken over, and a status line says so", async () => {
  await dieWhileCreating(network, "backend", (client) => client.createNetwork(overlaySpec));
  const [orphan] = overlays();
  const provider = await start();
  expect(await create(provider, network, overlay)).toBe(orphan);
  expect(overlays()).toEqual([orphan]);
  expect(provider.lines.map(({ message }) => message)).toEqual([
    "taking over the network that an interrupted update created",
  ]);
  await end(provider);
  expect(await entries()).toBe(0);
});

test.each([
  ["is taken over if the backend is the same folder with other options", "file:///state?metadata=skip", true],
  ["is refused if the backend is another folder", "file:///state2", false],
])("A network that an interrupted update created %s", async (_, backend, isTakenOver) => {
  const ofDead = { PULUMI_BACKEND_URL: "file:///state" };
  await dieWhileCreating(network, "backend", (client) => client.createNetwork(overlaySpec), ofDead);
  const [orphan] = overlays();
  const provider = await start({ PULUMI_BACKEND_URL: backend });
  const created = create(provider, network, overlay);
  if (isTakenOver) expect(await created).toBe(orphan);
  else await expect(created).rejects.toThrow(/already/);
});

test("A network that differs from the inputs is created again, because networks do not change", async () => {
  await dieWhileCreating(network, "backend", (client) => client.createNetwork(overlaySpec));
  const [orphan] = overlays();
  const id = await create(await start(), network, { ...overlay, internal: true });
  expect(id).not.toBe(orphan);
  expect(engine.networks.all.filter(({ Ingress }) => !Ingress).map(({ Internal }) => Internal)).toEqual([true]);
});

test("A network of another name, as hashed names are after an edit, is removed", async () => {
  await dieWhileCreating(network, "backend", (client) => client.createNetwork(overlaySpec));
  const id = await create(await start(), network, { ...overlay, name: "backend-2" });
  expect(overlays()).toEqual([id]);
});

test("A network of another client is refused, also when it has the name that an interrupted update used", async () => {
  const old = new Date(Date.now() - 3_600_000).toISOString();
  const client = new Engine({ host: engine.host });
  const { id } = await client.createNetwork(overlaySpec);
  const { details } = await failureOf(create(await start(), network, overlay));
  expect(details).toMatch(/^Network "backend" \(\w+, driver "overlay", scope swarm\) already exists /);
  // Created long before.
  await dieWhileCreating(network, "backend", () => Promise.resolve());
  engine.networks.change(id, { Created: old });
  const again = await failureOf(create(await start(), network, overlay));
  expect(again.details).toMatch(/^Network "backend" \(\w+, driver "overlay", scope swarm\) already exists /);
  expect(overlays()).toEqual([id]);
});

test("A request that the Engine refuses leaves no entry that could claim an object of another client", async () => {
  engine.fail({ method: "POST", path: /networks\/create/, answer: { status: 409, message: "already exists" } });
  const provider = await start();
  await failureOf(create(provider, network, overlay));
  expect(await entries()).toBe(0);
});

test("An entry without an object is dropped", async () => {
  await dieWhileCreating(network, "backend", () => Promise.resolve());
  const provider = await start();
  await create(provider, network, overlay);
  await end(provider);
  expect(await entries()).toBe(0);
});

test("A service of an interrupted update is taken over, without a request if it matches the inputs", async () => {
  await dieWhileCreating(service, "web", (client) => client.createService(webSpec));
  const [orphan] = engine.services.all;
  const before = engine.changes.length;
  expect(await create(await start(), service, web)).toBe(orphan?.ID);
  expect(engine.changes.slice(before)).toEqual([]);
});

test("A service that differs from the inputs is updated in place", async () => {
  await dieWhileCreating(service, "web", (client) => client.createService(webSpec));
  const [orphan] = engine.services.all;
  const id = await create(await start(), service, { ...web, mode: { replicated: { replicas: 3 } } });
  expect(engine.services.all.map(({ ID, Spec }) => [ID, Spec.Mode])).toEqual([[id, { Replicated: { Replicas: 3 } }]]);
  expect(id).toBe(orphan?.ID);
});

test("A service with the other kind of mode is created again", async () => {
  await dieWhileCreating(service, "web", (client) => client.createService(webSpec));
  const [orphan] = engine.services.all;
  const id = await create(await start(), service, { ...web, mode: { global: true } });
  expect(engine.services.all.map(({ ID }) => ID)).toEqual([id]);
  expect(id).not.toBe(orphan?.ID);
});

describe.each([
  ["secret", secret, "secrets"],
  ["config", config, "configs"],
] as const)("A %s that an interrupted update created", (_, type, kind) => {
  const held = Buffer.from("one").toString("base64");

  test("is taken over under its own name", async () => {
    await dieWhileCreating(type, "site", (client) => client.createPayload(kind, { Name: "site", Data: held }));
    const [orphan] = engine[kind].all;
    expect(await create(await start(), type, { name: "site", data: held })).toBe(orphan?.ID);
  });

  test("is created again when it holds other data", async () => {
    await dieWhileCreating(type, "site", (client) => client.createPayload(kind, { Name: "site", Data: held }));
    const [orphan] = engine[kind].all;
    const data = Buffer.from("two").toString("base64");
    const id = await create(await start(), type, { name: "site", data });
    expect(engine[kind].all.map(({ ID, Spec }) => [ID, Spec.Data])).toEqual([[id, data]]);
    expect(id).not.toBe(orphan?.ID);
  });

  test("is removed when its name is automatic, because the next one has another name", async () => {
    await dieWhileCreating(type, "net-abc", (client) => client.createPayload(kind, { Name: "net-abc", Data: held }));
    const id = await create(await start(), type, { data: held });
    expect(engine[kind].all.map(({ ID }) => ID)).toEqual([id]);
  });
});

test("An object that was reported to a killed CLI is taken over when the state does not have it", async () => {
  const first = await start();
  const id = await create(first, network, overlay);
  await kill(first);
  expect(await entries()).toBe(1);
  expect(await create(await start(), network, overlay)).toBe(id);
});

test("An object that the state has is not taken over", async () => {
  const first = await start();
  const { inputs = {} } = await first.check({ type: network, news: overlay });
  const { id, state = {} } = await first.create({ type: network, inputs });
  await kill(first);
  const second = await start();
  await second.diff({ type: network, id, oldInputs: inputs, oldState: state, news: inputs });
  expect(await entries()).toBe(0);
});

test("A forced replacement that takes over the object to be replaced does not remove it afterwards", async () => {
  const first = await start();
  const id = await create(first, network, overlay);
  await kill(first);
  const second = await start();
  expect(await create(second, network, overlay)).toBe(id);
  await second.delete({ type: network, id, state: overlay });
  expect(overlays()).toEqual([id]);
});

test("A leftover without a resource is removed after a successful update, and kept after a failed one", async () => {
  await dieWhileCreating(secret, "gone", (client) => client.createPayload("secrets", { Name: "gone", Data: "" }));
  const failing = await start();
  await failureOf(failing.create({ type: network, name: "other", inputs: { name: "ingress", driver: "overlay" } }));
  await end(failing);
  expect(engine.secrets.all.map(({ Spec }) => Spec.Name)).toEqual(["gone"]);
  const previewing = await start();
  await previewing.create({ type: network, name: "other", inputs: overlay, preview: true });
  await end(previewing);
  expect(engine.secrets.all.map(({ Spec }) => Spec.Name)).toEqual(["gone"]);
  const fine = await start();
  await fine.create({ type: network, name: "other", inputs: overlay });
  await end(fine);
  expect(engine.secrets.all).toEqual([]);
  expect(await entries()).toBe(0);
});

test("A provider ends although the Engine does not answer any more", async () => {
  const provider = await start();
  await provider.create({ type: network, name: "other", inputs: overlay });
  await dieWhileCreating(secret, "gone", (client) => client.createPayload("secrets", { Name: "gone", Data: "" }));
  engine.fail({ path: /./, records: true, answer: "lost", times: 1000 });
  await end(provider);
  expect([...engine.recorded.values()].map((text) => (JSON.parse(text) as { name: string }).name).sort()).toEqual([
    "backend",
    "gone",
  ]);
});

test("A node's gateway bridge needs no entry: the next update adopts it and does not remove it", async () => {
  const bridge = { name: "docker_gwbridge", options: { "com.docker.network.driver.mtu": "1400" } };
  const first = await start();
  const id = await create(first, network, bridge);
  expect(await readdir(home).catch(() => [])).toEqual([]);
  await kill(first);
  const next = await start();
  expect(await create(next, network, bridge)).toBe(id);
  await end(next);
  expect(engine.networks.all.map(({ Id }) => Id)).toContain(id);
});
