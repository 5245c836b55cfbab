import { execFile } from "node:child_process";
import { rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { isDeepStrictEqual, promisify } from "node:util";
import type { OutputMap } from "@pulumi/pulumi/automation";
import ts from "typescript";
import type { NetworkInspection } from "../../components";
import * as components from "../../components";
import { Engine } from "../../provider/engine/engine";
import { poll, PollTimeout } from "../support/poll";
import type { Network, Service } from "../../provider/engine/types";
import { swarmLabel } from "../../swarm/swarmLabel";
import { driverOption } from "../../swarm/options";
import { programsOf, sectionsOf } from "../support/guide";
import { checkout } from "../support/lab";
import { startOwnLab, type OwnLab } from "../support/ownLab";
import { createLiveStack, type LiveStack } from "../support/stack";
import { baseOfHashedName } from "../../swarm/names";

// Deploys the programs of docs/guide.md and checks in the swarm what each section promises.
const nodeSections = sectionsOf("guide", "nodes");
const networkSections = sectionsOf("guide");
const networkPrograms = programsOf(networkSections);
let lab: OwnLab;
let engine: Engine;
/** The nodes in a swarm. They stay in it until the lab is removed. */
let nodes: LiveStack;
let live: LiveStack;
let outputs: OutputMap;

/** Runs a program of the guide like the CLI, with the lab's image and daemons. Returns its exports. */
function run(code: string): Promise<Record<string, unknown>> {
  const [{ socket } = { socket: "" }] = lab.nodes;
  const text = code
    .replaceAll(/registry\.example\.com\/[\w./:-]+/g, lab.image)
    .replaceAll("ssh://root@${name}.example.com", `unix://${dirname(socket)}/\${name}.sock`);
  const { outputText } = ts.transpileModule(text, { compilerOptions: { module: ts.ModuleKind.CommonJS } });
  const load = (name: string): unknown =>
    // eslint-disable-next-line @typescript-eslint/no-require-imports -- as in a separate program
    name === "pulumi-swarm-networking" ? components : require(name);
  const exported: Record<string, unknown> = {};
  // eslint-disable-next-line @typescript-eslint/no-implied-eval -- the program is a page of this repository
  const start = new Function("require", "exports", outputText) as (...names: unknown[]) => void;
  start(load, exported);
  return Promise.resolve(exported);
}

beforeAll(async () => {
  lab = await startOwnLab("guide", { nodes: 5, swarm: "none", interfaces: 2 });
  engine = new Engine({ host: lab.dockerHost });
  nodes = await createLiveStack("guide-nodes", lab.dockerHost, () => run(programsOf(nodeSections).first));
  await nodes.stack.up();
  live = await createLiveStack("guide", lab.dockerHost, () => run(networkPrograms.first));
  ({ outputs } = await live.upWithResult());
});

afterAll(async () => {
  try {
    await live.remove();
    await rm(nodes.directory, { recursive: true });
  } finally {
    await lab.remove();
  }
});

/** The daemons of the nodes, in the order of the nodes. */
function daemons(): Engine[] {
  return lab.nodes.map(({ socket }) => new Engine({ host: `unix://${socket}` }));
}

/** The network with this name in the program. */
async function network(name: string): Promise<Network> {
  const found = (await engine.listNetworks()).find(({ Name }) => baseOfHashedName(Name) === name);
  if (found === undefined) throw new Error(`The swarm has no network "${name}".`);
  return found;
}

async function service(name: string): Promise<Service> {
  return engine.inspectService(name);
}

async function virtualIpOf(name: string, on: string): Promise<string | undefined> {
  const [{ Endpoint }, { Id }] = await Promise.all([service(name), network(on)]);
  return Endpoint?.VirtualIPs?.find(({ NetworkID }) => NetworkID === Id)?.Addr;
}

/** The addresses of a service's tasks on a network, with the prefix length. */
async function taskAddresses(name: string, on: string): Promise<string[]> {
  const [tasks, { Id }] = await Promise.all([
    engine.listTasks({ service: [name], "desired-state": ["running"] }),
    network(on),
  ]);
  const attachments = tasks.flatMap(({ NetworksAttachments }) => NetworksAttachments ?? []);
  return attachments.flatMap(({ Network: { ID }, Addresses }) => (ID === Id ? (Addresses ?? []) : [])).sort();
}

/** Retries until the result is as expected, because nodes exchange the addresses of tasks by gossip. */
async function expectSoon(ask: () => Promise<unknown>, expected: unknown): Promise<void> {
  let answer: unknown;
  try {
    await poll("the nodes' gossip", async () => {
      answer = await ask();
      return isDeepStrictEqual(answer, expected) ? true : undefined;
    });
  } catch (error) {
    if (!(error instanceof PollTimeout)) throw error;
    expect(answer).toEqual(expected);
  }
}

/** The addresses that a task on the first node gets from DNS for a name. */
async function lookUp(name: string): Promise<string[]> {
  const response = await fetch(`http://${lab.nodes[0]?.address ?? ""}:18091/lookup?name=${name}`);
  return (await response.text()).trim().split("\n");
}

function withoutMask(addresses: readonly (string | undefined)[]): string[] {
  return addresses.map((address) => address?.replace(/\/\d+$/, "") ?? "none").sort();
}

/** The JSON output of `npm run inspect`. */
const inspectCommand = ["-T", join(checkout, "inspect/inspection/main.ts"), "--json"];

/** The output of a command. */
async function output(program: string, ...args: readonly string[]): Promise<string> {
  return (await promisify(execFile)(join(checkout, program), args)).stdout.trim();
}

/** Docker's own command. */
async function dockerCommand(...args: readonly string[]): Promise<string> {
  return output(".tools/engine-20.10/bin/docker", "--host", lab.dockerHost, ...args);
}

/** The promises of each section. */
const promises: Readonly<Record<string, () => Promise<void>>> = {
  "Connect to the nodes": async () => {
    const states = daemons().map(async (daemon) => (await daemon.info()).Swarm.LocalNodeState);
    expect(await Promise.all(states)).toEqual(lab.nodes.map(() => "active"));
  },

  "Customize docker_gwbridge": async () => {
    const bridges = daemons().map(async (daemon) => {
      const { IPAM, Options, Containers } = await daemon.inspectNetwork("docker_gwbridge");
      const { Subnet, Gateway } = IPAM.Config?.[0] ?? {};
      const mtu = Options?.[driverOption.mtu];
      // The gateway bridge, through which clients reach the ingress.
      const used = Object.values(Containers ?? {}).some(({ IPv4Address }) => IPv4Address.startsWith("172.30.0."));
      return { Subnet, Gateway, mtu, icc: Options?.["com.docker.network.bridge.enable_icc"], used };
    });
    const bridge = { Subnet: "172.30.0.0/24", Gateway: "172.30.0.1", mtu: "1450", icc: "false", used: true };
    expect(await Promise.all(bridges)).toEqual(lab.nodes.map(() => bridge));
    const { DefaultAddrPool, SubnetSize } = await engine.swarm();
    expect({ DefaultAddrPool, SubnetSize }).toEqual({ DefaultAddrPool: ["10.30.0.0/16"], SubnetSize: 26 });
  },

  "Separate control and data traffic": async () => {
    const addresses = daemons().map(async (daemon) => (await daemon.info()).Swarm.NodeAddr);
    expect(await Promise.all(addresses)).toEqual(lab.nodes.map(({ address }) => address));
    // The VXLAN endpoints of the tasks, which the nodes exchange by gossip.
    const { Id } = await network("backend");
    const tunnelEnds = async (): Promise<unknown> => {
      const { Services } = await engine.inspectNetwork(Id, { verbose: true });
      const tasks = Object.values(Services ?? {}).flatMap(({ Tasks }) => Tasks ?? []);
      return [...new Set(tasks.map(({ Info }) => Info?.["Host IP"]))].sort();
    };
    await expectSoon(tunnelEnds, lab.nodes.map(({ dataAddress }) => dataAddress).sort());
  },

  "Join more nodes": async () => {
    const roles = (await engine.listNodes()).map(({ Description, Spec }) => [Description?.Hostname, Spec.Role]);
    expect(Object.fromEntries(roles)).toEqual({
      node1: "manager",
      node2: "manager",
      node3: "manager",
      node4: "worker",
      node5: "worker",
    });
  },

  "Create an overlay network": async () => {
    const { Driver, Scope, IPAM, Options } = await network("frontend");
    expect({ Driver, Scope, subnets: IPAM.Config?.map(({ Subnet }) => Subnet) }).toEqual({
      Driver: "overlay",
      Scope: "swarm",
      subnets: [expect.stringMatching(/^10\.30\.\d+\.\d+\/26$/)],
    });
    expect(Options?.[driverOption.vxlanIds]).toMatch(/^\d+$/);
  },

  "Set subnets and gateways": async () => {
    const configs = await Promise.all(["backend", "reports"].map(async (name) => (await network(name)).IPAM.Config));
    expect(configs).toEqual([
      [{ Subnet: "10.220.9.0/24", Gateway: "10.220.9.99" }],
      [
        { Subnet: "10.220.10.0/25", Gateway: "10.220.10.100" },
        { Subnet: "10.220.20.0/25", Gateway: "10.220.20.100" },
      ],
    ]);
  },

  "Attach standalone containers": async () => {
    const { Name, Attachable } = await network("tools");
    expect(Attachable).toBe(true);
    expect(outputs.toolbox?.value).toBe(`docker run --rm -it --network ${Name} alpine`);
    const container = await dockerCommand("run", "--detach", "--network", Name, lab.image);
    try {
      const format = `{{.Name}} {{(index .NetworkSettings.Networks "${Name}").IPAddress}}`;
      const [node, own, json] = await Promise.all([
        dockerCommand("info", "--format", "{{.Name}}"),
        dockerCommand("inspect", "--format", format, container),
        output("node_modules/.bin/ts-node", ...inspectCommand, "--network", "tools", "--host", lab.dockerHost),
      ]);
      const { tasks, addresses } = JSON.parse(json) as NetworkInspection;
      const [name = "", address] = own.replace(/^\//, "").split(" ");
      const id = tasks[0]?.id ?? "";
      // Engine 20.10 lists it by its id, Engine 29 by its name.
      expect([container.slice(0, 12), name]).toContain(id);
      expect(tasks).toEqual([{ id, name: `container ${id}`, node, state: "running", addresses: [`${address}/26`] }]);
      // The address of the container, and that of the load balancer on its node.
      expect(addresses.used).toBe(2);
      const closed = dockerCommand("run", "--rm", "--network", (await network("frontend")).Name, lab.image);
      await expect(closed).rejects.toThrow(/not manually attachable/);
    } finally {
      await dockerCommand("rm", "--force", container);
    }
  },

  "Isolate a network": async () => {
    expect((await network("data")).Internal).toBe(true);
  },

  "Encrypt a network": async () => {
    const { Options, Labels, Attachable } = await network("payments");
    expect({ encrypted: driverOption.encrypted in (Options ?? {}), Attachable }).toEqual({
      encrypted: true,
      Attachable: false,
    });
    expect(Labels?.[swarmLabel.sensitive.key]).toBe("true");
  },

  "Set the MTU": async () => {
    expect((await network("metrics")).Options?.[driverOption.mtu]).toBe("1450");
    expect(outputs.largestPacket?.value).toBe(1400);
  },

  "Attach a service": async () => {
    const { Spec } = await service("orders");
    const [backend, payments] = await Promise.all([network("backend"), network("payments")]);
    const attached = (Spec.TaskTemplate.Networks ?? []).map(({ Target, Aliases }) => [Target, Aliases ?? []]);
    expect(Object.fromEntries(attached)).toEqual({ [backend.Id]: ["purchases"], [payments.Id]: [] });
    expect(await taskAddresses("orders", "payments")).toHaveLength(2);
    await expectSoon(() => lookUp("purchases"), withoutMask([await virtualIpOf("orders", "backend")]));
  },

  "Choose VIP or DNS round robin": async () => {
    expect((await service("prices")).Endpoint?.VirtualIPs ?? []).toEqual([]);
    await expectSoon(() => lookUp("prices"), withoutMask(await taskAddresses("prices", "backend")));
    await expectSoon(() => lookUp("orders"), withoutMask([await virtualIpOf("orders", "backend")]));
    await expectSoon(() => lookUp("tasks.orders"), withoutMask(await taskAddresses("orders", "backend")));
  },

  "Customize the ingress": async () => {
    const { Id, Ingress, IPAM, Options } = await network("edge");
    expect({ Ingress, config: IPAM.Config, mtu: Options?.[driverOption.mtu] }).toEqual({
      Ingress: true,
      config: [{ Subnet: "10.221.0.0/20", Gateway: "10.221.0.2" }],
      mtu: "1450",
    });
    const onNodes = daemons().map(async (daemon) => {
      const networks = await daemon.listNetworks();
      return networks.filter((one) => one.Ingress).map((one) => one.Id);
    });
    expect(await Promise.all(onNodes)).toEqual(lab.nodes.map(() => [Id]));
  },

  "Publish through the routing mesh": async () => {
    const { Endpoint } = await service("web");
    expect(Endpoint?.Ports).toEqual([
      { Protocol: "tcp", TargetPort: 8080, PublishedPort: 18090, PublishMode: "ingress" },
    ]);
    expect(await virtualIpOf("web", "edge")).toMatch(/^10\.221\.\d+\.\d+\/20$/);
  },

  "Publish in host mode": async () => {
    const names = lab.nodes.map(async ({ address }) => (await fetch(`http://${address}:18091/`)).text());
    expect(new Set(await Promise.all(names)).size).toBe(lab.nodes.length);
    const tasks = await engine.listTasks({ service: ["resolver"], "desired-state": ["running"] });
    const ports = tasks.map(({ Status }) => (Status.PortStatus?.Ports ?? []).map(({ PublishedPort }) => PublishedPort));
    expect(ports.map((opened) => [...opened].sort())).toEqual(lab.nodes.map(() => [18053, 18091]));
  },

  "Inspect the swarm": async () => {
    const shown = outputs.onBackend?.value as NetworkInspection;
    const names = ["orders", "prices", "resolver", "web"];
    expect(shown.services.map(({ name }) => name)).toEqual(names);
    const addresses = await Promise.all(names.map((name) => taskAddresses(name, "backend")));
    expect(shown.tasks.flatMap((task) => task.addresses).sort()).toEqual(addresses.flat().sort());
    expect(outputs.addressesLeft?.value).toBe(shown.addresses.free);
    expect(outputs.ordersRunOn?.value).toEqual(
      Array.from({ length: 2 }, () => ({ node: expect.stringMatching(/^node/) as string, state: "running" })),
    );
  },

  "Change a network in use": async () => {
    const [before, frontend] = await Promise.all([service("web"), network("frontend")]);
    live.setProgram(() => run(networkPrograms.changed));
    await live.stack.up();
    const [after, encrypted] = await Promise.all([service("web"), network("frontend")]);
    expect(driverOption.encrypted in (frontend.Options ?? {})).toBe(false);
    expect(driverOption.encrypted in (encrypted.Options ?? {})).toBe(true);
    expect(after.ID).toBe(before.ID);
    const attached = after.Spec.TaskTemplate.Networks?.map(({ Target }) => Target);
    expect(attached?.sort()).toEqual([encrypted.Id, (await network("backend")).Id].sort());
    expect(await taskAddresses("web", "frontend")).toHaveLength(2);
    expect((await engine.listNetworks()).filter(({ Id }) => Id === frontend.Id)).toEqual([]);
  },
};

test("For each section with code, a promise is tested", () => {
  const sections = [...nodeSections, ...networkSections];
  expect(sections.map(({ heading }) => heading)).toEqual(Object.keys(promises));
});

test.each(Object.entries(promises))("%s", (_, promise) => promise());

test("A second deployment of the programs changes nothing", async () => {
  await nodes.stack.preview({ expectNoChanges: true });
  await live.stack.preview({ expectNoChanges: true });
});

test("After a destroy, the swarm has Docker's default ingress", async () => {
  await live.stack.destroy();
  const networks = (await engine.listNetworks()).filter(({ Scope }) => Scope === "swarm");
  expect(networks.map(({ Name, Ingress }) => [Name, Ingress])).toEqual([["ingress", true]]);
});
