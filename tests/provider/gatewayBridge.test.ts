import { gatewayBridgeOptions } from "../../swarm/gatewayBridge";
import { Engine } from "../../provider/engine/engine";
import type { Network } from "../../provider/engine/types";
import { networkHandler } from "../../provider/resources/networkHandler/networkHandler";
import type { WireObject } from "../../provider/server/wire";
import { FakeEngine, type FakeEngineOptions } from "../support/fakeEngine/fakeEngine";
import { failureOf, marks, ProviderClient } from "../support/providerClient";

const type = "docker:index/network:Network";
const name = "bridge";
const byDefault = { name: "docker_gwbridge", driver: "bridge", options: gatewayBridgeOptions() };
const custom = {
  ...byDefault,
  options: gatewayBridgeOptions({ mtu: 1400 }),
  ipamConfigs: [{ subnet: "172.25.0.0/16" }],
};

let engine: FakeEngine;
let provider: ProviderClient;

async function onNode(options: FakeEngineOptions): Promise<void> {
  engine = await FakeEngine.start(options);
  provider = await ProviderClient.start({ handlers: [networkHandler] });
  await provider.configure({ host: engine.host });
}

afterEach(async () => {
  await provider.stop();
  await engine.stop();
});

function create(inputs: WireObject, preview = false): Promise<{ id: string; state: WireObject | undefined }> {
  return provider.create({ type, name, inputs, preview });
}

/** The bridge that Docker creates when the node joins. */
async function makeDefault(subnet = "172.18.0.0/16"): Promise<Network> {
  await new Engine({ host: engine.host }).createNetwork({
    Name: "docker_gwbridge",
    Driver: "bridge",
    Options: gatewayBridgeOptions(),
    IPAM: { Driver: "default", Config: [{ Subnet: subnet, Gateway: subnet.replace("0/16", "1") }] },
  });
  engine.requests.length = 0;
  return bridge();
}

function bridge(): Network {
  const found = engine.networks.all.find(({ Name }) => Name === "docker_gwbridge");
  if (found === undefined) throw new Error("there is no docker_gwbridge");
  return found;
}

test("Outside a swarm, the bridge is created, and a refresh finds it", async () => {
  await onNode({ manager: false });
  const { id, state = {} } = await create(custom);
  expect(bridge()).toMatchObject({ Id: id, Driver: "bridge", Options: custom.options });
  const read = await provider.read({ type, name, id, known: { inputs: custom, state } });
  expect([read.id, read.inputs]).toEqual([id, custom]);
});

test("Outside a swarm, a different bridge is replaced, because nothing uses it", async () => {
  await onNode({ manager: false });
  const former = await makeDefault();
  const { id } = await create(custom);
  expect(engine.changes).toEqual([`DELETE /networks/${former.Id}`, "POST /networks/create"]);
  expect(bridge()).toMatchObject({ Id: id, IPAM: { Config: [{ Subnet: "172.25.0.0/16" }] } });
});

describe.each<[string, FakeEngineOptions]>([
  ["outside a swarm", { manager: false }],
  ["of a worker", { manager: false, worker: true }],
  ["of a manager", {}],
])("The bridge %s", (_, options) => {
  test("is adopted when it is as declared, with any subnet when none is declared", async () => {
    await onNode(options);
    const former = await makeDefault();
    await create(byDefault, true);
    const { id } = await create(byDefault);
    expect([id, engine.changes]).toEqual([former.Id, []]);
  });

  test("is reported as gone by a refresh, without asking a manager", async () => {
    await onNode(options);
    const { id, state = {} } = await create(byDefault);
    engine.networks.remove(id);
    expect((await provider.read({ type, name, id, known: { inputs: byDefault, state } })).id).toBe("");
  });
});

describe("In a swarm", () => {
  const refusal = (difference: string, demote = ""): string =>
    `docker_gwbridge of node "fake" differs from the declaration in ${difference}, and Docker does not replace it ` +
    "while the node is in a swarm. First drain the node ('docker node update --availability drain fake', on a " +
    `manager)${demote}, let it leave ('docker swarm leave', on the node), run this command again, and let the node ` +
    "join. Or declare the existing bridge ('docker network inspect docker_gwbridge') to adopt it; a SwarmNode with " +
    "'rejoin: true' that has this bridge's id as its 'gatewayBridgeId' makes later changes.";

  test("a different bridge is refused with the steps to take, in the preview and in the update", async () => {
    await onNode({ manager: false, worker: true });
    await makeDefault();
    for (const preview of [true, false]) {
      expect((await failureOf(create(custom, preview))).details).toBe(
        refusal(`options["com.docker.network.driver.mtu"], ipamConfigs[0]`),
      );
    }
    expect(engine.changes).toEqual([]);
  });

  test("the steps for a manager include its demotion", async () => {
    await onNode({});
    await makeDefault();
    const labelled = { ...byDefault, labels: [{ label: "team", value: "a" }] };
    expect((await failureOf(create(labelled))).details).toBe(
      refusal("labels[0]", " and demote it ('docker node demote fake')"),
    );
  });

  test("the preview of a replacement says what must happen first, because a SwarmNode may do it", async () => {
    await onNode({ manager: false, worker: true });
    await makeDefault();
    await provider.check({ type, name, olds: byDefault, news: custom });
    await create(custom, true);
    expect(provider.lines.map(({ message }) => message)).toContain(
      `docker_gwbridge can only be replaced while node "fake" is out of its swarm. A SwarmNode with 'rejoin: true' ` +
        "takes care of that; without one, first drain the node ('docker node update --availability drain fake', on a " +
        "manager), let it leave ('docker swarm leave', on the node).",
    );
  });

  test("a delete keeps Docker's default bridge, and is refused for another one", async () => {
    await onNode({ manager: false, worker: true });
    const own = await makeDefault();
    await provider.delete({ type, name, id: own.Id, state: byDefault });
    expect(bridge().Id).toBe(own.Id);
    const options = gatewayBridgeOptions({ mtu: 1400 });
    engine.networks.change(own.Id, { Options: options });
    const failure = await failureOf(provider.delete({ type, name, id: own.Id, state: { ...byDefault, options } }));
    expect(failure.details).toBe(
      'docker_gwbridge of node "fake" cannot be removed or replaced while the node is in a swarm. First drain the ' +
        "node ('docker node update --availability drain fake', on a manager), let it leave ('docker swarm leave', on " +
        "the node), run this command again, and rejoin the node if needed. A SwarmNode with 'rejoin: true' that has " +
        "this bridge's id as its 'gatewayBridgeId' does that for each change. To keep the bridge as it is and only " +
        `remove it from the state: pulumi state delete 'urn:pulumi:dev::tests::${type}::${name}'.`,
    );
    expect(engine.changes).toEqual([]);
  });
});

test("Outside a swarm, the bridge is deleted, but not one that another client created since", async () => {
  await onNode({ manager: false });
  const own = await makeDefault();
  await provider.delete({ type, name, id: "f".repeat(64), state: byDefault });
  expect(bridge().Id).toBe(own.Id);
  await provider.delete({ type, name, id: own.Id, state: byDefault });
  expect(engine.changes).toEqual([`DELETE /networks/${own.Id}`]);
});

test("Addresses of other networks, of the swarm's pools and of its nodes are refused, also in a preview", async () => {
  await onNode({});
  await new Engine({ host: engine.host }).createNetwork({
    Name: "other",
    Driver: "bridge",
    IPAM: { Config: [{ Subnet: "172.25.128.0/17" }] },
  });
  const other = engine.networks.all.find(({ Name }) => Name === "other")?.Id ?? "";
  const inside = { ...custom, ipamConfigs: [{ subnet: "10.11.0.0/16" }] };
  for (const preview of [true, false]) {
    expect((await failureOf(create(custom, preview))).details).toBe(
      'docker_gwbridge of node "fake" cannot have these addresses: "172.25.0.0/16" overlaps "172.25.128.0/17" of ' +
        `network "other" (${other}). The node's containers could no longer reach hosts with these addresses. Choose ` +
        "a subnet that nothing around the node uses, or leave it out to get one from Docker.",
    );
    expect((await failureOf(create(inside, preview))).details).toContain(
      `"10.11.0.0/16" overlaps "10.0.0.0/8", from which the swarm takes the subnets of its overlays`,
    );
  }
  expect(engine.networks.all.map(({ Name }) => Name).sort()).toEqual(["ingress", "other"]);
});

test("A warning says that the routes of another machine cannot be read", async () => {
  await onNode({ manager: false });
  await create(custom, true);
  expect(provider.lines.map(({ message }) => message)).toEqual([
    'The routes of node "fake" cannot be read from here, so 172.25.0.0/16 was compared only with its networks and ' +
      "its swarm. See 'ip route' there.",
  ]);
});

test("A preview needs neither an Engine nor known addresses", async () => {
  await onNode({ manager: false, worker: true });
  await makeDefault();
  await create({ ...custom, ipamConfigs: marks.unknown }, true);
  await provider.configure({ host: "unix:///nowhere/docker.sock" });
  const { state } = await create(custom, true);
  expect(state).toMatchObject({ name: "docker_gwbridge", ipamConfigs: [{ subnet: "172.25.0.0/16" }] });
});
