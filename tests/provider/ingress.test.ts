import { Engine } from "../../provider/engine/engine";
import { noJournal } from "../../provider/journal/journal";
import { networkHandler } from "../../provider/resources/networkHandler/networkHandler";
import type { Operation } from "../../provider/handler/handler";
import type { WireObject } from "../../provider/server/wire";
import type { Network, Node } from "../../provider/engine/types";
import { FakeEngine } from "../support/fakeEngine/fakeEngine";
import { poll } from "../support/poll";
import { failureOf, ProviderClient } from "../support/providerClient";

const type = "docker:index/network:Network";
const name = "edge";
const plain = { name, driver: "overlay", ingress: true };
/** With the name that a component generates when the program gives none. */
const nameless = { ...plain, name: "edge-0a1b2c3d" };
const custom = {
  ...plain,
  ipamConfigs: [{ subnet: "10.11.0.0/16", gateway: "10.11.0.2" }],
  options: { "com.docker.network.driver.mtu": "1400" },
};

let engine: FakeEngine;
let provider: ProviderClient;

beforeEach(async () => {
  engine = await FakeEngine.start();
  provider = await ProviderClient.start({ handlers: [networkHandler] });
  await provider.configure({ host: engine.host });
});

afterEach(async () => {
  await provider.stop();
  await engine.stop();
});

function create(inputs: WireObject): Promise<{ id: string; state: WireObject | undefined }> {
  return provider.create({ type, name, inputs });
}

function ingress(): Network {
  const [network, ...others] = engine.networks.all.filter(({ Ingress }) => Ingress);
  if (network === undefined || others.length > 0)
    throw new Error(`there are ${others.length} ingress networks too many or none`);
  return network;
}

function publish(ports: readonly object[]): Promise<unknown> {
  return new Engine({ host: engine.host }).createService({
    Name: "web",
    TaskTemplate: { ContainerSpec: { Image: "app" } },
    Mode: { Replicated: { Replicas: 0 } },
    EndpointSpec: { Ports: ports },
  });
}

test("Docker's default ingress is adopted when the inputs match, and its name is not a difference", async () => {
  const before = ingress();
  const { id, state = {} } = await create(nameless);
  expect([id, state.name]).toEqual([before.Id, "ingress"]);
  expect(engine.changes).toEqual([]);
  const diff = await provider.diff({ type, name, id, oldInputs: nameless, oldState: state, news: nameless });
  expect(diff.getReplacesList()).toEqual([]);
  await provider.delete({ type, name, id, state });
  expect(engine.changes).toEqual([]);
});

test("Docker's default ingress is replaced by a different one, which every node joins", async () => {
  const before = ingress();
  const { id, state } = await create(custom);
  expect(engine.changes).toEqual([
    `DELETE /networks/${before.Id}`,
    "POST /networks/create",
    "POST /nodes/node1/update",
  ]);
  expect([ingress().Id, ingress().Name, state?.ipamConfigs]).toEqual([id, name, custom.ipamConfigs]);
});

test("A node that fails to join the ingress tries again, and keeps its labels", async () => {
  const [first] = engine.nodes;
  if (first === undefined) throw new Error("no node");
  const second = {
    ...first,
    ID: "node2",
    Spec: { ...first.Spec, Labels: { zone: "a" } },
    Status: { ...first.Status, Addr: "127.0.0.2" },
  };
  engine.nodes = [first, second];
  engine.nodesOutsideIngress.add("node2");
  await create(custom);
  const labels = engine.requests
    .filter(({ path }) => path.endsWith("/nodes/node2/update"))
    .map(({ body }) => (body as typeof second.Spec).Labels);
  expect(labels).toEqual([{ zone: "a" }, { zone: "a", "swarm.node.joins-ingress": "yes" }, { zone: "a" }]);
  expect(engine.nodes[1]?.Spec.Labels).toEqual({ zone: "a" });
});

test("The mark that a killed run left on a node goes with the next swap", async () => {
  engine.nodes = engine.nodes.map((node) => ({
    ...node,
    Spec: { ...node.Spec, Labels: { zone: "a", "swarm.node.joins-ingress": "yes" } },
  }));
  await create(custom);
  expect(engine.nodes.map(({ Spec }) => Spec.Labels)).toEqual([{ zone: "a" }]);
});

/** After a change of the leader, all nodes are `unknown` until they connect to the new one. */
function setStates(State: Node["Status"]["State"]): void {
  engine.nodes = engine.nodes.map((node) => ({ ...node, Status: { ...node.Status, State } }));
}

async function reported(line: string): Promise<void> {
  const isReported = (): true | undefined => provider.lines.some(({ message }) => message === line) || undefined;
  await poll(`the line ${line}`, isReported);
}

test("A swap waits until the nodes have connected to a new leader, before it changes anything", async () => {
  const before = ingress();
  setStates("unknown");
  const swap = create(custom);
  await reported("waiting for the swarm to hear from fake (unknown)");
  expect(engine.changes).toEqual([]);
  setStates("ready");
  await swap;
  expect(engine.changes).toEqual([
    `DELETE /networks/${before.Id}`,
    "POST /networks/create",
    "POST /nodes/node1/update",
  ]);
});

test("The nodes join an ingress that is created while they connect to a new leader", async () => {
  engine.nodesOutsideIngress.add("node1");
  engine.networks.ingressPeers.length = 0;
  const slow = engine.fail({ method: "POST", path: /^\/networks\/create$/, answer: { delayMs: 100 } });
  const swap = create(custom);
  await slow.struck;
  setStates("unknown");
  await reported("waiting for the swarm to hear from fake (unknown)");
  setStates("ready");
  await swap;
  expect(engine.networks.ingressPeers).toEqual([{ Name: "node1", IP: "127.0.0.1" }]);
});

test("A swap is refused while a node neither connects nor is down", async () => {
  const before = ingress();
  setStates("disconnected");
  expect((await failureOf(provider.create({ type, name, inputs: custom, timeout: 1 }))).details).toBe(
    `The ingress network "ingress" (${before.Id}) is not removed while the swarm does not hear from fake ` +
      `(disconnected): such a node would keep it, which disturbs the next one. Check that these nodes reach the ` +
      `managers, or remove them from the swarm, and run the command again.`,
  );
  expect(engine.changes).toEqual([]);
});

test("A node that does not join the ingress is named in a warning, and no label stays", async () => {
  const [first] = engine.nodes;
  if (first === undefined) throw new Error("no node");
  engine.nodes = [first, { ...first, ID: "node2", Status: { ...first.Status, Addr: "127.0.0.2" } }];
  const { id } = await create(custom);
  expect(provider.lines.map(({ message }) => message)).toContain(
    `The ingress network "edge" (${id}) is in place, but fake did not join it. Published ports do not answer there. ` +
      "Restart the Docker daemon of that node, and see its log for the reason.",
  );
  expect(engine.nodes[1]?.Spec.Labels ?? {}).toEqual({});
});

test("An equal ingress is adopted under any name when the program does not choose one", async () => {
  const { id } = await create(custom);
  expect((await create({ ...custom, name: nameless.name })).id).toBe(id);
});

test("Docker's default ingress is replaced when the program chooses another name", async () => {
  const { id } = await create(plain);
  expect([ingress().Id, ingress().Name]).toEqual([id, name]);
});

test.each<[string, WireObject, string]>([
  ["another subnet", { ...custom, ipamConfigs: [{ subnet: "10.12.0.0/16" }] }, " in ipamConfigs[0]"],
  [
    "another MTU",
    { ...custom, options: { "com.docker.network.driver.mtu": "1450" } },
    ` in options["com.docker.network.driver.mtu"]`,
  ],
  ["encryption", { ...custom, options: { ...custom.options, encrypted: "" } }, " in options.encrypted"],
  ["name", { ...custom, name: "other" }, " in name"],
  ["no MTU", { ...custom, options: {} }, ` in options["com.docker.network.driver.mtu"]`],
  ["a label", { ...custom, labels: [{ label: "team", value: "edge" }] }, " in labels[0]"],
])("An ingress of another client that differs by %s is left alone", async (_what, inputs, where) => {
  const { id } = await create(custom);
  const changes = engine.changes.length;
  expect((await failureOf(create(inputs))).details).toBe(
    `The swarm already has an ingress network, "edge" (${id}), that is not Docker's default one and differs from ` +
      `the declaration${where}. A swarm has one ingress. To replace this one by the declaration, import it:\n` +
      `  pulumi import ${type} edge ${id} --protect=false --generate-code=false\nOr remove it: docker network rm edge`,
  );
  expect(engine.changes.slice(changes)).toEqual([]);
});

test("Neither create nor delete changes an ingress through which services publish, except in host mode", async () => {
  await publish([{ TargetPort: 80, PublishedPort: 8080, PublishMode: "host" }]);
  const { id, state = {} } = await create(custom);
  await provider.delete({ type, name, id, state });
  const again = await create(custom);
  const client = new Engine({ host: engine.host });
  for (const { ID } of await client.listServices()) await client.removeService(ID);

  await publish([
    { TargetPort: 80, PublishedPort: 8080 },
    { TargetPort: 53, Protocol: "udp", PublishMode: "ingress" },
  ]);
  const changes = engine.changes.length;
  expect((await failureOf(provider.delete({ type, name, id: again.id, state: again.state ?? {} }))).details).toBe(
    `The ingress network "edge" (${again.id}) cannot be replaced or removed while services publish ports through it: ` +
      '"web" (8080:80/tcp, any:53/udp). Remove these services, or their ports in mode ingress, and run the command ' +
      "again. Services of this stack that depend on the ingress are created after it and removed before it. Or let " +
      `the provider suspend the ports during the swap: 'onPublishedPorts: "suspend"' of an IngressConfig; the ` +
      "services' tasks then restart.",
  );
  expect(engine.changes.slice(changes)).toEqual([]);
});

test("A subnet that overlaps another network is found before anything is changed", async () => {
  const client = new Engine({ host: engine.host });
  const { id } = await client.createNetwork({
    Name: "n",
    Driver: "overlay",
    IPAM: { Config: [{ Subnet: "10.11.4.0/24" }] },
  });
  expect((await failureOf(create(custom))).details).toBe(
    `Network "edge" would get no subnet: "10.11.0.0/16" overlaps "10.11.4.0/24" of network "n" (${id}). Choose a ` +
      "subnet that no network of the swarm has, leave it out to get one from the swarm's pool, or remove the other " +
      "network first. If this network replaces the other one: services move over without an outage when both have " +
      `the same label "swarm.network.identity", as those of an OverlayNetwork have unless its 'replacement' is ` +
      '"swap".',
  );
  expect(engine.changes).toEqual(["POST /networks/create"]);
});

test("A delete restores Docker's default ingress, also when an earlier delete was interrupted", async () => {
  const { id, state = {} } = await create(custom);
  engine.networks.remove(id);
  await provider.delete({ type, name, id, state });
  const { Name, Labels, IPAM } = ingress();
  expect([Name, Labels, IPAM.Config?.[0]?.Subnet]).toEqual(["ingress", {}, "10.0.1.0/24"]);
});

test("Nodes with different Engine versions are listed, and neither create nor delete changes anything", async () => {
  const { id, state = {} } = await create(custom);
  const first = engine.nodes[0];
  if (first === undefined) throw new Error("no node");
  const node = (hostname: string, version: string, state: "unknown" | "down"): typeof first => ({
    ...first,
    ID: hostname,
    Description: { Hostname: hostname, Engine: { EngineVersion: version } },
    Status: { State: state },
  });
  engine.nodes = [first, node("old", "19.03.15", "down")];
  await provider.delete({ type, name, id, state });
  const again = await create(custom);
  engine.nodes = [first, node("old", "19.03.15", "unknown")];
  const changes = engine.changes.length;
  const refusal =
    "The ingress network is not removed while nodes run Engines of different versions (fake=20.10.24, old=19.03.15): " +
    "some would keep it, which disturbs the next one. Bring all nodes to one version, or remove the others from the " +
    "swarm, and run the command again.";
  expect((await failureOf(provider.delete({ type, name, id: again.id, state: again.state ?? {} }))).details).toBe(
    refusal,
  );
  engine.networks.change(again.id, { Name: "ingress", Options: {}, IPAM: { Config: [{ Subnet: "10.0.9.0/24" }] } });
  expect((await failureOf(create(custom))).details).toBe(refusal);
  expect(engine.changes.slice(changes)).toEqual([]);
});

test("A node that is still joining has no version yet, and a swap waits for it", async () => {
  const first = engine.nodes[0];
  if (first === undefined) throw new Error("no node");
  const joining: typeof first = { ...first, ID: "new", Description: {}, Status: { State: "unknown" } };
  engine.nodes = [first, joining];
  setTimeout(() => {
    engine.nodes = [first, { ...first, ID: "new" }];
  }, 700);
  expect((await create(custom)).id).toBe(ingress().Id);
});

test("A delete leaves alone the ingress with which another client replaced this one", async () => {
  const { id, state = {} } = await create(custom);
  const client = new Engine({ host: engine.host });
  await client.removeNetwork(id);
  const theirs = await client.createNetwork({ Name: "theirs", Driver: "overlay", Ingress: true });
  await provider.delete({ type, name, id, state });
  expect(ingress().Id).toBe(theirs.id);
});

test("A swap that the Engine refuses restores Docker's default ingress, and says so", async () => {
  engine.fail({
    method: "POST",
    path: /^\/networks\/create$/,
    answer: { status: 400, message: "invalid driver option" },
  });
  expect((await failureOf(create(custom))).details).toBe(
    "POST /networks/create (HTTP 400): invalid driver option. Docker's default ingress was restored.",
  );
  expect(ingress().Name).toBe("ingress");
});

test("A swap that can neither continue nor be undone says what remains, and the next run finishes it", async () => {
  engine.fail({ method: "POST", path: /^\/networks\/create$/, answer: { status: 400, message: "no" }, times: 2 });
  expect((await failureOf(create(custom))).details).toBe(
    "POST /networks/create (HTTP 400): no. Docker's default ingress could not be restored either (POST " +
      "/networks/create (HTTP 400): no), so the swarm has no ingress now, and no service can publish ports in mode " +
      "ingress. Run 'docker network create --driver overlay --ingress ingress', or this command again.",
  );
  const { id } = await create(custom);
  expect(ingress().Id).toBe(id);
});

test("A change removes the old ingress before the new one is created", async () => {
  const { id, state = {} } = await create(custom);
  const diff = await provider.diff({
    type,
    name,
    id,
    oldInputs: custom,
    oldState: state,
    news: { ...custom, name: "new" },
  });
  expect([diff.getReplacesList(), diff.getDeletebeforereplace()]).toEqual([["name"], true]);
});

test("A swap that is cancelled after the removal restores Docker's default ingress", async () => {
  const before = ingress();
  const cancel = new AbortController();
  const operation: Operation = {
    urn: "",
    logicalName: name,
    engine: new Engine({ host: engine.host }),
    signal: cancel.signal,
    status: (message) => {
      if (message === 'removing the ingress "ingress"') watch();
    },
    info: () => undefined,
    warn: () => undefined,
    journal: noJournal,
    timeoutSeconds: undefined,
    ignoreChanges: [],
    replaces: undefined,
  };
  const watch = (): void => {
    const timer = setInterval(() => {
      if (engine.networks.all.some(({ Id }) => Id === before.Id)) return;
      clearInterval(timer);
      cancel.abort(new Error("cancelled"));
    }, 1);
  };
  engine.fail({ method: "POST", path: /^\/networks\/create$/, answer: "lost" });
  await expect(networkHandler.create(custom, operation)).rejects.toThrow(
    "cancelled. Docker's default ingress was restored.",
  );
  expect(ingress().Name).toBe("ingress");
});
