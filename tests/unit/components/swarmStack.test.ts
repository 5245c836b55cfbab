import * as pulumi from "@pulumi/pulumi";
import type { SwarmServiceArgs, SwarmStackArgs } from "../../../components";
import { MountType, OverlayNetwork, SwarmConfig, SwarmSecret, SwarmService, SwarmStack } from "../../../components";
import { dockerResources, runProgram, runRefusedProgram } from "./program";

const image = "postgres:17.6";

// A refused program has not waited for its resources.
afterEach(() => pulumi.runtime.disconnect());

/** The inputs of one docker resource, by its type and logical name. */
function inputsOf(type: string, name: string): Record<string, unknown> {
  const found = dockerResources().find((resource) => resource.type.endsWith(type) && resource.name === name);
  if (found === undefined) throw new Error(`The program has not registered ${type} "${name}".`);
  return found.inputs;
}

/** The service `db` of the stack `shop`, with the ids of networks as the mocks make them. */
async function serviceOf(
  args: Partial<SwarmServiceArgs>,
  { logicalName = "db", stack = {} }: { logicalName?: string; stack?: SwarmStackArgs } = {},
): Promise<{
  name: string;
  labels: unknown;
  taskSpec: { containerSpec: Record<string, unknown>; [key: string]: unknown };
}> {
  await runProgram(() => {
    const shop = new SwarmStack("shop", stack);
    new SwarmService(logicalName, { stack: shop, image, ...args });
  });
  return inputsOf("service:Service", logicalName) as never;
}

test("A service in a stack has the names, labels and alias that docker stack deploy gives it", async () => {
  const { name, labels, taskSpec } = await serviceOf({ labels: { team: "shop" }, containerLabels: { app: "db" } });
  expect(name).toBe("shop_db");
  expect(labels).toEqual([
    { label: "com.docker.stack.image", value: image },
    { label: "com.docker.stack.namespace", value: "shop" },
    { label: "team", value: "shop" },
  ]);
  expect(taskSpec.containerSpec["labels"]).toEqual([
    { label: "app", value: "db" },
    { label: "com.docker.stack.namespace", value: "shop" },
  ]);
  expect(taskSpec["networksAdvanceds"]).toEqual([{ id: "shop_default-id", aliases: ["db"] }]);
});

test("The default network has the prefix of the stack once, and its label", async () => {
  await runProgram(() => {
    new SwarmStack("shop");
  });
  expect(inputsOf("network:Network", "shop_default")).toMatchObject({
    name: expect.stringMatching(/^shop_default-[0-9a-f]{8}$/) as string,
    labels: [
      { label: "com.docker.stack.namespace", value: "shop" },
      { label: "swarm.network.identity", value: "project/stack/shop_default" },
    ],
  });
});

test("The short name follows the aliases of the program on each network, and is not repeated", async () => {
  await runProgram(() => {
    const shop = new SwarmStack("shop");
    const data = new OverlayNetwork("data", { stack: shop });
    const networks = [shop.attach({ aliases: ["postgres"] }), data.attach({ aliases: ["db", "primary"] })];
    new SwarmService("db", { stack: shop, image, networks });
  });
  const { taskSpec } = inputsOf("service:Service", "db") as { taskSpec: { networksAdvanceds: unknown } };
  expect(taskSpec.networksAdvanceds).toEqual([
    { id: "shop_default-id", aliases: ["postgres", "db"] },
    { id: "data-id", aliases: ["db", "primary"] },
  ]);
});

test.each(["host", "a".repeat(64)])("The network %s of a node gets no alias, because it has no DNS", async (id) => {
  const { taskSpec } = await serviceOf({ networks: [{ id }] });
  expect(taskSpec["networksAdvanceds"]).toEqual([{ id }]);
});

test("A service with an empty list of networks joins none", async () => {
  expect((await serviceOf({ networks: [] })).taskSpec["networksAdvanceds"]).toEqual([]);
});

test("A volume gets the prefix and the label of the stack, a path and an external volume do not", async () => {
  const { taskSpec } = await serviceOf({
    mounts: [
      { source: "data", target: "/data", volumeLabels: { backup: "daily" } },
      { source: "shared", target: "/shared", volumeExternal: true },
      { type: MountType.Bind, source: "/srv", target: "/srv" },
      { target: "/anonymous" },
      { source: pulumi.output("late"), target: "/late" },
    ],
  });
  const namespace = { label: "com.docker.stack.namespace", value: "shop" };
  expect(taskSpec.containerSpec["mounts"]).toEqual([
    {
      type: "volume",
      source: "shop_data",
      target: "/data",
      volumeOptions: { labels: [{ label: "backup", value: "daily" }, namespace] },
    },
    { type: "volume", source: "shared", target: "/shared" },
    { type: "bind", source: "/srv", target: "/srv" },
    { type: "volume", target: "/anonymous" },
    { type: "volume", source: "shop_late", target: "/late", volumeOptions: { labels: [namespace] } },
  ]);
});

test("Without a stack, an external volume has the same name as any other", async () => {
  await runProgram(() => {
    new SwarmService("db", { image, mounts: [{ source: "data", target: "/data", volumeExternal: true }] });
  });
  const { taskSpec } = inputsOf("service:Service", "db") as { taskSpec: { containerSpec: { mounts: unknown } } };
  expect(taskSpec.containerSpec.mounts).toEqual([{ type: "volume", source: "data", target: "/data" }]);
});

test("A network, a secret and a config in a stack have its prefix and its label", async () => {
  const { outputs } = await runProgram(() => {
    const shop = new SwarmStack("shop", { defaultNetwork: false });
    new OverlayNetwork("data", { stack: shop, labels: { team: "shop" } });
    const password = new SwarmSecret("db-password", { stack: shop, text: "correct horse" });
    const site = new SwarmConfig("site", { stack: shop, text: "listen 8080" });
    return { files: [password.fileName, site.fileName] };
  });
  const namespace = { label: "com.docker.stack.namespace", value: "shop" };
  const network = inputsOf("network:Network", "data");
  expect(network["name"]).toMatch(/^shop_data-[0-9a-f]{8}$/);
  expect(network["labels"]).toEqual([
    namespace,
    { label: "swarm.network.identity", value: "project/stack/data" },
    { label: "team", value: "shop" },
  ]);
  // The provider appends random digits to the logical name.
  expect(inputsOf("secret:Secret", "shop_db-password")["labels"]).toEqual([namespace]);
  expect(inputsOf("serviceConfig:ServiceConfig", "shop_site")["labels"]).toEqual([namespace]);
  expect(outputs.files).toEqual(["db-password", "site"]);
});

test("A name that the program sets is used as it is, and the alias is the part after the prefix", async () => {
  await runProgram(() => {
    const shop = new SwarmStack("shop");
    new OverlayNetwork("data", { stack: shop, name: "data" });
    new SwarmSecret("db-password", { stack: shop, name: "password", text: "correct horse" });
    new SwarmConfig("site", { stack: shop, name: "site", text: "listen 8080" });
    new SwarmService("first", { stack: shop, image, name: "shop_db" });
    new SwarmService("second", { stack: shop, image, name: pulumi.output("cache") });
  });
  expect(inputsOf("network:Network", "data")["name"]).toBe("data");
  expect(inputsOf("secret:Secret", "shop_db-password")["name"]).toBe("password");
  expect(inputsOf("serviceConfig:ServiceConfig", "shop_site")["name"]).toBe("site");
  const names = ["first", "second"].map((logicalName) => {
    const { name, taskSpec } = inputsOf("service:Service", logicalName) as {
      name: string;
      taskSpec: { networksAdvanceds: { aliases: string[] }[] };
    };
    return [name, taskSpec.networksAdvanceds[0]?.aliases];
  });
  expect(names).toEqual([
    ["shop_db", ["db"]],
    ["cache", ["cache"]],
  ]);
});

test("Two stacks in one program can have services with the same short name", async () => {
  await runProgram(() => {
    for (const name of ["blog", "shop"]) {
      const stack = new SwarmStack(name);
      new SwarmService(`${name}_db`, { stack, image });
    }
  });
  expect(inputsOf("service:Service", "blog_db")["name"]).toBe("blog_db");
  expect(inputsOf("service:Service", "shop_db")["name"]).toBe("shop_db");
});

test("The stack can be given by the name and the id of its default network, as other languages do", async () => {
  await runProgram(() => {
    new SwarmService("db", { stack: { name: "shop", defaultNetworkId: pulumi.output("net-1") }, image });
  });
  expect(inputsOf("service:Service", "db")).toMatchObject({
    name: "shop_db",
    taskSpec: { networksAdvanceds: [{ id: "net-1", aliases: ["db"] }] },
  });
});

test("A preview shows the full name of a service while the default network is unknown", async () => {
  await runProgram(
    () => {
      new SwarmService("db", { stack: new SwarmStack("shop"), image });
    },
    { preview: true },
  );
  expect(inputsOf("service:Service", "db")["name"]).toBe("shop_db");
});

test("A component without a stack has the name that it had before", async () => {
  await runProgram(() => {
    new SwarmService("db", { image });
    new OverlayNetwork("backend");
  });
  expect(inputsOf("service:Service", "db")["name"]).toBe("db");
  expect(inputsOf("network:Network", "backend")["name"]).toBe("backend-6b56469e");
});

test("A label that arrives late is refused as well", async () => {
  const { errors } = await runRefusedProgram(() => {
    const labels = pulumi.output({ "com.docker.stack.image": "other" });
    new SwarmService("db", { stack: { name: "shop", defaultNetworkId: "net-1" }, image, labels });
  });
  expect(errors).toEqual([
    `SwarmService "db": 'label' "com.docker.stack.image" is set by 'stack', which is "shop". Leave the label out. ` +
      `(at labels["com.docker.stack.image"])`,
  ]);
});

const long = "a".repeat(60);

test.each<[string, () => unknown, string]>([
  [
    "the name of a stack that no service can begin with",
    () => new SwarmStack("my.shop"),
    `SwarmStack "my.shop": the stack's name "my.shop" is not a name that Swarm accepts: letters, digits, hyphens and ` +
      `underscores, with a letter or digit at both ends, and no dot, because the name is part of a DNS name. Did you ` +
      `mean "my-shop"?`,
  ],
  [
    "the name of a stack in the arguments of a service",
    () => new SwarmService("db", { stack: { name: "my.shop", defaultNetworkId: "net-1" }, image }),
    `SwarmService "db": the stack's name "my.shop" is not a name that Swarm accepts: letters, digits, hyphens and ` +
      `underscores, with a letter or digit at both ends, and no dot, because the name is part of a DNS name. Did you ` +
      `mean "my-shop"? (at stack.name)`,
  ],
  [
    "a name that is too long with the prefix",
    () => new SwarmService(long, { stack: { name: "shop", defaultNetworkId: "net-1" }, image }),
    `SwarmService "${long}": 'name' "shop_${long}" has 65 characters; Swarm allows 63. It begins with the stack's ` +
      `name, "shop". Shorten one of them. (at name)`,
  ],
  [
    "the name of a stack that is not known when the program runs",
    () => new SwarmService("db", { stack: { name: pulumi.output("shop") }, image }),
    `SwarmService "db": the name of 'stack' is an Output, but names of resources begin with it, so it must be known ` +
      `when the program runs. Use a SwarmStack, or its name as plain text. (at stack.name)`,
  ],
  [
    "a service without networks in a stack without a default network",
    () => new SwarmService("db", { stack: { name: "shop" }, image }),
    `SwarmService "db": 'networks' is missing, and the stack "shop" has no default network. Name the networks of the ` +
      `service, or use [] for none. (at networks)`,
  ],
  [
    "a label that the stack sets",
    () => new OverlayNetwork("data", { stack: { name: "shop" }, labels: { "com.docker.stack.namespace": "blog" } }),
    `OverlayNetwork "data": 'label' "com.docker.stack.namespace" is set by 'stack', which is "shop". Leave the label ` +
      `out. (at labels["com.docker.stack.namespace"])`,
  ],
  [
    "a default network that depends on an Output",
    () => new SwarmStack("shop", { defaultNetwork: pulumi.output(true) }),
    `SwarmStack "shop": 'defaultNetwork' is an Output, but it decides whether a network is created, so it must be ` +
      `known when the program runs. Use true or false. (at defaultNetwork)`,
  ],
  [
    "another resource in place of the stack",
    () => new SwarmService("db", { stack: new OverlayNetwork("data"), image }),
    `SwarmService "db": 'stack' is "swarm:index:OverlayNetwork". Use a SwarmStack. (at stack)`,
  ],
  [
    "a secret whose name is too long with the prefix",
    () => new SwarmSecret("a".repeat(55), { stack: { name: "shop" }, text: "x" }),
    `SwarmSecret "${"a".repeat(55)}": The logical name "shop_${"a".repeat(55)}" has 60 characters; at most 56 are ` +
      `possible, because Pulumi appends 8 to give each secret a name of its own. Use a shorter name.`,
  ],
])("The component refuses %s", async (_, program, message) => {
  await expect(runProgram(program)).rejects.toThrow(message);
});

test("attach() of a stack without a default network says why it cannot attach", async () => {
  await expect(runProgram(() => new SwarmStack("shop", { defaultNetwork: false }).attach())).rejects.toThrow(
    "attach() needs the default network, but 'defaultNetwork' is false. Leave it out.",
  );
});

test("A stack registers exactly its public outputs", async () => {
  const register = jest.spyOn(SwarmStack.prototype as never, "registerOutputs");
  await runProgram(() => {
    const { name, defaultNetworkId } = new SwarmStack("shop");
    const blog = new SwarmStack("blog", { defaultNetwork: false });
    expect(register.mock.calls).toEqual([[{ name, defaultNetworkId }], [{ name: blog.name }]]);
  });
  register.mockRestore();
});
