import { readFile } from "node:fs/promises";
import { join } from "node:path";
import * as docker from "@pulumi/docker";
import {
  EndpointMode,
  GatewayBridge,
  NodeAvailability,
  NodeRole,
  OverlayNetwork,
  PublishMode,
  ServiceMode,
  SwarmNode,
  SwarmService,
  type SwarmNodeArgs,
} from "../../components";
import { Engine } from "../../provider/engine/engine";
import { poll } from "../support/poll";
import type { Node } from "../../provider/engine/types";
import { packets, type Capture } from "../support/capture";
import type { LabNode } from "../support/lab";
import { startOwnLab, type OwnLab } from "../support/ownLab";
import { createLiveStack, type LiveStack } from "../support/stack";

// The life of a swarm on five nodes with one interface for control and one for data. Each test continues from the one
// before.
const dataPathPort = 4790;
const hostPort = 18082;
let lab: OwnLab;
let live: LiveStack;
let captures: { control: Capture; data: Capture };

/** The arguments that differ between deployments, by node name. */
interface Declared {
  readonly nodes?: Readonly<Record<string, SwarmNodeArgs>>;
  /** Nodes that were removed from the program. */
  readonly without?: readonly string[];
  /** The subnet of node4's bridge. */
  readonly bridge?: string;
}

beforeAll(async () => {
  lab = await startOwnLab("nodes", { nodes: 5, swarm: "none", interfaces: 2 });
  await leaveAll();
  live = await createLiveStack("nodes", lab.dockerHost, program({}));
  captures = {
    control: await captureOn("eth0", addressOf("node5")),
    data: await captureOn("eth1", nodeOf("node5").dataAddress ?? ""),
  };
});

afterAll(async () => {
  try {
    await Promise.all([captures.control.remove(), captures.data.remove()]);
    await live.remove();
  } finally {
    await lab.remove();
  }
});

/** Three managers and two workers. The workers run a service whose tasks are connected by an overlay. */
function program({ nodes = {}, without = [], bridge = "172.30.4.0/24" }: Declared) {
  return (): Promise<Record<string, unknown>> => {
    const providers = new Map(
      lab.nodes.map(({ name, socket }) => [name, new docker.Provider(name, { host: `unix://${socket}` })]),
    );
    const on = (name: string): { provider: docker.Provider } => {
      const provider = providers.get(name);
      if (provider === undefined) throw new Error(`the lab has no ${name}`);
      return { provider };
    };
    const argsOf = (name: string): SwarmNodeArgs => ({
      advertiseAddress: addressOf(name),
      dataPathAddress: nodeOf(name).dataAddress ?? "",
      ...nodes[name],
    });
    const managerHosts = [hostOf("node2"), hostOf("node3")];
    // The swarm detects a lost node after three times this period.
    const start = { dataPathPort, managerHosts, dispatcherHeartbeatSeconds: 2, taskHistoryLimit: 2 };
    const first = new SwarmNode("node1", { ...start, ...argsOf("node1") }, on("node1"));
    const gateway = new GatewayBridge("node4-bridge", { subnet: bridge }, on("node4"));
    const others = ["node2", "node3", "node4", "node5"]
      .filter((name) => !without.includes(name))
      .map((name) => {
        const role = name === "node2" || name === "node3" ? NodeRole.Manager : NodeRole.Worker;
        const bridged = name === "node4" ? { gatewayBridgeId: gateway.id, rejoin: true } : {};
        return new SwarmNode(name, { join: first.joinAs(role), ...bridged, ...argsOf(name) }, on(name));
      });
    const through = { ...on("node1"), dependsOn: [first, ...others] };
    const backend = new OverlayNetwork("backend", { subnets: [{ subnet: "10.215.0.0/24" }] }, through);
    new SwarmService(
      "pair",
      {
        image: lab.image,
        mode: ServiceMode.Global,
        constraints: ["node.role == worker"],
        endpointMode: EndpointMode.Dnsrr,
        networks: [backend.attach()],
        ports: [{ targetPort: 8080, publishedPort: hostPort, publishMode: PublishMode.Host }],
      },
      through,
    );
    return Promise.resolve({ first: first.swarmId, token: first.workerToken });
  };
}

function nodeOf(name: string): LabNode {
  const node = lab.nodes.find((one) => one.name === name);
  if (node === undefined) throw new Error(`the lab has no ${name}`);
  return node;
}

function hostOf(name: string): string {
  return `unix://${nodeOf(name).socket}`;
}

function addressOf(name: string): string {
  return nodeOf(name).address;
}

function engineOf(name: string): Engine {
  return new Engine({ host: hostOf(name) });
}

async function leaveAll(): Promise<void> {
  for (const { name } of [...lab.nodes].reverse()) {
    await lab.start(name);
    const engine = engineOf(name);
    if ((await engine.info()).Swarm.LocalNodeState !== "inactive") await engine.leaveSwarm({ force: true });
  }
}

async function swarmNodes(): Promise<Map<string, Node>> {
  const nodes = await engineOf("node1").listNodes();
  const named = nodes.map((node) => [node.Description?.Hostname ?? "", node] as const);
  expect(new Set(named.map(([name]) => name)).size).toBe(nodes.length);
  return new Map(named.sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** E.g. `node1 manager active`. */
async function roster(): Promise<string[]> {
  return [...(await swarmNodes())].map(([name, { Spec }]) => `${name} ${Spec.Role} ${Spec.Availability}`);
}

async function idOf(name: string): Promise<string> {
  return (await swarmNodes()).get(name)?.ID ?? `no ${name}`;
}

async function specOf(name: string): Promise<Node["Spec"] | undefined> {
  return (await swarmNodes()).get(name)?.Spec;
}

async function labelByHand(name: string, label: string, value: string): Promise<void> {
  const node = (await swarmNodes()).get(name);
  if (node === undefined) throw new Error(`the swarm has no ${name}`);
  const spec = { ...node.Spec, Labels: { ...node.Spec.Labels, [label]: value } };
  await engineOf("node1").updateNode(node.ID, node.Version.Index, spec);
}

/** A capture on node4 that has recorded a packet, because a new capture sometimes records nothing. */
async function captureOn(networkInterface: string, neighbour: string): Promise<Capture> {
  for (let attempt = 1; ; attempt++) {
    const capture = await lab.capture("node4", networkInterface);
    try {
      // There is no listener on this port, but the attempt sends a packet.
      await lab.exec("node4", "bash", "-c", `(exec 3<>/dev/tcp/${neighbour}/9) 2>/dev/null || true`);
      await expectPackets(capture, "tcp port 9", 3);
      return capture;
    } catch (error) {
      await capture.remove();
      if (attempt === 5) throw error;
    }
  }
}

/** Packets are recorded with a short delay. */
async function expectPackets(capture: Capture, filter: string, timeoutSeconds = 15): Promise<void> {
  const seen = async (): Promise<true | undefined> => ((await capture.count(filter)) > 0 ? true : undefined);
  await poll(`packets of ${filter}`, seen, { timeoutSeconds });
}

async function up(declared: Declared): Promise<string> {
  live.setProgram(program(declared));
  return (await live.stack.up()).stdout;
}

const formed = [
  "node1 manager active",
  "node2 manager active",
  "node3 manager active",
  "node4 worker active",
  "node5 worker active",
];

test("One update forms a swarm of three managers and two workers, and the next preview shows no changes", async () => {
  await up({});
  expect(await roster()).toEqual(formed);
  expect((await engineOf("node1").swarm()).DataPathPort).toBe(dataPathPort);
  await live.expectQuiet();
});

test("The tokens are encrypted in the state", async () => {
  const { Worker, Manager } = await engineOf("node1").joinTokens();
  const state = await readFile(join(live.directory, ".pulumi", "stacks", "live", "nodes.json"), "utf8");
  expect([state.includes(Worker), state.includes(Manager), state.includes("SWMTKN")]).toEqual([false, false, false]);
  expect((await live.stack.outputs()).token).toEqual({ value: Worker, secret: true });
});

test("The control plane uses TLS on one interface, and the data of tasks uses the other interface", async () => {
  const names = `http://${addressOf("node4")}:${hostPort}/lookup?name=pair`;
  const peers = (await (await fetch(names)).text()).trim().split("\n");
  for (const peer of peers) {
    const through = `http://${addressOf("node4")}:${hostPort}/fetch?url=${encodeURIComponent(`http://${peer}:8080/health`)}`;
    expect(await (await fetch(through)).text()).toMatch(/ok\s*$/);
  }
  expect(peers).toHaveLength(2);

  const { control, data } = captures;
  await expectPackets(control, packets.connections(2377));
  await expectPackets(control, packets.tlsHandshakes(2377));
  await expectPackets(control, "tcp port 7946 or udp port 7946");
  await expectPackets(data, `udp port ${dataPathPort}`);
  expect(await control.count(packets.clearHandshakes(2377))).toBe(0);
  expect(await control.count(`udp port ${dataPathPort} or udp port 4789`)).toBe(0);
  expect(await data.count("port 2377 or port 7946 or udp port 4789")).toBe(0);
});

test("Labels, availability, role and swarm settings change in place, and other labels stay", async () => {
  const before = await Promise.all(["node3", "node4"].map(idOf));
  await labelByHand("node4", "by-hand", "yes");
  await up({
    nodes: {
      node1: { taskHistoryLimit: 3, certificateExpirySeconds: 86_400 },
      node3: { role: NodeRole.Worker, availability: NodeAvailability.Pause },
      node4: { role: NodeRole.Manager, labels: { "com.example.rack": "a" } },
    },
  });
  expect(await Promise.all(["node3", "node4"].map(idOf))).toEqual(before);
  expect(await roster()).toEqual([
    ...formed.slice(0, 2),
    "node3 worker pause",
    "node4 manager active",
    "node5 worker active",
  ]);
  expect((await specOf("node4"))?.Labels).toEqual({ "com.example.rack": "a", "by-hand": "yes" });
  const { settings } = await engineOf("node1").swarmSettings();
  expect([settings.Orchestration, settings.CAConfig?.NodeCertExpiry]).toEqual([
    { TaskHistoryRetentionLimit: 3 },
    86_400_000_000_000,
  ]);

  await up({ nodes: { node3: { role: NodeRole.Manager, availability: NodeAvailability.Active } } });
  expect((await specOf("node4"))?.Labels).toEqual({ "by-hand": "yes" });
  expect(await roster()).toEqual([...formed.slice(0, 3), "node4 manager active", "node5 worker active"]);
});

test("For another docker_gwbridge, a node leaves and rejoins with all its settings, even undeclared ones", async () => {
  const before = await idOf("node4");
  live.setProgram(program({ bridge: "172.30.14.0/24" }));
  const { summary } = await live.upWithResult();
  expect(summary.resourceChanges?.replace).toBe(2);
  expect(await idOf("node4")).not.toBe(before);
  expect(await specOf("node4")).toEqual({ Labels: { "by-hand": "yes" }, Role: "manager", Availability: "active" });
  const bridge = await engineOf("node4").inspectNetwork("docker_gwbridge");
  expect(bridge.IPAM.Config?.[0]?.Subnet).toBe("172.30.14.0/24");
  expect(await roster()).toHaveLength(5);
});

test("A node that left the swarm joins again after a refresh, with its previous labels", async () => {
  const before = await idOf("node5");
  await labelByHand("node5", "by-hand", "too");
  await engineOf("node5").leaveSwarm();
  await live.stack.refresh();
  await up({ bridge: "172.30.14.0/24" });
  expect(await idOf("node5")).not.toBe(before);
  expect((await specOf("node5"))?.Labels).toEqual({ "by-hand": "too" });
  expect(await roster()).toHaveLength(5);
});

test("After a power failure, a manager removes the node with a warning, and later the node joins again", async () => {
  await lab.kill("node3");
  const said = await up({ bridge: "172.30.14.0/24", without: ["node3"] });
  expect(said).toContain(
    `Node "node3" was removed from the swarm's list by force, because its daemon at ${hostOf("node3")}`,
  );
  expect((await roster()).map((line) => line.slice(0, 5))).toEqual(["node1", "node2", "node4", "node5"]);

  await lab.start("node3");
  await engineOf("node3").leaveSwarm({ force: true });
  await up({ bridge: "172.30.14.0/24" });
  expect(await roster()).toContain("node3 manager active");
});

test("The preview refuses settings that need a new swarm, and names what would be lost", async () => {
  live.setProgram(program({ bridge: "172.30.14.0/24", nodes: { node1: { dataPathPort: 4800 } } }));
  await expect(live.stack.preview()).rejects.toThrow(
    "A swarm keeps 'dataPathPort' from its start to its end, so a change needs another swarm.",
  );
});

test("The last manager stays while the swarm has objects, and after a destroy no node is in a swarm", async () => {
  const { id } = await engineOf("node1").createService({
    Name: "stranger",
    TaskTemplate: { ContainerSpec: { Image: lab.image } },
    Mode: { Replicated: { Replicas: 0 } },
  });
  await expect(live.stack.destroy()).rejects.toThrow("it has 1 service (stranger)");
  expect(await roster()).toEqual(["node1 manager active"]);

  await engineOf("node1").removeService(id);
  await live.stack.destroy();
  const states = await Promise.all(
    lab.nodes.map(async ({ name }) => (await engineOf(name).info()).Swarm.LocalNodeState),
  );
  expect(states).toEqual(["inactive", "inactive", "inactive", "inactive", "inactive"]);
});
