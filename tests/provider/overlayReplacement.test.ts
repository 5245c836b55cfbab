import { DiffResponse } from "@pulumi/pulumi/proto/provider_pb";
import { Engine } from "../../provider/engine/engine";
import type { Network, Node, Service, ServiceSpec } from "../../provider/engine/types";
import { networkHandler } from "../../provider/resources/networkHandler/networkHandler";
import { serviceHandler } from "../../provider/resources/service/service";
import type { WireObject } from "../../provider/server/wire";
import { FakeEngine } from "../support/fakeEngine/fakeEngine";
import { failureOf, ProviderClient } from "../support/providerClient";

const networkType = "docker:index/network:Network";
const serviceType = "docker:index/service:Service";
const identity = { label: "swarm.network.identity", value: "shop/dev/backend" };
const subnet = "10.5.0.0/24";

let engine: FakeEngine;
let provider: ProviderClient;

beforeEach(async () => {
  engine = await FakeEngine.start();
  provider = await start();
});

afterEach(async () => {
  await provider.stop();
  await engine.stop();
});

async function start(): Promise<ProviderClient> {
  const client = await ProviderClient.start({ handlers: [networkHandler, serviceHandler] });
  await client.configure({ host: engine.host });
  return client;
}

interface Deployed {
  readonly id: string;
  readonly inputs: WireObject;
  readonly state: WireObject;
}

async function checked(news: WireObject): Promise<WireObject> {
  const given = { driver: "overlay", labels: [identity], ...news };
  const { inputs = {}, failures } = await provider.check({ type: networkType, name: "backend", news: given });
  expect(failures).toEqual([]);
  return inputs;
}

async function deploy(news: WireObject): Promise<Deployed> {
  const inputs = await checked(news);
  const { id, state = {} } = await provider.create({ type: networkType, name: "backend", inputs });
  return { id, inputs, state };
}

/** Compares and creates, as the CLI does for a replacement. The old network still exists afterwards. */
async function replace(old: Deployed, news: WireObject, options: { preview?: boolean } = {}): Promise<Deployed> {
  const inputs = await checked(news);
  const request = { type: networkType, name: "backend" };
  const { id, inputs: oldInputs, state: oldState } = old;
  const diff = await provider.diff({ ...request, id, oldInputs, oldState, news: inputs });
  expect([diff.getReplacesList().length > 0, diff.getDeletebeforereplace()]).toEqual([true, false]);
  const created = await provider.create({ ...request, inputs, ...options });
  return { id: created.id, inputs, state: created.state ?? {} };
}

function remove({ id, state }: Deployed): Promise<void> {
  return provider.delete({ type: networkType, name: "backend", id, state });
}

/** A service that the stack declares. */
async function deployService(networkId: string): Promise<Deployed> {
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

async function moveService({ id, inputs, state }: Deployed, networkId: string): Promise<Deployed> {
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
async function somebodys(name: string, ...networkIds: string[]): Promise<void> {
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
async function moveOutside(name: string, ...networkIds: string[]): Promise<void> {
  const client = new Engine({ host: engine.host });
  const { ID, Version, Spec } = await client.inspectService(name);
  const Networks = networkIds.map((Target) => ({ Target }));
  await client.updateService(ID, Version.Index, { ...Spec, TaskTemplate: { ...Spec.TaskTemplate, Networks } });
}

function attachments(service: string): object[] {
  const found = engine.services.all.find(({ Spec }) => Spec.Name === service);
  return [...(found?.Spec.TaskTemplate.Networks ?? [])];
}

function targets(service: string): string[] {
  return attachments(service).map((attachment) => (attachment as { Target: string }).Target);
}

function overlays(): Network[] {
  return engine.networks.all.filter(({ Ingress }) => !Ingress);
}

function lines(ephemeral: boolean): string[] {
  return provider.lines.filter((line) => line.ephemeral === ephemeral).map(({ message }) => message);
}

describe("A service whose network is replaced", () => {
  test("is on both networks with its aliases until the old one is removed, and shows no drift", async () => {
    const old = await deploy({ name: "backend-a" });
    const before = await deployService(old.id);
    const next = await replace(old, { name: "backend-b", internal: true });
    const service = await moveService(before, next.id);

    expect(attachments("api")).toEqual(
      [
        { Target: old.id, Aliases: ["orders"] },
        { Target: next.id, Aliases: ["orders"] },
      ].sort((a, b) => (a.Target < b.Target ? -1 : 1)),
    );
    const read = await provider.read({ type: serviceType, name: "api", id: service.id, known: service });
    expect(read.inputs).toEqual(service.inputs);

    await remove(old);
    expect(overlays().map(({ Id }) => Id)).toEqual([next.id]);
    expect(attachments("api")).toEqual([{ Target: next.id, Aliases: ["orders"] }]);
    expect(lines(true)).toContain('1/1 service left network "backend-a"');
  });

  test("stays on both networks during any other update", async () => {
    const old = await deploy({ name: "backend-a" });
    const before = await deployService(old.id);
    const next = await replace(old, { name: "backend-b", internal: true });
    const service = await moveService(before, next.id);
    await moveService({ ...service, inputs: { ...service.inputs, labels: [{ label: "a", value: "1" }] } }, next.id);
    expect(targets("api").sort()).toEqual([old.id, next.id].sort());
  });

  test("leaves the old network at once when the two networks have no common identity", async () => {
    const old = await deploy({ name: "backend-a", labels: [] });
    const before = await deployService(old.id);
    const next = await replace(old, { name: "backend-b", labels: [], internal: true });
    await moveService(before, next.id);
    expect(targets("api")).toEqual([next.id]);
  });

  test("is on both networks when the old one was imported without an identity, and the new one has one", async () => {
    const old = await deploy({ name: "imported", labels: [] });
    const before = await deployService(old.id);
    const next = await replace(old, { name: "backend-b" });
    await moveService(before, next.id);
    expect(targets("api").sort()).toEqual([old.id, next.id].sort());
    await remove(old);
    expect(overlays().map(({ Id }) => Id)).toEqual([next.id]);
    expect(targets("api")).toEqual([next.id]);
  });

  test("leaves an imported network in the next run if the previous run ended before the removal", async () => {
    const stack = [{ ...identity, value: "tests/dev/backend" }];
    const old = await deploy({ name: "imported", labels: [] });
    const before = await deployService(old.id);
    const next = await replace(old, { name: "backend-b", labels: stack });
    await moveService(before, next.id);
    await provider.stop();
    provider = await start();
    await remove(old);
    expect(overlays().map(({ Id }) => Id)).toEqual([next.id]);
    expect(targets("api")).toEqual([next.id]);
  });

  test("leaves two old networks one after the other, and no update interrupts another", async () => {
    await engine.stop();
    engine = await FakeEngine.start({ startMs: 300 });
    await provider.configure({ host: engine.host });
    const names = ["a", "b"];
    const labels = names.map((one) => [{ ...identity, value: `shop/dev/${one}` }]);
    const olds = await Promise.all(names.map((one, i) => deploy({ name: `${one}-old`, labels: labels[i] ?? [] })));
    const news = await Promise.all(names.map((one, i) => deploy({ name: `${one}-new`, labels: labels[i] ?? [] })));
    await somebodys("api", ...[...olds, ...news].map(({ id }) => id));
    const seen: unknown[] = [];
    engine.services.outcome = () => {
      seen.push(targets("api").length);
      return { state: "running" };
    };
    await Promise.all(olds.map(remove));
    // The tasks of each spec ran before the next spec was written.
    expect(seen).toEqual([4, 3, 2]);
    expect(targets("api").sort()).toEqual(news.map(({ id }) => id).sort());
  });

  test("keeps all services on the old network while one of them is only on that", async () => {
    const old = await deploy({ name: "backend-a" });
    const before = await deployService(old.id);
    await somebodys("reports", old.id);
    const next = await replace(old, { name: "backend-b", internal: true });
    await moveService(before, next.id);
    expect((await failureOf(remove(old))).details).toBe(
      `Network "backend-a" (${old.id}) cannot be removed: service "reports" is attached to it and not to ` +
        '"backend-b", which replaces it. Deploy the stack of it, or attach it by hand (docker service update ' +
        "--network-add backend-b SERVICE), and run the command again. No service has been detached yet.",
    );
    expect(targets("api").sort()).toEqual([old.id, next.id].sort());
  });

  test("keeps the old network when the tasks do not run without it", async () => {
    const old = await deploy({ name: "backend-a" });
    const next = await replace(old, { name: "backend-b", internal: true });
    await somebodys("api", old.id, next.id);
    engine.services.outcome = () => ({ state: "rejected", err: "no such image" });
    const { details } = await failureOf(
      provider.delete({ type: networkType, name: "backend", id: old.id, state: old.state, timeout: 1 }),
    );
    expect(details).toContain(
      `Network "backend-a" (${old.id}) is not removed, because some services are still attached to it:\nService ` +
        '"api": ',
    );
    expect(overlays()).toHaveLength(2);
  });

  test("leaves the old network in the next run when Swarm rolled its detachment back", async () => {
    const old = await deploy({ name: "backend-a" });
    const next = await replace(old, { name: "backend-b", internal: true });
    await somebodys("api", old.id, next.id);
    engine.services.rollsBack = () => true;
    expect((await failureOf(remove(old))).details).toContain(
      `Network "backend-a" (${old.id}) is not removed, because some services are still attached to it:\nService ` +
        '"api": the update failed and was rolled back (rollback completed). The swarm runs the previous spec again, ' +
        "not the declared one; the next 'pulumi up' tries again.",
    );
    expect(targets("api").sort()).toEqual([old.id, next.id].sort());

    engine.services.rollsBack = () => false;
    await remove(old);
    expect(targets("api")).toEqual([next.id]);
    expect(overlays().map(({ Id }) => Id)).toEqual([next.id]);
  });

  test("leaves the old network although Swarm rolled its last deployment back", async () => {
    const old = await deploy({ name: "backend-a" });
    const next = await replace(old, { name: "backend-b", internal: true });
    await somebodys("api", old.id, next.id);
    engine.services.rollBack(engine.services.all[0]?.ID ?? "");
    await remove(old);
    expect(targets("api")).toEqual([next.id]);
    expect(overlays().map(({ Id }) => Id)).toEqual([next.id]);
  });

  test("stays on the old network when Swarm rolls back the update that attaches it to the new one", async () => {
    const old = await deploy({ name: "backend-a" });
    const next = await replace(old, { name: "backend-b", internal: true });
    await somebodys("reports", old.id, next.id);
    await somebodys("api", old.id);
    engine.services.updateStatus = () => ({ State: "updating" });
    await moveOutside("api", old.id, next.id);
    const { struck } = engine.fail({ method: "GET", path: /^\/tasks/, answer: { delayMs: 0 }, after: 1 });
    const removal = failureOf(remove(old));
    await struck;
    engine.services.rollBack(engine.services.all.find(({ Spec }) => Spec.Name === "api")?.ID ?? "");
    expect((await removal).details).toContain(
      'is not removed, because some services are still attached to it:\nService "api": the update failed and was ' +
        "rolled back",
    );
    expect(targets("api")).toEqual([old.id]);
    expect(targets("reports").sort()).toEqual([old.id, next.id].sort());
  });
});

describe("A global service with a task on a paused node, which Swarm does not update", () => {
  /** A global service, and its task on a paused node, which is only on this network. */
  async function deployAgent(networkId: string): Promise<void> {
    await somebodys("agent", networkId);
    const agent = engine.services.all.find(({ Spec }) => Spec.Name === "agent");
    const [first] = engine.nodes;
    if (agent === undefined || first === undefined) throw new Error("no service or node");
    engine.services.change(agent.ID, (spec) => ({ ...spec, Mode: { Global: {} } }));
    const { Spec, Description } = first;
    const change = { Spec: { ...Spec, Availability: "pause" }, Description: { ...Description, Hostname: "paused" } };
    engine.nodes = [first, { ...first, ID: "node2", ...change } as Node];
    engine.services.stranded.push({
      ID: "t1",
      Version: { Index: 1 },
      Spec: {},
      ServiceID: agent.ID,
      NodeID: "node2",
      Status: { State: "running" },
      DesiredState: "running",
      NetworksAttachments: [{ Network: { ID: networkId } }],
    });
  }

  const reason = (isMove: boolean): string =>
    `Swarm does not update the tasks of global services on paused nodes, so these would stay on it: "agent" on node ` +
    `"paused". Activate these nodes (docker node update --availability active NODE), or drain them. Then run the ` +
    `command again.${isMove ? " No service leaves the network before that." : ""}`;

  test("keeps all services on the old network, until the node is active again", async () => {
    const old = await deploy({ name: "backend-a" });
    await deployAgent(old.id);
    const next = await replace(old, { name: "backend-b", internal: true });
    await somebodys("web", old.id, next.id);
    await moveOutside("agent", old.id, next.id);
    const { details } = await failureOf(remove(old));
    expect(details).toBe(`Network "backend-a" (${old.id}) cannot be removed: ${reason(true)}`);
    expect([targets("web"), targets("agent")]).toEqual([
      [old.id, next.id],
      [old.id, next.id],
    ]);

    engine.nodes = engine.nodes.slice(0, 1);
    engine.services.stranded.length = 0;
    await remove(old);
    expect([targets("web"), targets("agent")]).toEqual([[next.id], [next.id]]);
  });

  test.each<[string, boolean[], WireObject, WireObject]>([
    [
      "a transition before it begins, and in the preview",
      [true, false],
      { ipamConfigs: [{ subnet }] },
      { ipamConfigs: [{ subnet: "10.5.0.0/23" }] },
    ],
    ["a swap before it begins", [false], { labels: [] }, { labels: [], internal: true }],
  ])("prevents %s", async (_what, previews, before, news) => {
    const old = await deploy({ name: "backend-a", ...before });
    await deployAgent(old.id);
    const changes = engine.changes.length;
    for (const preview of previews) {
      const { details } = await failureOf(replace(old, { name: "backend-b", ...news }, { preview }));
      expect(details).toContain(`Network "backend-a" (${old.id}) cannot be replaced: ${reason(true)}`);
    }
    expect(engine.changes.slice(changes)).toEqual([]);
  });

  test("is named in the preview if both networks can exist", async () => {
    const old = await deploy({ name: "backend-a" });
    await deployAgent(old.id);
    await replace(old, { name: "backend-b", internal: true }, { preview: true });
    expect(lines(false)).toContainEqual(expect.stringContaining(`unless that changes meanwhile: ${reason(true)}`));
  });

  test("ends the removal of a network that its service has left", async () => {
    const old = await deploy({ name: "backend-a", labels: [] });
    await deployAgent(old.id);
    const { ID = "" } = engine.services.all[0] ?? {};
    engine.services.change(ID, (spec) => ({ ...spec, TaskTemplate: { ...spec.TaskTemplate, Networks: [] } }));
    const { details } = await failureOf(remove(old));
    expect(details).toBe(`Network "backend-a" (${old.id}) cannot be removed: ${reason(false)}`);
  });
});

describe("A network that cannot exist beside the one that it replaces", () => {
  const widened = { name: "backend-b", ipamConfigs: [{ subnet: "10.5.0.0/23" }] };

  test("is replaced through a temporary network, with room for as many tasks and with its own addresses", async () => {
    const old = await deploy({ name: "backend-a", ipamConfigs: [{ subnet }] });
    const before = await deployService(old.id);
    const next = await replace(old, widened);

    const transition = overlays().find(({ Id }) => Id !== next.id);
    expect(overlays().map(({ Id }) => Id)).not.toContain(old.id);
    expect(transition?.Name).toBe(`backend-b-transition-${old.id.slice(0, 8)}`);
    expect(transition?.IPAM.Config?.map(({ Subnet }) => Subnet)).toEqual(["10.0.1.0/24"]);
    expect(transition?.Labels).toEqual({ [identity.label]: identity.value, "swarm.network.transition": old.id });
    expect(attachments("api")).toEqual([{ Target: transition?.Id, Aliases: ["orders"] }]);

    await moveService(before, next.id);
    expect(targets("api").sort()).toEqual([transition?.Id ?? "", next.id].sort());
    await remove(old);
    expect(overlays().map(({ Id }) => Id)).toEqual([next.id]);
    expect(targets("api")).toEqual([next.id]);
  });

  test("is replaced in the same way when only the names are equal", async () => {
    const old = await deploy({ name: "backend" });
    await deployService(old.id);
    const next = await replace(old, { name: "backend", internal: true });
    expect(overlays().map(({ Name }) => Name)).toEqual([`backend-transition-${old.id.slice(0, 8)}`, "backend"]);
    expect(targets("api")).not.toContain(next.id);
  });

  test("is replaced in the same way when the old network has no identity, which the state has", async () => {
    const old = await deploy({ name: "backend-a", labels: [], ipamConfigs: [{ subnet }] });
    const before = await deployService(old.id);
    const next = await replace(old, widened);
    await moveService(before, next.id);
    await remove(old);
    expect(overlays().map(({ Id }) => Id)).toEqual([next.id]);
    expect(targets("api")).toEqual([next.id]);
  });

  test("moves services of other stacks, which still name the old network", async () => {
    const old = await deploy({ name: "backend-a", ipamConfigs: [{ subnet }] });
    await somebodys("reports", old.id);
    const next = await replace(old, widened);
    await remove(old);
    expect(overlays().map(({ Id }) => Id)).toEqual([next.id]);
    expect(targets("reports")).toEqual([next.id]);
  });

  test("moves no service when its addresses leave no room for a temporary network", async () => {
    const old = await deploy({ name: "backend-a", ipamConfigs: [{ subnet }] });
    await somebodys("api", old.id);
    const other = await deploy({ name: "other", ipamConfigs: [{ subnet: "10.5.1.0/24" }], labels: [] });
    const inputs = await checked(widened);
    const request = { type: networkType, name: "backend" };
    await provider.diff({ ...request, id: old.id, oldInputs: old.inputs, oldState: old.state, news: inputs });
    const { details } = await failureOf(provider.create({ ...request, inputs }));
    expect(details).toContain(
      `Network "backend-b" cannot have subnet 10.5.0.0/23: network "other" (${other.id}) has "10.5.1.0/24", which`,
    );
    expect(targets("api")).toEqual([old.id]);
  });

  test("moves no service off a network that the state does not have, whatever its label says", async () => {
    const foreign = await new Engine({ host: engine.host }).createNetwork({
      Name: "backend-a",
      Driver: "overlay",
      IPAM: { Config: [{ Subnet: subnet }] },
      Labels: { [identity.label]: identity.value },
    });
    await somebodys("api", foreign.id);
    expect((await failureOf(deploy(widened))).details).toContain(`Network "backend-b" cannot have subnet`);
    expect(targets("api")).toEqual([foreign.id]);
  });

  test.each([
    ["while services move to the third one", "POST", /^\/services\/.*update/],
    ["when the old network must be removed", "DELETE", /^\/networks\//],
  ])("is created by the next run when the previous one was interrupted %s", async (_, method, path) => {
    const old = await deploy({ name: "backend-a", ipamConfigs: [{ subnet }] });
    const before = await deployService(old.id);
    engine.fail({ method, path, answer: { status: 400, message: "no" } });
    await failureOf(replace(old, widened));
    expect(overlays()).toHaveLength(2);

    await provider.stop({ cleanly: false });
    provider = await start();
    const next = await replace(old, widened);
    expect(overlays()).toHaveLength(2);
    await moveService(before, next.id);
    await remove(old);
    expect(overlays().map(({ Id }) => Id)).toEqual([next.id]);
    expect(targets("api")).toEqual([next.id]);
  });

  test("is created by the next run when Swarm rolled back the detachment of a service from the old one", async () => {
    const old = await deploy({ name: "backend-a", ipamConfigs: [{ subnet }] });
    await somebodys("api", old.id);
    engine.services.rollsBack = () => targets("api").length === 2;
    expect((await failureOf(replace(old, widened))).details).toContain("the update failed and was rolled back");
    expect(targets("api")).toHaveLength(2);

    engine.services.rollsBack = () => false;
    const next = await replace(old, widened);
    await remove(old);
    expect(overlays().map(({ Id }) => Id)).toEqual([next.id]);
    expect(targets("api")).toEqual([next.id]);
  });

  test("is removed with its temporary network when the stack is destroyed after an interruption", async () => {
    const old = await deploy({ name: "backend-a", ipamConfigs: [{ subnet }] });
    const service = await deployService(old.id);
    engine.fail({ method: "DELETE", path: /^\/networks\//, answer: { status: 400, message: "no" } });
    await failureOf(replace(old, widened));
    await provider.delete({ type: serviceType, name: "api", id: service.id, state: service.state });
    await remove(old);
    expect(overlays()).toEqual([]);
  });

  test("stays in the state over a refresh between two runs, and is restored when the program is reverted", async () => {
    const old = await deploy({ name: "backend-a", ipamConfigs: [{ subnet }] });
    const before = await deployService(old.id);
    await replace(old, widened);
    engine.networks.remove(overlays().find(({ Name }) => Name === "backend-b")?.Id ?? "");

    const request = { type: networkType, name: "backend", id: old.id };
    const read = await provider.read({ ...request, known: old });
    expect(read.id).toBe(old.id);
    expect(lines(false)).toEqual([
      `Network "backend-a" is gone: its replacement was interrupted, and ` +
        `"backend-b-transition-${old.id.slice(0, 8)}" is in its place. The next 'pulumi up' completes the replacement.`,
    ]);
    const refreshed = { id: old.id, inputs: read.inputs ?? {}, state: read.state ?? {} };
    const again = await replace(refreshed, { name: "backend-a", ipamConfigs: [{ subnet }] });
    await moveService(before, again.id);
    await remove(refreshed);
    expect(overlays().map(({ Id, Name }) => [Id, Name])).toEqual([[again.id, "backend-a"]]);
    expect(targets("api")).toEqual([again.id]);
  });
});

test("An error about a network with a fixed name names its services, the reason and the fix", async () => {
  const old = await deploy({ name: "backend", labels: [] });
  await deployService(old.id);
  const news = await checked({ name: "backend", labels: [{ label: "team", value: "shop" }] });
  const request = { type: networkType, name: "backend", id: old.id, oldInputs: old.inputs, oldState: old.state };
  await provider.diff({ ...request, news });
  expect((await failureOf(remove(old))).details).toBe(
    `Network "backend" (${old.id}) cannot be removed: service "api" is attached to it. This update replaces the ` +
      "network. The new one has the same name or overlapping subnets, so Pulumi removes the old one before it " +
      'updates any service. To move services over without an outage, add the label "swarm.network.identity" to the ' +
      `network, for example with the value "tests/dev/backend", or use an OverlayNetwork. Or leave 'name' and the ` +
      "subnets out, so that both networks can exist. Otherwise detach it (docker service update --network-rm backend " +
      "SERVICE), and run the command again.",
  );
});

describe("A preview warns", () => {
  test("about a temporary network because of a fixed name, and says how to avoid it", async () => {
    const old = await deploy({ name: "backend" });
    await replace(old, { name: "backend", internal: true }, { preview: true });
    expect(lines(false)).toEqual([
      'Network "backend" and the one that it replaces cannot exist side by side: both have the name "backend". A ' +
        "third network connects the services meanwhile, and tasks restart four times instead of twice. To avoid " +
        "that, leave 'name' out, so that each network gets its own name.",
    ]);
    expect(overlays().map(({ Id }) => Id)).toEqual([old.id]);
  });

  test("about the removal before the create with replacement 'swap'", async () => {
    const old = await deploy({ name: "backend", labels: [], ipamConfigs: [{ subnet }] });
    const inputs = await checked({ name: "backend", labels: [], ipamConfigs: [{ subnet }], internal: true });
    const request = { type: networkType, name: "backend" };
    const diff = await provider.diff({
      ...request,
      id: old.id,
      oldInputs: old.inputs,
      oldState: old.state,
      news: inputs,
    });
    expect([diff.getChanges(), diff.getDeletebeforereplace()]).toEqual([DiffResponse.DiffChanges.DIFF_SOME, true]);
    await provider.create({ ...request, inputs, preview: true });
    expect(lines(false)).toEqual([
      'Network "backend" and the one that it replaces cannot exist side by side: both have the name "backend"; ' +
        `"${subnet}" overlaps "${subnet}". The old one must be removed first, which the Engine refuses while ` +
        "services are attached. Either leave 'name' out, so that each network gets its own name, and give the " +
        "network other subnets (and VXLAN ids), or leave them to Swarm; or let services be on both, as those of an " +
        `OverlayNetwork are unless its 'replacement' is "swap".`,
    ]);
  });

  test("about services that cannot reach each other without an identity, and says how to avoid it", async () => {
    const old = await deploy({ name: "backend-a", labels: [] });
    await replace(old, { name: "backend-b", labels: [], internal: true }, { preview: true });
    expect(lines(false)).toEqual([
      'Network "backend-b" replaces "backend-a". Each service leaves the old network as it joins the new one, so ' +
        "services cannot reach each other until all have moved. To keep them connected, add the label " +
        '"swarm.network.identity" to the network, for example with the value "tests/dev/backend", or use an ' +
        "OverlayNetwork.",
    ]);
  });

  test("nothing about a change for which both networks can exist", async () => {
    const old = await deploy({ name: "backend-a" });
    await replace(old, { name: "backend-b", internal: true }, { preview: true });
    expect(lines(false)).toEqual([]);
  });
});

describe("A container that was attached by hand to a network that is replaced", () => {
  const container = "0123456789abcdef0123";
  const attachable = { name: "backend-a", attachable: true, ipamConfigs: [{ subnet }] };
  const beside = { name: "backend-b", attachable: true };
  const overlapping = { ...beside, ipamConfigs: [{ subnet: "10.5.0.0/23" }] };
  const refusal = (id: string, verdict: string, fix: string): string =>
    `Network "backend-a" (${id}) ${verdict}: container 0123456789ab on node "fake" is attached to it by hand, and ` +
    `would lose contact with its services. Stop the container, or ${fix} Then run the command again. No service ` +
    `leaves the network before that.`;
  const disconnect = `disconnect it from "backend-a" (docker network disconnect backend-a CONTAINER)`;
  const connect = `connect it to "backend-b" (docker network connect backend-b CONTAINER) and ${disconnect}.`;

  test("keeps all services on the old network until it is on the new one", async () => {
    const old = await deploy(attachable);
    const next = await replace(old, beside);
    await somebodys("api", old.id, next.id);
    engine.services.attachContainer(old.id, container);
    const changes = engine.changes.length;
    expect((await failureOf(remove(old))).details).toBe(refusal(old.id, "cannot be removed", connect));
    expect(engine.changes.slice(changes)).toEqual([]);

    engine.services.attachments = [];
    await remove(old);
    expect(targets("api")).toEqual([next.id]);
  });

  test.each<[string, WireObject, WireObject]>([
    ["through a temporary network", attachable, overlapping],
    ["by a swap", { ...attachable, labels: [] }, { ...beside, labels: [] }],
  ])("prevents a replacement %s in the preview and in the update, before anything changes", async (_, olds, news) => {
    const old = await deploy(olds);
    await somebodys("api", old.id);
    engine.services.attachContainer(old.id, container);
    const changes = engine.changes.length;
    const message = refusal(old.id, "cannot be replaced", `${disconnect} until the new network exists.`);
    expect((await failureOf(replace(old, news, { preview: true }))).details).toBe(message);
    expect((await failureOf(replace(old, news))).details).toBe(message);
    expect(engine.changes.slice(changes)).toEqual([]);
  });

  test("is named in the preview when the two networks can exist side by side", async () => {
    const old = await deploy(attachable);
    await somebodys("api", old.id);
    engine.services.attachContainer(old.id, container);
    await replace(old, beside, { preview: true });
    expect(lines(false)).toContain(refusal(old.id, "stays after this update, unless that changes meanwhile", connect));
  });

  test("keeps services on a temporary network as well", async () => {
    const old = await deploy(attachable);
    await somebodys("api", old.id);
    const next = await replace(old, overlapping);
    const transition = overlays().find(({ Id }) => Id !== next.id);
    engine.services.attachContainer(transition?.Id ?? "", container);
    expect((await failureOf(remove(old))).details).toContain(
      `Network "${transition?.Name}" (${transition?.Id}) cannot be removed: container 0123456789ab on node "fake" `,
    );
    expect(targets("api")).toEqual([transition?.Id]);
  });

  test("does not prevent a replacement when the Engine does not list it, which is a warning", async () => {
    const old = await deploy(attachable);
    await somebodys("api", old.id);
    engine.fail({ method: "GET", path: /^\/tasks/, answer: { status: 400, message: "invalid filter 'runtime'" } });
    await replace(old, overlapping);
    expect(lines(false)).toEqual([
      `The provider could not check whether standalone containers are attached to network "backend-a" (${old.id}), ` +
        "which would lose contact with its services: GET /tasks (HTTP 400): invalid filter 'runtime'",
    ]);
  });
});

describe("A service of another stack whose update is paused", () => {
  const widened = { name: "backend-b", ipamConfigs: [{ subnet: "10.5.0.0/23" }] };
  const reports = (): Service => {
    const found = engine.services.all.find(({ Spec }) => Spec.Name === "reports");
    if (found === undefined) throw new Error("there is no service");
    return found;
  };
  /** The rollout of a bad image, of which Swarm has stopped the rest. */
  function pauseRollout(): void {
    const before = reports().Spec;
    const ContainerSpec = { ...before.TaskTemplate.ContainerSpec, Image: "other:bad" };
    engine.services.change(reports().ID, (spec) => ({
      ...spec,
      TaskTemplate: { ...spec.TaskTemplate, ContainerSpec },
    }));
    engine.services.put({ ...reports(), UpdateStatus: { State: "paused", Message: "update paused due to failure" } });
  }
  const refusal = (id: string, verdict: string): string =>
    `Network "backend-a" (${id}) ${verdict}: "reports" would resume a paused update. Deploy a fix for that service, ` +
    "or end the update (docker service update --rollback SERVICE). Then run the command again. No service leaves the " +
    "network before that.";

  test("keeps all services on the old network", async () => {
    const old = await deploy({ name: "backend-a" });
    const next = await replace(old, { name: "backend-b", internal: true });
    await somebodys("reports", old.id, next.id);
    pauseRollout();
    const changes = engine.changes.length;
    expect((await failureOf(remove(old))).details).toBe(refusal(old.id, "cannot be removed"));
    expect(engine.changes.slice(changes)).toEqual([]);

    engine.services.rollBack(reports().ID);
    await remove(old);
    expect(targets("reports")).toEqual([next.id]);
  });

  test("is moved if only its rollback is paused, of which the Engine no longer has the previous spec", async () => {
    const old = await deploy({ name: "backend-a" });
    const next = await replace(old, { name: "backend-b", internal: true });
    await somebodys("reports", old.id, next.id);
    expect(reports().PreviousSpec).toBeUndefined();
    engine.services.put({ ...reports(), UpdateStatus: { State: "rollback_paused" } });
    await remove(old);
    expect(targets("reports")).toEqual([next.id]);
  });

  test("prevents a replacement through a temporary network, in the preview and before anything changes", async () => {
    const old = await deploy({ name: "backend-a", ipamConfigs: [{ subnet }] });
    await somebodys("reports", old.id);
    pauseRollout();
    const changes = engine.changes.length;
    const message = refusal(old.id, "cannot be replaced");
    expect((await failureOf(replace(old, widened, { preview: true }))).details).toBe(message);
    expect((await failureOf(replace(old, widened))).details).toBe(message);
    expect(engine.changes.slice(changes)).toEqual([]);
  });

  test("is named in the preview when the two networks can exist side by side", async () => {
    const old = await deploy({ name: "backend-a" });
    await somebodys("reports", old.id);
    pauseRollout();
    await replace(old, { name: "backend-b", internal: true }, { preview: true });
    expect(lines(false)).toContain(refusal(old.id, "stays after this update, unless that changes meanwhile"));
  });

  test("is not written when its update is paused only while the provider waits for it", async () => {
    const old = await deploy({ name: "backend-a" });
    const next = await replace(old, { name: "backend-b", internal: true });
    await somebodys("reports", old.id, next.id);
    pauseRollout();
    engine.services.put({ ...reports(), UpdateStatus: { State: "updating" } });
    const { struck } = engine.fail({ method: "GET", path: /^\/tasks/, answer: { delayMs: 0 }, after: 1 });
    const changes = engine.changes.length;
    const removal = failureOf(remove(old));
    await struck;
    engine.services.put({ ...reports(), UpdateStatus: { State: "paused", Message: "task failed" } });
    expect((await removal).details).toContain('Service "reports": its update is paused');
    expect(engine.changes.slice(changes)).toEqual([]);
  });
});

describe("A replacement whose own change of a service was paused", () => {
  const isOn = (spec: ServiceSpec, id: string): boolean =>
    (spec.TaskTemplate.Networks ?? []).some(({ Target }) => Target === id);

  test("is resumed by the next run when the service left the old network", async () => {
    const old = await deploy({ name: "backend-a" });
    const next = await replace(old, { name: "backend-b", internal: true });
    await somebodys("api", old.id, next.id);
    engine.services.updateStatus = (spec) => (isOn(spec, old.id) ? undefined : { State: "paused", Message: "no" });
    expect((await failureOf(remove(old))).details).toContain('Service "api": its update is paused');
    engine.services.updateStatus = () => undefined;
    await remove(old);
    expect(overlays().map(({ Id }) => Id)).toEqual([next.id]);
    expect(targets("api")).toEqual([next.id]);
  });

  test("is resumed by the next run at each step through a temporary network, however often it is paused", async () => {
    const old = await deploy({ name: "backend-a", ipamConfigs: [{ subnet }] });
    await somebodys("api", old.id);
    const widened = { name: "backend-b", ipamConfigs: [{ subnet: "10.5.0.0/23" }] };
    const isPaused = 'Service "api": its update is paused';
    engine.services.updateStatus = () => ({ State: "paused", Message: "no" });
    for (let run = 0; run < 3; run++) expect((await failureOf(replace(old, widened))).details).toContain(isPaused);
    expect(targets("api")).toHaveLength(2);
    engine.services.updateStatus = (spec) => (isOn(spec, old.id) ? undefined : { State: "paused", Message: "no" });
    expect((await failureOf(replace(old, widened))).details).toContain(isPaused);
    expect(targets("api")).toHaveLength(1);
    engine.services.updateStatus = () => undefined;
    const next = await replace(old, widened);
    await remove(old);
    expect(overlays().map(({ Id }) => Id)).toEqual([next.id]);
    expect(targets("api")).toEqual([next.id]);
  });
});
