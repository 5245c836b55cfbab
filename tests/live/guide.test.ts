import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import type { OutputMap } from "@pulumi/pulumi/automation";
import ts from "typescript";
import type { NetworkInspection } from "../../components";
import * as components from "../../components";
import { Engine } from "../../provider/engine/engine";
import type { Network, Service } from "../../provider/engine/types";
import { label } from "../../swarm/labels";
import { driverOption } from "../../swarm/options";
import { programsOf, sectionsOf } from "../support/guide";
import { checkout, readLab } from "../support/lab";
import { createLiveStack, type LiveStack } from "../support/stack";

// The program of docs/guide.md, deployed as it stands there: what each section promises is looked up in the swarm.
const lab = readLab();
const engine = new Engine({ host: lab.dockerHost });
const sections = sectionsOf("guide");
const programs = programsOf(sections);
let live: LiveStack;
let outputs: OutputMap;

/** Runs a program of the guide as the CLI would, with the lab's image; answers what it exports. */
function run(code: string): Promise<Record<string, unknown>> {
  const text = code.replaceAll(/registry\.example\.com\/[\w./:-]+/g, lab.image);
  const { outputText } = ts.transpileModule(text, { compilerOptions: { module: ts.ModuleKind.CommonJS } });
  const load = (name: string): unknown =>
    // eslint-disable-next-line @typescript-eslint/no-require-imports -- what a program of its own would do
    name === "pulumi-swarm-networking" ? components : require(name);
  const exported: Record<string, unknown> = {};
  // eslint-disable-next-line @typescript-eslint/no-implied-eval -- the program is a page of this repository
  const start = new Function("require", "exports", outputText) as (...names: unknown[]) => void;
  start(load, exported);
  return Promise.resolve(exported);
}

beforeAll(async () => {
  live = await createLiveStack("guide", lab.dockerHost, () => run(programs.first));
  ({ outputs } = await live.stack.up());
}, 180_000);

afterAll(async () => {
  await live.remove();
}, 120_000);

/** The network of this name in the program. */
async function network(name: string): Promise<Network> {
  const found = (await engine.listNetworks()).find(({ Name }) => Name.replace(/-[0-9a-f]{8}$/, "") === name);
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

/** The addresses that the tasks of a service have on a network, with the mask. */
async function taskAddresses(name: string, on: string): Promise<string[]> {
  const [tasks, { Id }] = await Promise.all([
    engine.listTasks({ service: [name], "desired-state": ["running"] }),
    network(on),
  ]);
  const attachments = tasks.flatMap(({ NetworksAttachments }) => NetworksAttachments ?? []);
  return attachments.flatMap(({ Network: { ID }, Addresses }) => (ID === Id ? (Addresses ?? []) : [])).sort();
}

/** What a name stands for, by the DNS of a task on the first node. */
async function lookUp(name: string): Promise<string[]> {
  const response = await fetch(`http://${lab.nodes[0]?.address ?? ""}:18091/lookup?name=${name}`);
  return (await response.text()).trim().split("\n");
}

function withoutMask(addresses: readonly (string | undefined)[]): string[] {
  return addresses.map((address) => address?.replace(/\/\d+$/, "") ?? "none").sort();
}

/** `npm run inspect`, with JSON as its answer. */
const inspectCommand = ["-T", join(checkout, "inspect/inspection/main.ts"), "--json"];

/** What a command prints. */
async function output(program: string, ...args: readonly string[]): Promise<string> {
  return (await promisify(execFile)(join(checkout, program), args)).stdout.trim();
}

/** Docker's own command. */
async function dockerCommand(...args: readonly string[]): Promise<string> {
  return output(".tools/engine-20.10/bin/docker", "--host", lab.dockerHost, ...args);
}

/** What each section promises. */
const promises: Readonly<Record<string, () => Promise<void>>> = {
  "An overlay network": async () => {
    const { Driver, Scope, IPAM, Options } = await network("frontend");
    expect({ Driver, Scope, subnets: IPAM.Config?.map(({ Subnet }) => Subnet) }).toEqual({
      Driver: "overlay",
      Scope: "swarm",
      subnets: [expect.stringMatching(/^10\.\d+\.\d+\.0\/24$/)],
    });
    expect(Options?.[driverOption.vxlanIds]).toMatch(/^\d+$/);
  },

  "Subnets and gateways": async () => {
    const configs = await Promise.all(["backend", "reports"].map(async (name) => (await network(name)).IPAM.Config));
    expect(configs).toEqual([
      [{ Subnet: "10.220.9.0/24", Gateway: "10.220.9.99" }],
      [
        { Subnet: "10.220.10.0/25", Gateway: "10.220.10.100" },
        { Subnet: "10.220.20.0/25", Gateway: "10.220.20.100" },
      ],
    ]);
  },

  "Containers outside of services": async () => {
    const { Name, Attachable } = await network("tools");
    expect(Attachable).toBe(true);
    expect(outputs.toolbox?.value).toBe(`docker run --rm -it --network ${Name} alpine`);
    const container = await dockerCommand("run", "--detach", "--network", Name, lab.image);
    try {
      const format = `{{(index .NetworkSettings.Networks "${Name}").IPAddress}}`;
      const [node, address, json] = await Promise.all([
        dockerCommand("info", "--format", "{{.Name}}"),
        dockerCommand("inspect", "--format", format, container),
        output("node_modules/.bin/ts-node", ...inspectCommand, "--network", "tools", "--host", lab.dockerHost),
      ]);
      const { tasks, addresses } = JSON.parse(json) as NetworkInspection;
      const id = container.slice(0, 12);
      expect(tasks).toEqual([{ id, name: `container ${id}`, node, state: "running", addresses: [`${address}/24`] }]);
      // The container's own, and the load balancer of its node.
      expect(addresses.used).toBe(2);
      const closed = dockerCommand("run", "--rm", "--network", (await network("frontend")).Name, lab.image);
      await expect(closed).rejects.toThrow(/not manually attachable/);
    } finally {
      await dockerCommand("rm", "--force", container);
    }
  },

  "No way out": async () => {
    expect((await network("data")).Internal).toBe(true);
  },

  Encryption: async () => {
    const { Options, Labels, Attachable } = await network("payments");
    expect({ encrypted: driverOption.encrypted in (Options ?? {}), Attachable }).toEqual({
      encrypted: true,
      Attachable: false,
    });
    expect(Labels?.[label.sensitive]).toBe("true");
  },

  "Packet size": async () => {
    expect((await network("metrics")).Options?.[driverOption.mtu]).toBe("1450");
    expect(outputs.largestPacket?.value).toBe(1400);
  },

  "Attach a service": async () => {
    const { Spec } = await service("orders");
    const [backend, payments] = await Promise.all([network("backend"), network("payments")]);
    const attached = (Spec.TaskTemplate.Networks ?? []).map(({ Target, Aliases }) => [Target, Aliases ?? []]);
    expect(Object.fromEntries(attached)).toEqual({ [backend.Id]: ["purchases"], [payments.Id]: [] });
    expect(await taskAddresses("orders", "payments")).toHaveLength(2);
    expect(await lookUp("purchases")).toEqual(withoutMask([await virtualIpOf("orders", "backend")]));
  },

  "Names: VIP and DNS round robin": async () => {
    expect((await service("prices")).Endpoint?.VirtualIPs ?? []).toEqual([]);
    expect(await lookUp("prices")).toEqual(withoutMask(await taskAddresses("prices", "backend")));
    expect(await lookUp("orders")).toEqual(withoutMask([await virtualIpOf("orders", "backend")]));
    expect(await lookUp("tasks.orders")).toEqual(withoutMask(await taskAddresses("orders", "backend")));
  },

  "Customise the ingress": async () => {
    const { Id, Ingress, IPAM, Options } = await network("edge");
    expect({ Ingress, config: IPAM.Config, mtu: Options?.[driverOption.mtu] }).toEqual({
      Ingress: true,
      config: [{ Subnet: "10.221.0.0/20", Gateway: "10.221.0.2" }],
      mtu: "1450",
    });
    const onNodes = lab.nodes.map(async ({ socket }) => {
      const networks = await new Engine({ host: `unix://${socket}` }).listNetworks();
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

  "Past the mesh": async () => {
    const names = lab.nodes.map(async ({ address }) => (await fetch(`http://${address}:18091/`)).text());
    expect(new Set(await Promise.all(names)).size).toBe(lab.nodes.length);
    const tasks = await engine.listTasks({ service: ["resolver"], "desired-state": ["running"] });
    const ports = tasks.map(({ Status }) => (Status.PortStatus?.Ports ?? []).map(({ PublishedPort }) => PublishedPort));
    expect(ports.map((opened) => [...opened].sort())).toEqual(lab.nodes.map(() => [18053, 18091]));
  },

  Inspect: async () => {
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

  "Change a network that is in use": async () => {
    const [before, frontend] = await Promise.all([service("web"), network("frontend")]);
    live.setProgram(() => run(programs.changed));
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

test("each section with code makes a promise that is tested", () => {
  expect(sections.map(({ heading }) => heading)).toEqual(Object.keys(promises));
});

test.each(Object.entries(promises))("%s", (_, promise) => promise(), 120_000);

test("the program deployed again changes nothing", async () => {
  await live.stack.preview({ expectNoChanges: true });
}, 60_000);

test("what is destroyed leaves Docker's own ingress", async () => {
  await live.stack.destroy();
  const networks = (await engine.listNetworks()).filter(({ Scope }) => Scope === "swarm");
  expect(networks.map(({ Name, Ingress }) => [Name, Ingress])).toEqual([["ingress", true]]);
}, 120_000);
