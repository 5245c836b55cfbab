import * as pulumi from "@pulumi/pulumi";
import { IngressConfig, OnPublishedPorts, Protocol, SwarmService } from "../../../components";
import type { Child } from "./program";
import { dockerResources, markOutputs, runProgram, runRefusedProgram, watchChildren } from "./program";

test("An ingress is one ingress overlay network whose name contains the hash of its spec", async () => {
  const { registered } = await runProgram(() => {
    new IngressConfig("edge");
  });
  expect(registered).toEqual([
    {
      type: "docker:index/network:Network",
      name: "edge",
      custom: true,
      inputs: {
        name: expect.stringMatching(/^edge-[0-9a-f]{8}$/) as string,
        driver: "overlay",
        ingress: true,
        labels: [{ label: "swarm.network.identity", value: "project/stack/edge" }],
      },
    },
    { type: "swarm:index:IngressConfig", name: "edge", custom: false, inputs: {} },
  ]);
});

test("Every argument reaches the network", async () => {
  const { docker } = await runProgram(() => {
    new IngressConfig("edge", {
      name: "edge-net",
      subnet: "10.11.0.0/16",
      gateway: "10.11.0.2",
      mtu: 1200,
      encrypted: true,
      labels: { team: "platform" },
    });
  });
  expect(docker.map(({ inputs }) => inputs)).toEqual([
    {
      name: "edge-net",
      driver: "overlay",
      ingress: true,
      ipamConfigs: [{ subnet: "10.11.0.0/16", gateway: "10.11.0.2" }],
      labels: [
        { label: "swarm.network.identity", value: "project/stack/edge" },
        { label: "team", value: "platform" },
      ],
      options: { encrypted: "true", "com.docker.network.driver.mtu": "1200" },
    },
  ]);
});

test("The old ingress is deleted before the new one is created, because a swarm has only one", async () => {
  const children: Record<string, Child> = {};
  await runProgram(() => {
    new IngressConfig("edge", {}, watchChildren(children));
  });
  expect(children["edge"]?.options).toMatchObject({
    deleteBeforeReplace: true,
    ignoreChanges: ["options", "ipamConfigs"],
  });
});

test("An ingress that suspends ports is replaced in one step, and its label does not change the name", async () => {
  const children: Record<string, Child> = {};
  const { docker } = await runProgram(() => {
    new IngressConfig(
      "edge",
      { onPublishedPorts: OnPublishedPorts.Suspend, labels: { team: "a" } },
      watchChildren(children),
    );
    new IngressConfig("edge2", { onPublishedPorts: pulumi.output(OnPublishedPorts.Suspend), name: "fixed" });
    new IngressConfig("edge3", { onPublishedPorts: OnPublishedPorts.Refuse, labels: { team: "a" } });
    return undefined;
  });
  const told = { label: "swarm.ingress.on-published-ports", value: "suspend" };
  const identity = (name: string): object => ({ label: "swarm.network.identity", value: `project/stack/${name}` });
  expect(docker.map(({ inputs }) => inputs.labels)).toEqual([
    [told, identity("edge"), { label: "team", value: "a" }],
    [told, identity("edge2")],
    [identity("edge3"), { label: "team", value: "a" }],
  ]);
  const digits = docker.map(({ inputs }) => String(inputs.name).slice(-8));
  expect(digits[0]).toBe(digits[2]);
  expect(children["edge"]?.options).not.toHaveProperty("deleteBeforeReplace");
});

test("The timeouts of the component apply to the network", async () => {
  const children: Record<string, Child> = {};
  await runProgram(() => {
    new IngressConfig("edge", {}, { ...watchChildren(children), customTimeouts: { create: "20m" } });
  });
  expect(children["edge"]?.options).toMatchObject({ customTimeouts: { create: "20m" } });
});

test("An ingress has the addresses, MTU and encryption of the network as outputs", async () => {
  const { outputs } = await runProgram(() => {
    const ingress = new IngressConfig("edge", { subnet: "10.11.0.0/16", gateway: "10.11.0.2", mtu: 1400 });
    const { id, subnets, gateways, vxlanIds, effectiveMtu, encrypted } = ingress;
    return { id, subnets, gateways, vxlanIds, effectiveMtu, encrypted };
  });
  expect(outputs).toEqual({
    id: "edge-id",
    subnets: ["10.11.0.0/16"],
    gateways: ["10.11.0.2"],
    vxlanIds: [4097],
    effectiveMtu: 1350,
    encrypted: false,
  });
});

test("The component registers exactly its public outputs", async () => {
  const registerOutputs = jest.spyOn(
    IngressConfig.prototype as unknown as { registerOutputs: (outputs: object) => void },
    "registerOutputs",
  );
  await runProgram(() => {
    const { id, networkId, name, subnets, gateways, vxlanIds, effectiveMtu, encrypted } = new IngressConfig("edge");
    expect(registerOutputs.mock.calls).toEqual([
      [{ id, networkId, name, subnets, gateways, vxlanIds, effectiveMtu, encrypted }],
    ]);
  });
  registerOutputs.mockRestore();
});

test("publish() returns a port with the id of the ingress", async () => {
  const { outputs } = await runProgram(() => {
    const ingress = new IngressConfig("edge");
    return [
      ingress.publish({ targetPort: 80 }),
      ingress.publish({ targetPort: 53, publishedPort: 53, protocol: Protocol.Udp, name: "dns" }),
    ];
  });
  expect(outputs).toEqual([
    { targetPort: 80, ingress: "edge-id" },
    { targetPort: 53, publishedPort: 53, protocol: "udp", name: "dns", ingress: "edge-id" },
  ]);
});

test("A service that publishes through an ingress depends on it, and only its publish mode is unknown", async () => {
  const children: Record<string, Child> = {};
  let ingress: IngressConfig | undefined;
  await runProgram(
    () => {
      ingress = new IngressConfig("edge");
      const ports = [ingress.publish({ targetPort: 8080, publishedPort: 80 })];
      new SwarmService("web", { image: "nginx", ports }, watchChildren(children));
    },
    { preview: true },
  );
  const { endpointSpec } = children["web"]?.inputs ?? {};
  expect(await markOutputs(endpointSpec)).toEqual({
    mode: "vip",
    ports: [{ targetPort: 8080, publishedPort: 80, protocol: "tcp", publishMode: { later: "unknown" } }],
  });
  const sources = pulumi.output(endpointSpec as unknown) as unknown as {
    allResources(): Promise<Set<pulumi.Resource>>;
  };
  const names = [...(await sources.allResources())].map(
    (resource) => (resource as unknown as { __name: string }).__name,
  );
  expect(names).toEqual(["edge"]);
});

describe("An ingress is refused and registers no resource for", () => {
  const cases: [string, object, string][] = [
    [
      "attachable",
      { attachable: true },
      "'attachable' true is not possible on an ingress network, which is only for the routing mesh. Leave " +
        "'attachable' out, and use another overlay network for containers. (at attachable)",
    ],
    [
      "a gateway outside its subnet",
      { subnet: "10.11.0.0/16", gateway: "10.12.0.2" },
      `'gateway' "10.12.0.2" is outside 'subnet' "10.11.0.0/16". Use an address inside it or leave 'gateway' out. ` +
        "(at gateway)",
    ],
    [
      "a gateway without a subnet",
      { gateway: "10.12.0.2" },
      `'gateway' "10.12.0.2" is set without a 'subnet'. Add the subnet that contains it, or leave 'gateway' out. (at ` +
        "gateway)",
    ],
    [
      "host bits",
      { subnet: "10.11.0.1/16" },
      `'subnet' "10.11.0.1/16" has host bits set. Did you mean "10.11.0.0/16"? (at subnet)`,
    ],
    [
      "an MTU that is not a number",
      { mtu: "big" },
      `'mtu' "big" is not a whole number. Use a number without quotes, e.g. 1450. (at mtu)`,
    ],
    [
      "a word for published ports that is not known",
      { onPublishedPorts: "move" },
      `'onPublishedPorts' "move" is not one of "refuse", "suspend". Use "refuse" or "suspend". (at onPublishedPorts)`,
    ],
    [
      "a label that is an instruction to the provider",
      { labels: { "swarm.ingress.on-published-ports": "suspend" } },
      "'swarm.ingress.on-published-ports' is an instruction of the component to the provider. Use 'onPublishedPorts' " +
        'of an IngressConfig. (at labels["swarm.ingress.on-published-ports"])',
    ],
    [
      "the name of a network that every Engine has",
      { name: "bridge" },
      `'name' "bridge" is the name of a network that every Docker Engine has. Use another name. (at name)`,
    ],
  ];

  test.each(cases)("%s, when it is constructed", async (_, args, reason) => {
    await expect(
      runProgram(() => {
        new IngressConfig("edge", args);
      }),
    ).rejects.toThrow(new pulumi.ResourceError(`IngressConfig "edge": ${reason}`, undefined, true));
    await pulumi.runtime.disconnect();
    expect(dockerResources()).toEqual([]);
  });

  test.each(cases)("%s, when it resolves", async (_, args, reason) => {
    const later = Object.fromEntries(
      Object.entries(args).map(([key, value]) => [key, pulumi.output(value as unknown)]),
    );
    const { errors, docker } = await runRefusedProgram(() => new IngressConfig("edge", later));
    expect({ errors, docker }).toEqual({ errors: [`IngressConfig "edge": ${reason}`], docker: [] });
  });
});
