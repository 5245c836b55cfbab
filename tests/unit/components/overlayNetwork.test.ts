import * as pulumi from "@pulumi/pulumi";
import fc from "fast-check";
import type { OverlayNetworkArgs } from "../../../components";
import { OverlayNetwork, Replacement } from "../../../components";
import type { Child } from "./program";
import { dockerResources, markOutputs, runProgram, runRefusedProgram, watchChildren } from "./program";

async function networkOf(args: OverlayNetworkArgs, name = "backend"): Promise<Record<string, unknown>> {
  const { docker } = await runProgram(() => {
    new OverlayNetwork(name, args);
  });
  expect(docker.map(({ type, name: logicalName }) => ({ type, logicalName }))).toEqual([
    { type: "docker:index/network:Network", logicalName: name },
  ]);
  return docker[0]?.inputs ?? {};
}

test("A network without arguments is one overlay network whose name contains the hash of its spec", async () => {
  const { registered } = await runProgram(() => {
    new OverlayNetwork("backend");
  });
  expect(registered).toEqual([
    {
      type: "docker:index/network:Network",
      name: "backend",
      custom: true,
      inputs: {
        name: "backend-6b56469e",
        driver: "overlay",
        attachable: false,
        internal: false,
        labels: [{ label: "swarm.network.identity", value: "project/stack/backend" }],
      },
    },
    { type: "swarm:index:OverlayNetwork", name: "backend", custom: false, inputs: {} },
  ]);
});

test("Every argument reaches the network", async () => {
  const inputs = await networkOf({
    name: "shop-backend",
    subnets: [{ subnet: "10.0.9.0/24", gateway: "10.0.9.99", ipRange: "10.0.9.128/25" }, { subnet: "10.0.10.0/24" }],
    attachable: true,
    internal: true,
    encrypted: true,
    mtu: 1450,
    labels: { team: "shop", app: "backend" },
    driverOptions: { "com.docker.network.driver.overlay.vxlanid_list": "5001,5002" },
    ipamDriver: "default",
    ipamOptions: { pool: "a" },
  });
  expect(inputs).toEqual({
    name: "shop-backend",
    driver: "overlay",
    attachable: true,
    internal: true,
    ipamConfigs: [
      { subnet: "10.0.9.0/24", gateway: "10.0.9.99", ipRange: "10.0.9.128/25" },
      { subnet: "10.0.10.0/24" },
    ],
    ipamDriver: "default",
    ipamOptions: { pool: "a" },
    labels: [
      { label: "app", value: "backend" },
      { label: "swarm.network.identity", value: "project/stack/backend" },
      { label: "swarm.network.spec", value: "122235a2" },
      { label: "team", value: "shop" },
    ],
    options: {
      encrypted: "true",
      "com.docker.network.driver.mtu": "1450",
      "com.docker.network.driver.overlay.vxlanid_list": "5001,5002",
    },
  });
});

test("A sensitive network is labeled and encrypted", async () => {
  expect(await networkOf({ sensitive: true, labels: { team: "shop" } })).toEqual({
    name: expect.stringMatching(/^backend-[0-9a-f]{8}$/) as string,
    driver: "overlay",
    attachable: false,
    internal: false,
    labels: [
      { label: "swarm.network.identity", value: "project/stack/backend" },
      { label: "swarm.network.sensitive", value: "true" },
      { label: "team", value: "shop" },
    ],
    options: { encrypted: "true" },
  });
});

test("A sensitive network is attachable if 'allowAttachable' is its own name", async () => {
  const { attachable } = await networkOf({ sensitive: true, attachable: true, allowAttachable: "backend" });
  expect(attachable).toBe(true);
});

test.each([
  [{ encrypted: false }, undefined],
  [{ encrypted: true }, { encrypted: "true" }],
  [{ sensitive: false }, undefined],
  [{ mtu: 0 }, undefined],
])("%j gives the driver options %j", async (args, options) => {
  expect((await networkOf(args)).options).toEqual(options);
});

test("A network has its addresses, MTU and encryption as outputs", async () => {
  const { outputs } = await runProgram(() => {
    const network = new OverlayNetwork("backend", {
      subnets: [{ subnet: "10.0.9.0/24", gateway: "10.0.9.99" }],
      encrypted: true,
      mtu: 1450,
    });
    const { id, networkId, name, subnets, gateways, vxlanIds, effectiveMtu, encrypted } = network;
    return { id, networkId, name, subnets, gateways, vxlanIds, effectiveMtu, encrypted };
  });
  expect(outputs).toEqual({
    id: "backend-id",
    networkId: "backend-id",
    name: expect.stringMatching(/^backend-[0-9a-f]{8}$/) as string,
    subnets: ["10.0.9.0/24"],
    gateways: ["10.0.9.99"],
    vxlanIds: [4097],
    effectiveMtu: 1372,
    encrypted: true,
  });
});

test("The outputs of a network without subnets are the addresses that Swarm allocates", async () => {
  const { outputs } = await runProgram(() => {
    const { subnets, gateways, effectiveMtu, encrypted } = new OverlayNetwork("backend");
    return { subnets, gateways, effectiveMtu, encrypted };
  });
  expect(outputs).toEqual({ subnets: ["10.0.1.0/24"], gateways: ["10.0.1.1"], effectiveMtu: 1450, encrypted: false });
});

test("The component registers exactly its public outputs", async () => {
  const registerOutputs = jest.spyOn(
    OverlayNetwork.prototype as unknown as { registerOutputs: (outputs: object) => void },
    "registerOutputs",
  );
  await runProgram(() => {
    const network = new OverlayNetwork("backend");
    const { id, networkId, name, subnets, gateways, vxlanIds, effectiveMtu, encrypted } = network;
    expect(registerOutputs.mock.calls).toEqual([
      [{ id, networkId, name, subnets, gateways, vxlanIds, effectiveMtu, encrypted }],
    ]);
  });
  registerOutputs.mockRestore();
});

describe("The name of a network", () => {
  const nameOf = async (args: OverlayNetworkArgs, name?: string): Promise<unknown> =>
    (await networkOf(args, name)).name;

  test("does not depend on the order of subnets and labels, nor on explicit defaults", async () => {
    const name = await nameOf({
      subnets: [{ subnet: "10.0.9.0/24" }, { subnet: "10.0.10.0/24" }],
      labels: { a: "1", b: "2" },
    });
    expect(
      await nameOf({
        subnets: [{ subnet: "10.0.10.0/24" }, { subnet: "10.0.9.0/24" }],
        labels: { b: "2", a: "1" },
        attachable: false,
        encrypted: false,
      }),
    ).toBe(name);
  });

  test("changes with every argument", async () => {
    const variants: OverlayNetworkArgs[] = [
      {},
      { subnets: [{ subnet: "10.0.9.0/24" }] },
      { subnets: [{ subnet: "10.0.9.0/24", gateway: "10.0.9.2" }] },
      { replacement: Replacement.Swap },
      { attachable: true },
      { internal: true },
      { encrypted: true },
      { sensitive: true },
      { mtu: 1400 },
      { labels: { a: "1" } },
      { ipamOptions: { a: "1" } },
    ];
    const names = new Set<unknown>();
    for (const variant of variants) names.add(await nameOf(variant));
    expect(names.size).toBe(variants.length);
  });

  test("is always a name that Swarm accepts", async () => {
    await fc.assert(
      fc.asyncProperty(fc.stringMatching(/^[a-z][a-z0-9-]{0,80}[a-z]$/), async (logicalName) => {
        expect(await nameOf({}, logicalName)).toMatch(/^(?=.{1,63}$)[a-z][a-z0-9-]*-[0-9a-f]{8}$/);
      }),
      { numRuns: 30 },
    );
  });
});

test("attach() returns an attachment with the id of the network", async () => {
  const { outputs } = await runProgram(() => {
    const network = new OverlayNetwork("backend");
    return [network.attach(), network.attach({ aliases: ["api"], driverOptions: { a: "1" } })];
  });
  expect(outputs).toEqual([{ id: "backend-id" }, { id: "backend-id", aliases: ["api"], driverOptions: { a: "1" } }]);
});

async function childOf(args: OverlayNetworkArgs, preview = false): Promise<Child & { marked: unknown }> {
  const children: Record<string, Child> = {};
  await runProgram(() => new OverlayNetwork("backend", args, watchChildren(children)).id, { preview });
  const child = children["backend"];
  if (child === undefined) throw new Error("The component has no child.");
  return { ...child, marked: await markOutputs(child.inputs) };
}

test("A secret label makes only itself and the name that depends on it secret", async () => {
  const { marked } = await childOf({ labels: { token: pulumi.secret("x"), team: "shop" }, mtu: 1400 });
  expect(marked).toEqual({
    name: { secret: expect.stringMatching(/^backend-[0-9a-f]{8}$/) as string },
    driver: "overlay",
    attachable: false,
    internal: false,
    labels: [
      { label: "swarm.network.identity", value: "project/stack/backend" },
      { label: "team", value: "shop" },
      { label: "token", value: { secret: "x" } },
    ],
    options: { "com.docker.network.driver.mtu": "1400" },
  });
});

test("A network whose labels resolve to undefined keeps its identity label", async () => {
  const labels = pulumi.output(undefined) as unknown as pulumi.Output<Record<string, string>>;
  expect((await networkOf({ labels })).labels).toEqual([
    { label: "swarm.network.identity", value: "project/stack/backend" },
  ]);
});

test("An unknown gateway hides only the subnets and the name in a preview", async () => {
  const gateway = pulumi.output(pulumi.unknown as unknown as string);
  const { marked } = await childOf({ subnets: [{ subnet: "10.0.9.0/24", gateway }], encrypted: true }, true);
  expect(marked).toEqual({
    name: { later: "unknown" },
    driver: "overlay",
    attachable: false,
    internal: false,
    ipamConfigs: { later: "unknown" },
    labels: [{ label: "swarm.network.identity", value: "project/stack/backend" }],
    options: { encrypted: "true" },
  });
});

test("A hashed network is created before the old one is deleted, and ignores the plugin's additions", async () => {
  const { options } = await childOf({});
  expect(options.ignoreChanges).toEqual(["options", "ipamConfigs"]);
  expect(options.deleteBeforeReplace).toBeUndefined();
  expect(options.replacementTrigger).toBeUndefined();
});

test("A network with a fixed name has its hash in a label, because no other property shows every change", async () => {
  const specOf = async (args: OverlayNetworkArgs): Promise<unknown> => {
    const { inputs, options } = await childOf({ name: "shop", ...args });
    expect(options.ignoreChanges).toEqual(["options", "ipamConfigs"]);
    expect(options.deleteBeforeReplace).toBeUndefined();
    const labels = inputs.labels as { label: string; value: string }[];
    return labels.find(({ label }) => label === "swarm.network.spec")?.value;
  };
  const [plain, wide] = [await specOf({}), await specOf({ mtu: 9000 })];
  expect([plain, wide]).toEqual([expect.stringMatching(/^[0-9a-f]{8}$/), expect.stringMatching(/^[0-9a-f]{8}$/)]);
  expect(plain).not.toBe(wide);
});

describe("A network with Replacement.Swap", () => {
  const replacement = Replacement.Swap;

  test("has no identity label, so that no service stays on both networks", async () => {
    expect((await networkOf({ replacement })).labels).toEqual([]);
    const late = pulumi.output<Replacement>(replacement);
    expect((await networkOf({ replacement: late, labels: { team: "shop" } })).labels).toEqual([
      { label: "team", value: "shop" },
    ]);
  });

  test("is deleted before the new one is created if its name is fixed", async () => {
    expect((await childOf({ replacement, name: "shop" })).options.deleteBeforeReplace).toBe(true);
    expect((await childOf({ replacement })).options.deleteBeforeReplace).toBeUndefined();
  });
});

describe("A network is refused and registers no resource for", () => {
  const cases: [string, object, string, string?][] = [
    [
      "a gateway outside its subnet",
      { subnets: [{ subnet: "10.0.9.0/24", gateway: "10.1.0.1" }] },
      `'gateway' "10.1.0.1" is outside 'subnet' "10.0.9.0/24". Use an address inside it or leave 'gateway' out. (at ` +
        "subnets[0].gateway)",
    ],
    [
      "an IPv4 mask that is missing",
      { subnets: [{ subnet: "10.0.9.0" }] },
      `'subnet' "10.0.9.0" has no mask. Did you mean "10.0.9.0/24"? (at subnets[0].subnet)`,
    ],
    [
      "host bits",
      { subnets: [{ subnet: "10.0.9.1/24" }] },
      `'subnet' "10.0.9.1/24" has host bits set. Did you mean "10.0.9.0/24"? (at subnets[0].subnet)`,
    ],
    [
      "an MTU that is not a number",
      { mtu: "big" },
      `'mtu' "big" is not a whole number. Use a number without quotes, e.g. 1450. (at mtu)`,
    ],
    [
      "a name with a dot",
      { name: "backend.v1" },
      `'name' "backend.v1" is not a name that Swarm accepts: letters, digits, hyphens and underscores, with a letter ` +
        'or digit at both ends, and no dot, because the name is part of a DNS name. Did you mean "backend-v1"? (at ' +
        "name)",
    ],
    [
      "a logical name with a dot",
      {},
      `'name' "backend.v1" is not a name that Swarm accepts: letters, digits, hyphens and underscores, with a letter ` +
        'or digit at both ends, and no dot, because the name is part of a DNS name. Did you mean "backend-v1"? (at ' +
        "name)",
      "backend.v1",
    ],
    [
      "a sensitive network without encryption",
      { sensitive: true, encrypted: false },
      "'encrypted' false contradicts 'sensitive' true: traffic of a sensitive network must not be readable on the " +
        "wire. Leave 'encrypted' out, or leave 'sensitive' out if anyone between the nodes may read the traffic. (at " +
        "encrypted)",
    ],
    [
      "a sensitive network that is attachable",
      { sensitive: true, attachable: true },
      "'attachable' true would let any container on any node join this sensitive network. Leave 'attachable' out, or " +
        'allow it for this network by name: allowAttachable: "backend". (at attachable)',
    ],
    [
      "the permission of another network",
      { sensitive: true, attachable: true, allowAttachable: "frontend" },
      `'allowAttachable' "frontend" names another network. Use "backend", the name of this one, to let containers ` +
        "outside of services join it, or leave 'allowAttachable' out. (at allowAttachable)",
    ],
    [
      "encryption as text",
      { encrypted: "false" },
      `'encrypted' "false" is neither true nor false. Use true or false without quotes. (at encrypted)`,
    ],
    [
      "encryption among the driver options",
      { driverOptions: { encrypted: "false" } },
      `'encrypted' has an argument of its own. Use 'encrypted' of the OverlayNetwork. (at driverOptions.encrypted)`,
    ],
    [
      "the label of sensitive networks on one that is not declared so",
      { labels: { "swarm.network.sensitive": "true" } },
      "'swarm.network.sensitive' only marks a network as sensitive; it protects nothing. Use 'sensitive: true' of an " +
        'OverlayNetwork. (at labels["swarm.network.sensitive"])',
    ],
    [
      "a label that the provider gives",
      { labels: { "swarm.network.transition": "abc" } },
      "'swarm.network.transition' marks temporary networks that the provider creates. Leave it out. (at " +
        'labels["swarm.network.transition"])',
    ],
    [
      "a replacement of an unknown kind",
      { replacement: "make before break" },
      `'replacement' "make before break" is not one of "make-before-break", "swap". Use "make-before-break" or ` +
        '"swap". (at replacement)',
    ],
    [
      "a label that the component gives",
      { labels: { "swarm.network.identity": "shop" } },
      "'swarm.network.identity' names the owner of the network, and the component sets it. Leave it out. (at " +
        'labels["swarm.network.identity"])',
    ],
  ];

  test.each(cases)("%s, when it is constructed", async (_, args, reason, name = "backend") => {
    await expect(
      runProgram(() => {
        new OverlayNetwork(name, args);
      }),
    ).rejects.toThrow(new pulumi.ResourceError(`OverlayNetwork "${name}": ${reason}`, undefined, true));
    await pulumi.runtime.disconnect();
    expect(dockerResources()).toEqual([]);
  });

  test.each(cases.filter(([, , , name]) => name === undefined))("%s, when it resolves", async (_, args, reason) => {
    const later = Object.fromEntries(
      Object.entries(args).map(([key, value]) => [key, pulumi.output(value as unknown)]),
    );
    const { errors, docker } = await runRefusedProgram(() => new OverlayNetwork("backend", later));
    expect({ errors, docker }).toEqual({ errors: [`OverlayNetwork "backend": ${reason}`], docker: [] });
  });
});

test("One error lists all problems of a network", async () => {
  await expect(
    runProgram(() => {
      new OverlayNetwork("backend", { mtu: -1, subnets: [{ subnet: "10.0.9.0/24", gateway: "10.0.9.0" }] });
    }),
  ).rejects.toThrow(
    new pulumi.ResourceError(
      [
        `OverlayNetwork "backend" has 2 problems:`,
        `  - 'gateway' "10.0.9.0" is the network address of 'subnet' "10.0.9.0/24". Use another address inside it or ` +
          "leave 'gateway' out. (at subnets[0].gateway)",
        "  - 'mtu' -1 is negative. Use the MTU of the network between the nodes, e.g. 1450, or leave 'mtu' out for " +
          "1500. (at mtu)",
      ].join("\n"),
      undefined,
      true,
    ),
  );
});

test("The error about an invalid secret does not show its value", async () => {
  const { errors } = await runRefusedProgram(() => new OverlayNetwork("backend", { name: pulumi.secret("pass.word") }));
  expect(errors).toEqual([
    'OverlayNetwork "backend": the value is not valid. It is a secret, so it is not shown. See the guide of the ' +
      "component. (at name)",
  ]);
});
