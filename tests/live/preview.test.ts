import * as docker from "@pulumi/docker";
import type { EngineEvent } from "@pulumi/pulumi/automation";
import { OverlayNetwork, SwarmSecret, SwarmService } from "../../components";
import { Engine } from "../../provider/engine/engine";
import { readLab } from "../support/lab";
import { createLiveStack, type LiveStack } from "../support/stack";

const { dockerHost, image, nodes } = readLab();
const engine = new Engine({ host: dockerHost });
const removals: (() => Promise<void>)[] = [];
let live: LiveStack;

/** The swarm has objects of another stack. */
beforeAll(async () => {
  live = await createLiveStack("preview", dockerHost, () => Promise.resolve());
  const namespace = { "com.docker.stack.namespace": "theirs" };
  const network = async (name: string, subnet: string, options: Record<string, string> = {}): Promise<string> => {
    const spec = { Name: name, Driver: "overlay", IPAM: { Config: [{ Subnet: subnet }] }, Options: options };
    const { id } = await engine.createNetwork({ ...spec, Labels: namespace });
    removals.push(() => engine.removeNetwork(id));
    return id;
  };
  await network("theirs_back", "10.240.0.0/20", { "com.docker.network.driver.overlay.vxlanid_list": "71000" });
  await network("theirs_small", "10.240.16.0/29");
  const secret = await engine.createPayload("secrets", { Name: "theirs_key", Data: "YQ==" });
  removals.push(() => engine.removePayload("secrets", secret.id));
  const config = await engine.createPayload("configs", { Name: "theirs_site", Data: "YQ==" });
  removals.push(() => engine.removePayload("configs", config.id));
  const service = await engine.createService({
    Name: "theirs_web",
    TaskTemplate: { ContainerSpec: { Image: image } },
    Mode: { Replicated: { Replicas: 0 } },
  });
  removals.push(() => engine.removeService(service.id));
  const bridge = await engine.createNetwork({
    Name: "theirs_local",
    Driver: "bridge",
    IPAM: { Config: [{ Subnet: "10.240.32.0/24" }] },
  });
  removals.push(() => engine.removeNetwork(bridge.id));
});

afterAll(async () => {
  await live.remove();
  for (const remove of removals.reverse()) await remove();
});

/** What the CLI reports in a preview of a program, with the severity. */
async function diagnostics(program: () => void): Promise<string[]> {
  live.setProgram(() => {
    program();
    return Promise.resolve();
  });
  const found = new Set<string>();
  const onEvent = ({ diagnosticEvent }: EngineEvent): void => {
    const { severity, message = "", ephemeral, urn = "" } = diagnosticEvent ?? {};
    const isReported = ephemeral !== true && (severity === "error" || severity === "warning");
    if (isReported && urn.includes("docker:")) found.add(`${severity}: ${message}`);
  };
  await live.stack.preview({ onEvent }).catch(() => undefined);
  return [...found];
}

const overlay = (name: string, args: Omit<docker.NetworkArgs, "driver">): docker.Network =>
  new docker.Network(name, { driver: "overlay", ...args });
const vxlan = (id: string): Record<string, string> => ({ "com.docker.network.driver.overlay.vxlanid_list": id });
const container = { image };
const attached = (name: string): docker.types.input.ServiceTaskSpec => ({
  containerSpec: container,
  networksAdvanceds: [{ name }],
});

test.each<[what: string, program: () => void, expected: RegExp]>([
  [
    "a subnet that overlaps an overlay of another stack",
    () => new OverlayNetwork("a", { subnets: [{ subnet: "10.240.4.0/24" }] }),
    /^error: .*has "10.240.0.0\/20", which overlaps it. It is part of the stack "theirs"/s,
  ],
  [
    "a subnet that overlaps a local network of the node",
    () => new OverlayNetwork("a", { subnets: [{ subnet: "10.240.32.0/28" }] }),
    /^warning: .*"10.240.32.0\/24" of "theirs_local", a local network of node/s,
  ],
  [
    "a subnet that contains the address of a node",
    () => overlay("a", { ipamConfigs: [{ subnet: `${nodes[0]?.address.replace(/\d+$/, "0") ?? ""}/24` }] }),
    /^warning: .*the address of node/s,
  ],
  [
    "a VXLAN id that another network has",
    () => overlay("a", { options: vxlan("71000") }),
    /^error: .*VXLAN id 71000: network "theirs_back"/s,
  ],
  [
    "the name of an existing network",
    () => overlay("a", { name: "theirs_back" }),
    /^error: .*"theirs_back" .*already exists.*pulumi import docker:index\/network:Network a \w{25} /s,
  ],
  [
    "the name of an existing secret",
    () => new docker.Secret("a", { name: "theirs_key", data: "YQ==" }),
    /^error: .*"theirs_key" .*already exists.*pulumi import docker:index\/secret:Secret a /s,
  ],
  [
    "the name of an existing service",
    () => new docker.Service("a", { name: "theirs_web", taskSpec: { containerSpec: container } }),
    /^error: .*"theirs_web" .*already exists.*pulumi import docker:index\/service:Service a /s,
  ],
  [
    "a network that does not exist",
    () => new docker.Service("a", { taskSpec: attached("theirs_bac") }),
    /^error: .*no network with the name or id "theirs_bac".*Did you mean "theirs_back"/s,
  ],
  [
    "a local network",
    () => new docker.Service("a", { taskSpec: attached("theirs_local") }),
    /^error: .*cannot be attached to network "theirs_local".*local network of one node/s,
  ],
  [
    "the ingress network",
    () => new docker.Service("a", { taskSpec: attached("ingress") }),
    /^error: .*cannot be attached to "ingress"/s,
  ],
  [
    "a network that is too small",
    () => new docker.Service("a", { taskSpec: attached("theirs_small"), mode: { replicated: { replicas: 5 } } }),
    /^error: .*network "theirs_small" has 5 addresses/s,
  ],
])("A preview reports %s", async (_, program, expected) => {
  expect(await diagnostics(program)).toEqual([expect.stringMatching(expected)]);
});

test("A preview reports two networks of one program with overlapping subnets once", async () => {
  const found = await diagnostics(() => {
    new OverlayNetwork("a", { subnets: [{ subnet: "10.241.0.0/16" }] });
    new OverlayNetwork("b", { subnets: [{ subnet: "10.241.4.0/24" }] });
  });
  expect(found).toEqual([expect.stringMatching(/^error: .*which overlaps it, to "\w+" as well/s)]);
});

test.each<[what: string, program: () => void]>([
  ["a subnet next to another", () => new OverlayNetwork("a", { subnets: [{ subnet: "10.240.17.0/24" }] })],
  ["a subnet of the swarm's pool that is free", () => overlay("a", { ipamConfigs: [{ subnet: "10.99.0.0/24" }] })],
  ["a VXLAN id that is free", () => overlay("a", { options: vxlan("71001") })],
  ["a name that begins like another", () => overlay("a", { name: "theirs_back-2" })],
  ["a secret with the name of a config", () => new docker.Secret("a", { name: "theirs_site", data: "YQ==" })],
  ["a service on a network of another stack", () => new docker.Service("a", { taskSpec: attached("theirs_back") })],
  ["the network of the host", () => new docker.Service("a", { taskSpec: attached("host") })],
  [
    "a network that is just large enough",
    () => new docker.Service("a", { taskSpec: attached("theirs_small"), mode: { replicated: { replicas: 1 } } }),
  ],
  [
    "a service on a network, with a secret, that the same program creates",
    () => {
      const front = new OverlayNetwork("front", { subnets: [{ subnet: "10.242.0.0/24" }] });
      const key = new SwarmSecret("key", { text: "a" });
      new SwarmService("web", { image, networks: [front.attach()], secrets: [key.mount()] });
    },
  ],
  [
    "a secret of another stack",
    () => {
      const key = docker.Secret.get("key", "theirs_key");
      const secrets = [{ secretId: key.id, secretName: key.name, fileName: "key" }];
      new docker.Service("a", { taskSpec: { containerSpec: { image, secrets } } });
    },
  ],
])("A preview accepts %s", async (_, program) => {
  expect(await diagnostics(program)).toEqual([]);
});

test("A deployed stack has no conflict with itself, and none if its subnets and names move", async () => {
  const program = (first: string, second: string, name: string) => (): Promise<void> => {
    const a = new OverlayNetwork("a", { subnets: [{ subnet: first }] });
    const b = new OverlayNetwork("b", { subnets: [{ subnet: second }] });
    new docker.Secret("s", { name, data: "YQ==" });
    new SwarmService("web", { image, networks: [a.attach(), b.attach()] });
    return Promise.resolve();
  };
  live.setProgram(program("10.243.0.0/24", "10.243.1.0/24", "moved"));
  await live.stack.up();
  await live.expectQuiet();
  expect(await diagnostics(() => void program("10.243.2.0/24", "10.243.0.0/24", "moved-2")())).toEqual([]);
  await live.stack.preview({ target: ["**"] });
});

test("An update fails with the message of the preview if the swarm has changed since", async () => {
  live.setProgram(() => {
    new docker.Network("late", { name: "late", driver: "overlay", ipamConfigs: [{ subnet: "10.244.0.0/24" }] });
    return Promise.resolve();
  });
  await live.stack.preview();
  const { id } = await engine.createNetwork({
    Name: "theirs_late",
    Driver: "overlay",
    IPAM: { Config: [{ Subnet: "10.244.0.0/16" }] },
  });
  removals.push(() => engine.removeNetwork(id));
  await expect(live.stack.up()).rejects.toThrow(
    /network "theirs_late" \(\w+\) has "10.244.0.0\/16", which overlaps it/,
  );
  expect((await engine.listNetworks()).map(({ Name }) => Name)).not.toContain("late");
});
