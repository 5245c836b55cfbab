import * as pulumi from "@pulumi/pulumi";
import { GatewayBridge } from "../../../components";
import type { Child } from "./program";
import { dockerResources, runProgram, runRefusedProgram, watchChildren } from "./program";

const byDefault = {
  "com.docker.network.bridge.name": "docker_gwbridge",
  "com.docker.network.bridge.enable_icc": "false",
  "com.docker.network.bridge.enable_ip_masquerade": "true",
};

test("A gateway bridge is one bridge network with the name and the default options of Docker", async () => {
  const { registered } = await runProgram(() => {
    new GatewayBridge("node1-bridge");
  });
  expect(registered).toEqual([
    {
      type: "docker:index/network:Network",
      name: "node1-bridge",
      custom: true,
      inputs: { name: "docker_gwbridge", driver: "bridge", options: byDefault },
    },
    { type: "swarm:index:GatewayBridge", name: "node1-bridge", custom: false, inputs: {} },
  ]);
});

test("The network gets every argument of a gateway bridge, except the pools, which are only compared", async () => {
  const { docker: resources } = await runProgram(() => {
    new GatewayBridge("node1-bridge", {
      subnet: "10.11.0.0/16",
      gateway: "10.11.0.254",
      mtu: 1400,
      interContainerCommunication: true,
      masquerade: false,
      labels: { team: "platform" },
      defaultAddressPools: ["10.200.0.0/16"],
    });
  });
  expect(resources.map(({ inputs }) => inputs)).toEqual([
    {
      name: "docker_gwbridge",
      driver: "bridge",
      ipamConfigs: [{ subnet: "10.11.0.0/16", gateway: "10.11.0.254" }],
      labels: [{ label: "team", value: "platform" }],
      options: {
        "com.docker.network.bridge.name": "docker_gwbridge",
        "com.docker.network.bridge.enable_icc": "true",
        "com.docker.network.bridge.enable_ip_masquerade": "false",
        "com.docker.network.driver.mtu": "1400",
      },
    },
  ]);
});

test("A gateway bridge is deleted before its replacement is created, and only a changed spec replaces it", async () => {
  const triggers: unknown[] = [];
  for (const args of [{}, { mtu: 1400 }, { mtu: 1400, defaultAddressPools: ["10.20.0.0/16"] }]) {
    const children: Record<string, Child> = {};
    await runProgram(() => {
      new GatewayBridge("node1-bridge", args, watchChildren(children));
    });
    const options = children["node1-bridge"]?.options;
    expect(options).toMatchObject({ deleteBeforeReplace: true, ignoreChanges: ["options", "ipamConfigs"] });
    triggers.push(options?.replacementTrigger as unknown);
  }
  expect(triggers[0]).not.toEqual(triggers[1]);
  expect(triggers[1]).toEqual(triggers[2]);
});

test("A gateway bridge has its id, name, subnets and gateways as outputs", async () => {
  const { outputs } = await runProgram(() => {
    const bridge = new GatewayBridge("node1-bridge", { subnet: "172.20.0.0/16", gateway: "172.20.0.254" });
    const { id, name, subnets, gateways } = bridge;
    return { id, name, subnets, gateways };
  });
  expect(outputs).toEqual({
    id: "node1-bridge-id",
    name: "docker_gwbridge",
    subnets: ["172.20.0.0/16"],
    gateways: ["172.20.0.254"],
  });
});

test("The component registers exactly its public outputs", async () => {
  const registerOutputs = jest.spyOn(
    GatewayBridge.prototype as unknown as { registerOutputs: (outputs: object) => void },
    "registerOutputs",
  );
  await runProgram(() => {
    const { id, networkId, name, subnets, gateways } = new GatewayBridge("node1-bridge");
    expect(registerOutputs.mock.calls).toEqual([[{ id, networkId, name, subnets, gateways }]]);
  });
  registerOutputs.mockRestore();
});

describe("A gateway bridge is refused and registers no resource for", () => {
  const cases: [string, object, string][] = [
    [
      "a subnet of the swarm's pools",
      { subnet: "10.20.1.0/24", defaultAddressPools: ["10.20.0.0/16"] },
      `'subnet' "10.20.1.0/24" overlaps "10.20.0.0/16", the pool of the swarm's overlays: a container on an overlay ` +
        'would have the same addresses on both sides. Use a block outside of the pool, e.g. "172.20.0.0/16". (at ' +
        "subnet)",
    ],
    [
      "a gateway outside its subnet",
      { subnet: "172.20.0.0/16", gateway: "172.21.0.2" },
      `'gateway' "172.21.0.2" is outside 'subnet' "172.20.0.0/16". Use an address inside it or leave 'gateway' out. ` +
        "(at gateway)",
    ],
    [
      "an MTU below what IPv4 needs",
      { mtu: 20 },
      "'mtu' 20 is below 68, the minimum of IPv4. Use the MTU of the node's own interface, e.g. 1450, or leave 'mtu' " +
        "out for 1500. (at mtu)",
    ],
    [
      "a flag as text",
      { masquerade: "false" },
      `'masquerade' "false" is neither true nor false. Use true or false without quotes. (at masquerade)`,
    ],
  ];

  test.each(cases)("%s, when it is constructed", async (_, args, reason) => {
    await expect(
      runProgram(() => {
        new GatewayBridge("node1-bridge", args);
      }),
    ).rejects.toThrow(new pulumi.ResourceError(`GatewayBridge "node1-bridge": ${reason}`, undefined, true));
    await pulumi.runtime.disconnect();
    expect(dockerResources()).toEqual([]);
  });

  test.each(cases)("%s, when it resolves", async (_, args, reason) => {
    const later = Object.fromEntries(
      Object.entries(args).map(([key, value]) => [key, pulumi.output(value as unknown)]),
    );
    const { errors, docker: resources } = await runRefusedProgram(() => new GatewayBridge("node1-bridge", later));
    expect({ errors, resources }).toEqual({ errors: [`GatewayBridge "node1-bridge": ${reason}`], resources: [] });
  });
});
