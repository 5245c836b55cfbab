import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import * as docker from "@pulumi/docker";
import * as pulumi from "@pulumi/pulumi";
import type { EngineEvent, PulumiFn } from "@pulumi/pulumi/automation";
import { IngressConfig, OverlayNetwork, SwarmService } from "../../components";
import { FakeEngine } from "../support/fakeEngine/fakeEngine";
import { checkout } from "../support/lab";
import { createLiveStack, type LiveStack } from "../support/stack";

// Programs that hide a fault from the pack. The CLI, the provider and the pack are real; the Engine is not, since only
// what the CLI shows to the pack matters.
const pack = join(checkout, "policies/pulumi-analyzer-swarm-network");
let engine: FakeEngine;
let live: LiveStack;

beforeAll(async () => {
  engine = await FakeEngine.start();
  live = await createLiveStack("bypass", engine.host, () => Promise.resolve());
});

afterAll(async () => {
  await live.remove();
  await engine.stop();
});

/** The mandatory rules that stop a program, at the levels of a profile. */
async function stopping(
  program: () => void,
  act: "preview" | "up" = "preview",
  profile: "strict" | "payments" = "strict",
): Promise<string[]> {
  live.setProgram(inline(program));
  const config = join(live.directory, "policies.json");
  await writeFile(config, JSON.stringify({ extends: profile }));
  live.stack.workspace.envVars["SWARM_POLICY_CONFIG"] = config;
  const found = new Set<string>();
  const onEvent = ({ policyEvent }: EngineEvent): void => {
    if (policyEvent?.enforcementLevel === "mandatory") found.add(policyEvent.policyName);
  };
  const options = { policyPacks: [pack], onEvent };
  await (act === "preview" ? live.stack.preview(options) : live.stack.up(options)).catch(() => undefined);
  return [...found].sort();
}

async function deploy(program: () => void): Promise<void> {
  live.setProgram(inline(program));
  await live.stack.up();
}

function inline(program: () => void): PulumiFn {
  return () => {
    program();
    return Promise.resolve();
  };
}

/** A transform of the networks of a component. */
function changed(to: object): pulumi.ComponentResourceOptions {
  const transform: pulumi.ResourceTransform = ({ type, props, opts }) =>
    type === "docker:index/network:Network" ? { props: { ...props, ...to }, opts } : undefined;
  return { transforms: [transform] };
}

/** A component of another author, with a type and inputs of its choice. */
class Pretender extends pulumi.ComponentResource {
  public constructor(name: string, type: string, inputs: object, child: docker.NetworkArgs, childName = name) {
    super(type, name, { ...inputs });
    new docker.Network(childName, { driver: "overlay", ...child }, { parent: this, ignoreChanges });
    this.registerOutputs(inputs);
  }
}

const ignoreChanges = ["options", "ipamConfigs"];
const overlay = "swarm:index:OverlayNetwork";
const safe = { encrypted: true, subnets: [{ subnet: "10.9.0.0/24" }] };
const labels = [{ label: "swarm.network.sensitive", value: "true" }];
const weakened = "swarm-stack-disallow-weakened-component";
const encryption = "swarm-network-require-encryption";
const privateSubnet = "swarm-network-require-private-subnet";
const reservedSubnet = "swarm-network-disallow-reserved-subnet";
const attachable = "swarm-network-disallow-attachable-when-sensitive";

const subnet = (block: string): object => ({ ipamConfigs: [{ subnet: block }] });
const options = { encrypted: "" };

test.each<[string, string[], () => void]>([
  [
    "a transform sets a public subnet",
    [privateSubnet],
    () => new OverlayNetwork("a", safe, changed(subnet("8.8.8.0/24"))),
  ],
  [
    "a transform sets a subnet that the nodes use",
    [reservedSubnet],
    () => new OverlayNetwork("a", safe, changed(subnet("172.18.8.0/24"))),
  ],
  [
    "a transform sets a public subnet on an ingress",
    [privateSubnet],
    () => new IngressConfig("a", { encrypted: true, subnet: "10.9.0.0/24" }, changed(subnet("8.8.8.0/24"))),
  ],
  [
    "a transform removes the encryption of an ingress",
    [encryption, weakened],
    () => new IngressConfig("a", { encrypted: true }, changed({ options: {} })),
  ],
  [
    "a transform sets another option of an ingress instead of the encryption",
    [encryption, weakened],
    () =>
      new IngressConfig("a", { encrypted: true }, changed({ options: { "com.docker.network.driver.mtu": "1400" } })),
  ],
  [
    "a transform leaves only another option",
    [encryption, weakened],
    () => new OverlayNetwork("a", safe, changed({ options: { "com.docker.network.driver.mtu": "1400" } })),
  ],
  [
    "a parent with the type of an OverlayNetwork tells other subnets",
    [privateSubnet],
    () => new Pretender("a", overlay, safe, { options, ...subnet("8.8.8.0/24") }),
  ],
  [
    "a parent with the type of an IngressConfig tells other subnets",
    [privateSubnet],
    () =>
      new Pretender(
        "a",
        "swarm:index:IngressConfig",
        { encrypted: true, subnet: "10.9.0.0/24" },
        { options, ...subnet("8.8.8.0/24") },
      ),
  ],
  [
    "a parent with the type of an OverlayNetwork tells that it is encrypted",
    [encryption, "swarm-network-require-encryption-when-sensitive", weakened],
    () => new Pretender("a", overlay, safe, { labels }, "b"),
  ],
  [
    "a network below an OverlayNetwork uses its permission to be attachable",
    [attachable],
    () => {
      const parent = new OverlayNetwork("tools", { sensitive: true, attachable: true, allowAttachable: "tools" });
      new docker.Network("other", { driver: "overlay", attachable: true, options, labels }, { parent });
    },
  ],
  [
    "a network below a parent with the type of an OverlayNetwork uses its permission",
    [attachable],
    () =>
      new Pretender(
        "a",
        overlay,
        { ...safe, attachable: true, allowAttachable: "a" },
        { attachable: true, options, labels, name: "ledger" },
      ),
  ],
  [
    "a network with another name uses the permission of such a parent",
    [attachable],
    () =>
      new Pretender(
        "a",
        overlay,
        { ...safe, attachable: true, allowAttachable: "a" },
        { attachable: true, options, labels },
        "b",
      ),
  ],
])("The pack stops a program in which %s", async (_, rules, program) => {
  expect(await stopping(program)).toEqual(rules);
});

test.each<[string, () => void]>([
  ["components do what they were asked for", () => new OverlayNetwork("a", safe)],
  [
    "a transform adds a label",
    () => new OverlayNetwork("a", safe, changed({ labels: [{ label: "team", value: "a" }] })),
  ],
  [
    "an OverlayNetwork permits containers by name",
    () => new OverlayNetwork("a", { ...safe, sensitive: true, attachable: true, allowAttachable: "a" }),
  ],
])("The pack accepts a program in which %s", async (_, program) => {
  expect(await stopping(program)).toEqual([]);
});

test("A network that is replaced is evaluated with its new values, before and after the update", async () => {
  const clear = (): OverlayNetwork => new OverlayNetwork("r", { subnets: [{ subnet: "172.18.9.0/24" }] });
  const fixed = (): OverlayNetwork =>
    new OverlayNetwork("r", { encrypted: true, subnets: [{ subnet: "10.9.9.0/24" }] });
  const broken = (): OverlayNetwork =>
    new OverlayNetwork("r", { encrypted: true }, changed({ name: "r-0a1b2c3d", options: {} }));
  await deploy(clear);
  expect(await stopping(fixed)).toEqual([]);
  expect(await stopping(fixed, "up")).toEqual([]);
  expect(await stopping(fixed)).toEqual([]);
  expect(await stopping(clear)).toEqual([reservedSubnet, encryption].sort());
  expect(await stopping(broken)).toEqual([encryption, weakened]);
});

test("A docker.Network that ignores changes is evaluated with the values that its replacement gets", async () => {
  const network = (props: object) => (): docker.Network =>
    new docker.Network("q", { driver: "overlay", ...props }, { ignoreChanges: ["options"] });
  await deploy(network({ options }));
  expect(await stopping(network({ options: {} }))).toEqual([]);
  expect(await stopping(network({ options: {}, internal: true }))).toEqual([encryption]);
});

const image = "registry.example.com/web:1";
const published = "swarm-stack-disallow-published-port-on-sensitive-network";

test("A service that a transform attaches to a sensitive network is reported by the update", async () => {
  engine.images.set(image, `sha256:${"a".repeat(64)}`);
  const program = (): void => {
    const secret = new docker.Network("secret", { driver: "overlay", labels, options });
    const open = new docker.Network("open", { driver: "overlay", options });
    const moved: pulumi.ResourceTransform = ({ type, props, opts }) => {
      if (type !== "docker:index/service:Service") return undefined;
      const { taskSpec } = props as { taskSpec: object };
      return { props: { ...props, taskSpec: { ...taskSpec, networksAdvanceds: [{ id: secret.id }] } }, opts };
    };
    const ports = [{ targetPort: 80, publishedPort: 8080 }];
    new SwarmService("moved", { image, networks: [{ id: open.id }], ports }, { transforms: [moved] });
  };
  expect(await stopping(program, "up", "payments")).toContain(published);
});

describe("A plain network that is deployed", () => {
  const networks = (): void => {
    new docker.Network("vault", { driver: "overlay", name: "vault", labels, options });
    new docker.Network("front", { driver: "overlay", name: "front", options });
  };
  const idOf = (name: string): string => engine.networks.all.find(({ Name }) => Name === name)?.Id ?? "missing";

  /** The stopping rules about a service on a network, beside the network itself. */
  const stoppingOn = (idOrName: () => pulumi.Input<string>): Promise<string[]> =>
    stopping(
      () => {
        networks();
        new docker.Service("web", {
          taskSpec: {
            containerSpec: { image },
            networksAdvanceds: [{ id: idOrName() }],
          },
          endpointSpec: { ports: [{ targetPort: 80, publishedPort: 8080 }] },
        });
      },
      "preview",
      // With the profile strict, rules about the service stop the preview before those about the stack.
      "payments",
    );

  beforeAll(async () => {
    engine.images.set(image, `sha256:${"a".repeat(64)}`);
    await deploy(networks);
  });

  test.each<[string, () => pulumi.Input<string>]>([
    ["its id as text", () => idOf("vault")],
    ["the start of its id", () => idOf("vault").slice(0, 12)],
    ["docker.Network.get", () => docker.Network.get("again", idOf("vault")).id],
    ["a lookup by its name", () => docker.getNetworkOutput({ name: "vault" }).id],
  ])("is recognized by %s", async (_, idOrName) => {
    expect(await stoppingOn(idOrName)).toContain(published);
  });

  test("is not taken for another network, whose id a service has", async () => {
    expect(await stoppingOn(() => idOf("front"))).not.toContain(published);
  });

  test("by an earlier version has no id in its state; a refresh adds it and shows no change", async () => {
    const state = await live.stack.exportStack();
    const { resources } = state.deployment as { resources: { type: string; outputs?: Record<string, unknown> }[] };
    for (const { type, outputs } of resources)
      if (type === "docker:index/network:Network" && outputs !== undefined) delete outputs["id"];
    await live.stack.importStack(state);
    live.setProgram(inline(networks));
    await live.stack.refresh({ expectNoChanges: true });
    expect(await stoppingOn(() => idOf("vault"))).toContain(published);
  });
});
