import { Engine } from "../../provider/engine/engine";
import type { Network, ServiceSpec } from "../../provider/engine/types";
import { networkHandler } from "../../provider/resources/networkHandler/networkHandler";
import { serviceHandler } from "../../provider/resources/service/service";
import type { WireObject } from "../../provider/server/wire";
import { FakeEngine } from "./fakeEngine/fakeEngine";
import { ProviderClient } from "./providerClient";

// A fake swarm with an overlay that is replaced, and services on it. Each test of a file that imports this has its own.

export const networkType = "docker:index/network:Network";
export const serviceType = "docker:index/service:Service";
export const identity = { label: "swarm.network.identity", value: "shop/dev/backend" };
export const subnet = "10.5.0.0/24";

export let engine: FakeEngine;
export let provider: ProviderClient;

beforeEach(async () => {
  engine = await FakeEngine.start();
  await startProvider();
});

afterEach(async () => {
  await provider.stop();
  await engine.stop();
});

async function startProvider(): Promise<void> {
  provider = await ProviderClient.start({ handlers: [networkHandler, serviceHandler] });
  await provider.configure({ host: engine.host });
}

/** Ends the provider and starts another one, as the next run of the CLI does. */
export async function nextRun(options: { readonly cleanly?: boolean } = {}): Promise<void> {
  await provider.stop(options);
  await startProvider();
}

/** Starts again with an empty swarm whose tasks need this long to start. */
export async function useSlowSwarm(startMs: number): Promise<void> {
  await engine.stop();
  engine = await FakeEngine.start({ startMs });
  await provider.configure({ host: engine.host });
}

export interface Deployed {
  readonly id: string;
  readonly inputs: WireObject;
  readonly state: WireObject;
}

export async function checked(news: WireObject): Promise<WireObject> {
  const given = { driver: "overlay", labels: [identity], ...news };
  const { inputs = {}, failures } = await provider.check({ type: networkType, name: "backend", news: given });
  expect(failures).toEqual([]);
  return inputs;
}

export async function deploy(news: WireObject): Promise<Deployed> {
  const inputs = await checked(news);
  const { id, state = {} } = await provider.create({ type: networkType, name: "backend", inputs });
  return { id, inputs, state };
}

/** Compares and creates, as the CLI does for a replacement. The old network still exists afterwards. */
export async function replace(old: Deployed, news: WireObject, options: { preview?: boolean } = {}): Promise<Deployed> {
  const inputs = await checked(news);
  const request = { type: networkType, name: "backend" };
  const { id, inputs: oldInputs, state: oldState } = old;
  const diff = await provider.diff({ ...request, id, oldInputs, oldState, news: inputs });
  expect([diff.getReplacesList().length > 0, diff.getDeletebeforereplace()]).toEqual([true, false]);
  const created = await provider.create({ ...request, inputs, ...options });
  return { id: created.id, inputs, state: created.state ?? {} };
}

export function remove({ id, state }: Deployed): Promise<void> {
  return provider.delete({ type: networkType, name: "backend", id, state });
}

/** A service that the stack declares. */
export async function deployService(networkId: string): Promise<Deployed> {
  const news: WireObject = {
    name: "api",
    taskSpec: {
      containerSpec: { image: `api:1@sha256:${"ab".repeat(32)}`, healthcheck: { tests: ["CMD", "ok"] } },
      networksAdvanceds: [{ id: networkId, aliases: ["orders"] }],
    },
  };
  const { inputs = {}, failures } = await provider.check({ type: serviceType, name: "api", news });
  expect(failures).toEqual([]);
  const { id, state = {} } = await provider.create({ type: serviceType, name: "api", inputs });
  return { id, inputs, state };
}

export async function moveService({ id, inputs, state }: Deployed, networkId: string): Promise<Deployed> {
  const task = inputs.taskSpec as WireObject;
  const news = { ...inputs, taskSpec: { ...task, networksAdvanceds: [{ id: networkId, aliases: ["orders"] }] } };
  const updated = await provider.update({
    type: serviceType,
    name: "api",
    id,
    oldInputs: inputs,
    oldState: state,
    news,
  });
  return { id, inputs: news, state: updated.state ?? {} };
}

/** A service of another stack, or of none. */
export async function somebodys(name: string, ...networkIds: string[]): Promise<void> {
  const spec: ServiceSpec = {
    Name: name,
    TaskTemplate: {
      ContainerSpec: { Image: "other:1", Healthcheck: { Test: ["CMD", "ok"] } },
      Networks: networkIds.map((Target) => ({ Target })),
    },
  };
  await new Engine({ host: engine.host }).createService(spec);
}

/** Attaches a service to these networks, outside the provider. */
export async function moveOutside(name: string, ...networkIds: string[]): Promise<void> {
  const client = new Engine({ host: engine.host });
  const { ID, Version, Spec } = await client.inspectService(name);
  const Networks = networkIds.map((Target) => ({ Target }));
  await client.updateService(ID, Version.Index, { ...Spec, TaskTemplate: { ...Spec.TaskTemplate, Networks } });
}

export function attachments(service: string): object[] {
  const found = engine.services.all.find(({ Spec }) => Spec.Name === service);
  return [...(found?.Spec.TaskTemplate.Networks ?? [])];
}

export function targets(service: string): string[] {
  return attachments(service).map((attachment) => (attachment as { Target: string }).Target);
}

export function overlays(): Network[] {
  return engine.networks.all.filter(({ Ingress }) => !Ingress);
}

export function lines(ephemeral: boolean): string[] {
  return provider.lines.filter((line) => line.ephemeral === ephemeral).map(({ message }) => message);
}
