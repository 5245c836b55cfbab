import * as docker from "@pulumi/docker";
import type { EngineEvent } from "@pulumi/pulumi/automation";
import { Engine } from "../../provider/engine/engine";
import { poll } from "../support/poll";
import type { Network } from "../../provider/engine/types";
import { readLab } from "../support/lab";
import { createLiveStack, type LiveStack } from "../support/stack";

const lab = readLab();
const engine = new Engine({ host: lab.dockerHost });
const mtu = "com.docker.network.driver.mtu";
const subnet = { subnet: "10.231.0.0/16", gateway: "10.231.0.2" };
let live: LiveStack;

beforeAll(async () => {
  live = await createLiveStack("ingress", lab.dockerHost, () => Promise.resolve());
});

afterEach(async () => {
  await live.stack.destroy();
});

afterAll(async () => {
  await live.remove();
});

/** The ingress as a node reports it. All nodes should report the same one. */
async function ingressOn(host: string): Promise<Network | undefined> {
  return (await new Engine({ host }).listNetworks()).find(({ Ingress }) => Ingress);
}

async function ingress(): Promise<Network> {
  const network = await ingressOn(lab.dockerHost);
  if (network === undefined) throw new Error("The swarm has no ingress.");
  return network;
}

/** The properties that distinguish Docker's default ingress from others. */
function isDefault({ Name, Options, Labels, IPAM }: Network): boolean {
  const plain =
    Object.keys(Options ?? {}).every((key) => key.endsWith("vxlanid_list")) && Object.keys(Labels ?? {}).length === 0;
  return Name === "ingress" && plain && /^10\.0\.\d+\.0\/24$/.test(IPAM.Config?.[0]?.Subnet ?? "");
}

function declare(args: Partial<docker.NetworkArgs>): void {
  new docker.Network("edge", { name: "edge", driver: "overlay", ingress: true, ...args });
}

/** Deploys a program. Returns the output of the CLI if it fails. */
async function up(program: () => void): Promise<string | undefined> {
  live.setProgram(() => {
    program();
    return Promise.resolve();
  });
  const said: string[] = [];
  const onEvent = ({ diagnosticEvent }: EngineEvent): void => {
    if (diagnosticEvent?.severity === "error") said.push(diagnosticEvent.message.replace(/<\{%[^%]*%\}>/g, "").trim());
  };
  try {
    await live.stack.up({ onEvent });
    return undefined;
  } catch {
    return said.join("\n");
  }
}

/** While `run` runs, there is a service of another owner that publishes a port through the ingress. */
async function withPublisher(run: () => Promise<void>): Promise<void> {
  const { id } = await engine.createService({
    Name: "ingress-publisher",
    TaskTemplate: { ContainerSpec: { Image: lab.image } },
    EndpointSpec: { Ports: [{ TargetPort: 8080, PublishedPort: 18123, PublishMode: "ingress" }] },
  });
  try {
    await run();
  } finally {
    await engine.removeService(id);
  }
}

test("An ingress without settings adopts Docker's default, shows no changes, and leaves it in place", async () => {
  const before = await ingress();
  expect(isDefault(before)).toBe(true);
  await up(() => {
    // The name that a component would set.
    declare({ name: "edge-0a1b2c3d" });
  });
  expect((await ingress()).Id).toBe(before.Id);
  await live.expectQuiet();
  await live.stack.destroy();
  expect((await ingress()).Id).toBe(before.Id);
});

test("An ingress with settings replaces Docker's default on every node, and destroy restores the default", async () => {
  const hosts = lab.nodes.map(({ socket }) => `unix://${socket}`);
  expect(
    await up(() => {
      declare({ ipamConfigs: [subnet], options: { [mtu]: "1400" }, labels: [{ label: "team", value: "edge" }] });
    }),
  ).toBe(undefined);
  const made = await ingress();
  expect({ ...made, Options: made.Options?.[mtu] }).toMatchObject({
    Name: "edge",
    IPAM: { Config: [{ Subnet: subnet.subnet, Gateway: subnet.gateway }] },
    Options: "1400",
    Labels: { team: "edge" },
  });
  expect((await Promise.all(hosts.map(ingressOn))).map((network) => network?.Id)).toEqual(hosts.map(() => made.Id));
  await live.expectQuiet();

  await live.stack.destroy();
  const restored = await ingress();
  expect(isDefault(restored)).toBe(true);
  expect((await Promise.all(hosts.map(ingressOn))).map((network) => network?.Id)).toEqual(hosts.map(() => restored.Id));
});

test("An existing ingress with the same settings is adopted", async () => {
  const program = (): void => {
    declare({ ipamConfigs: [subnet] });
  };
  await up(program);
  const made = await ingress();
  // Like after a crash that lost the state.
  await live.stack.importStack({ version: 3, deployment: {} });
  await up(program);
  expect((await ingress()).Id).toBe(made.Id);
});

test("While a service publishes through the ingress, a replacement is refused with its name and ports", async () => {
  const before = await ingress();
  await withPublisher(async () => {
    const said = await up(() => {
      declare({ ipamConfigs: [subnet] });
    });
    expect(said).toContain(
      `The ingress network "ingress" (${before.Id}) cannot be replaced or removed while services publish ports ` +
        `through it: ` +
        `"ingress-publisher" (18123:8080/tcp).`,
    );
    expect((await ingress()).Id).toBe(before.Id);
  });
});

test("A replacement waits until tasks have stopped, so that every node gets the new ingress", async () => {
  await withPublisher(async () => {
    await poll("the service to run", async () =>
      (await engine.listTasks({ "desired-state": ["running"] })).some(({ Status }) => Status.State === "running")
        ? true
        : undefined,
    );
  });
  await up(() => {
    declare({ ipamConfigs: [subnet] });
  });
  const made = await ingress();
  const hosts = lab.nodes.map(({ socket }) => `unix://${socket}`);
  expect((await Promise.all(hosts.map(ingressOn))).map((network) => network?.Id)).toEqual(hosts.map(() => made.Id));
});

test("A different ingress that a user created is not changed, and the error names two solutions", async () => {
  await up(() => {
    declare({ ipamConfigs: [subnet] });
  });
  const made = await ingress();
  const theirs = await live.stack.exportStack();
  await live.stack.importStack({ version: 3, deployment: {} });
  const said = await up(() => {
    declare({ ipamConfigs: [{ subnet: "10.232.0.0/16" }] });
  });
  expect(said).toContain(
    `The swarm already has an ingress network, "edge" (${made.Id}), that is not Docker's default one and differs ` +
      `from the declaration in ipamConfigs[0].`,
  );
  expect((await ingress()).Id).toBe(made.Id);
  await live.stack.importStack(theirs);
});

test("A subnet that another network uses is reported before anything changes", async () => {
  const before = await ingress();
  const { id } = await engine.createNetwork({
    Name: "net-in-the-way",
    Driver: "overlay",
    IPAM: { Config: [{ Subnet: "10.231.4.0/24" }] },
  });
  const said = await up(() => {
    declare({ ipamConfigs: [subnet] });
  });
  await engine.removeNetwork(id);
  expect(said).toContain(
    `Network "edge" would get no subnet: "10.231.0.0/16" overlaps "10.231.4.0/24" of network "net-in-the-way" (${id}).`,
  );
  expect((await ingress()).Id).toBe(before.Id);
});
