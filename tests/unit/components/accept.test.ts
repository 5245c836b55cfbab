import * as docker from "@pulumi/docker";
import * as pulumi from "@pulumi/pulumi";
import type { SwarmServiceArgs } from "../../../components";
import {
  GatewayBridge,
  IngressConfig,
  inspectNetwork,
  NodeRole,
  OverlayNetwork,
  SwarmConfig,
  SwarmNode,
  SwarmSecret,
  SwarmService,
} from "../../../components";
import type { Child } from "./program";
import { dockerResources, joinToken, markOutputs, runProgram, watchChildren } from "./program";

const image = "registry.example.com/shop/api:1.4.2";

/** The resources of one kind among those that a program has registered. */
async function registeredBy(program: () => unknown, type: string): Promise<Record<string, unknown>[]> {
  const { registered } = await runProgram(program);
  return registered.filter((resource) => resource.type === type).map(({ inputs }) => inputs);
}

/** What a program that is refused throws. */
async function refusalOf(program: () => unknown): Promise<string> {
  try {
    await runProgram(program);
  } catch (error) {
    return (error as Error).message;
  } finally {
    await pulumi.runtime.disconnect();
  }
  throw new Error("The program was not refused.");
}

describe("A service accepts", () => {
  test.each<[string, (networks: readonly OverlayNetwork[]) => SwarmServiceArgs["networks"]]>([
    ["networks in a list", (networks) => [...networks]],
    ["an Output of a list of networks", (networks) => pulumi.output([...networks])],
    ["a list of Outputs of networks", (networks) => networks.map((network) => pulumi.output(network))],
    ["attachments", (networks) => networks.map((network) => network.attach())],
  ])("%s", async (_, networksOf) => {
    const [inputs] = await registeredBy(
      () =>
        new SwarmService("api", {
          image,
          networks: networksOf([new OverlayNetwork("backend"), new OverlayNetwork("data")]),
        }),
      "docker:index/service:Service",
    );
    expect(inputs).toMatchObject({ taskSpec: { networksAdvanceds: [{ id: "backend-id" }, { id: "data-id" }] } });
  });

  test("a docker.Network, and a spread of a network with aliases", async () => {
    const [inputs] = await registeredBy(() => {
      const plain = new docker.Network("plain", { name: "plain", driver: "overlay" });
      const backend = new OverlayNetwork("backend");
      // eslint-disable-next-line @typescript-eslint/no-misused-spread -- what a program may write
      return new SwarmService("api", { image, networks: [plain, { ...backend, aliases: ["orders"] }] });
    }, "docker:index/service:Service");
    expect(inputs).toMatchObject({
      taskSpec: { networksAdvanceds: [{ id: "plain-id" }, { id: "backend-id", aliases: ["orders"] }] },
    });
  });

  test("secrets and configs of either package, each with its file", async () => {
    const [inputs] = await registeredBy(() => {
      const secret = new SwarmSecret("password", { text: "x" });
      const config = new SwarmConfig("site", { text: "x" });
      const plainSecret = new docker.Secret("key", { name: "key", data: "eA==" });
      const plainConfig = new docker.ServiceConfig("motd", { name: "motd", data: "eA==" });
      // eslint-disable-next-line @typescript-eslint/no-misused-spread -- what a program may write
      const spread = { ...plainSecret, mode: 0o400, fileName: "other" };
      return new SwarmService("api", {
        image,
        secrets: [secret, plainSecret, spread],
        configs: [config, plainConfig],
      });
    }, "docker:index/service:Service");
    expect(inputs).toMatchObject({
      taskSpec: {
        containerSpec: {
          secrets: [
            { secretId: "password-id", fileName: "password", fileMode: 0o444 },
            { secretId: "key-id", secretName: "key", fileName: "key", fileMode: 0o444 },
            { secretId: "key-id", secretName: "key", fileName: "other", fileMode: 0o400 },
          ],
          configs: [
            { configId: "site-id", fileName: "site" },
            { configId: "motd-id", configName: "motd", fileName: "motd" },
          ],
        },
      },
    });
  });

  test("an ingress as the ingress of a port, and a bridge as the bridge of a node", async () => {
    const { docker: resources } = await runProgram(() => {
      const edge = new IngressConfig("edge");
      const bridge = new GatewayBridge("bridge");
      new SwarmService("web", { image, ports: [{ targetPort: 80, ingress: edge as never }] });
      return new SwarmNode("node1", { gatewayBridgeId: bridge as never });
    });
    const inputs = Object.fromEntries(resources.map((resource) => [resource.name, resource.inputs]));
    expect(inputs["web"]).toMatchObject({ endpointSpec: { ports: [{ targetPort: 80, publishMode: "ingress" }] } });
    expect(inputs["node1"]).toMatchObject({ gatewayBridgeId: "bridge-id" });
  });

  test("a network that is not known yet, without hiding its neighbour in a preview", async () => {
    const children: Record<string, Child> = {};
    await runProgram(
      () =>
        new SwarmService(
          "api",
          { image, networks: [new OverlayNetwork("a"), new OverlayNetwork("b")] },
          watchChildren(children),
        ),
      { preview: true },
    );
    const { networksAdvanceds } = children["api"]?.inputs["taskSpec"] as { networksAdvanceds: unknown };
    expect(await markOutputs(networksAdvanceds)).toEqual([{ id: { later: "unknown" } }, { id: { later: "unknown" } }]);
  });
});

describe("A component refuses", () => {
  const service = (args: object) => () => new SwarmService("api", { image, ...args });

  test.each<[string, () => unknown, string]>([
    [
      "the ingress among the networks",
      () => new SwarmService("api", { image, networks: [new IngressConfig("edge")] }),
      `'networks' is "swarm:index:IngressConfig". Use an OverlayNetwork, its attach(), or a docker.Network. (at ` +
        "networks[0])",
    ],
    [
      "a config among the secrets",
      () => new SwarmService("api", { image, secrets: [new SwarmConfig("site", { text: "x" })] }),
      `'secrets' is "swarm:index:SwarmConfig". Use a SwarmSecret, its mount(), or a docker.Secret. (at secrets[0])`,
    ],
    [
      "a network that is not in a list",
      () => new SwarmService("api", { image, networks: new OverlayNetwork("backend") as never }),
      `'networks' is the resource "swarm:index:OverlayNetwork", not a list. Use one of its outputs, or put it in a ` +
        "list: [ … ]. (at networks)",
    ],
    [
      "a resource as an image",
      () => new SwarmService("api", { image: new SwarmConfig("image", { text: "x" }) as never }),
      `'image' is the resource "swarm:index:SwarmConfig", not a plain value. Use one of its outputs. (at image)`,
    ],
    [
      "a misspelt argument",
      service({ replica: 2 }),
      `Unknown property "replica". Did you mean "replicas"? Supported: name, image,`,
    ],
    [
      "a misspelt alias",
      service({ networks: [{ id: "n1", alias: ["api"] }] }),
      `Unknown property "alias". Did you mean "aliases"? Supported: id, aliases, driverOptions. (at networks[0].alias)`,
    ],
    [
      "a duration as text",
      service({ convergeTimeout: "1m" }),
      `Unknown property "convergeTimeout". Did you mean "convergeTimeoutSeconds"? Supported: name, image,`,
    ],
    [
      "an unknown option of attach()",
      () =>
        new SwarmService("api", {
          image,
          networks: [new OverlayNetwork("backend").attach({ alias: ["x"] } as object)],
        }),
      `Unknown property "alias". Did you mean "aliases"? Supported: id, aliases, driverOptions. (at networks[0].alias)`,
    ],
    [
      "an attachable ingress, with the reason",
      () => new IngressConfig("edge", { attachable: true } as object),
      `IngressConfig "edge": 'attachable' true is not possible`,
    ],
    [
      "the node to join in place of its joinAs()",
      () => new SwarmNode("node2", { join: new SwarmNode("node1") as never }),
      `'join' is "swarm:index:SwarmNode". Use joinAs() of the node, e.g. first.joinAs(NodeRole.Worker). (at join)`,
    ],
    [
      "an unknown argument of an inspection",
      () => inspectNetwork({ name: "backend" } as never),
      `inspectNetwork() has 2 problems:`,
    ],
    ["a port without its target", service({ ports: [{ publishedPort: 80 }] }), `'targetPort' is missing. Set it.`],
    [
      "a list of variables",
      service({ env: ["A=b"] }),
      `'env' ["A=b"] is not an object. Use an object: { … }. (at env)`,
    ],
  ])("%s", async (_, program, message) => {
    expect(await refusalOf(program)).toContain(message);
    expect(dockerResources().filter(({ type }) => type === "docker:index/service:Service")).toEqual([]);
  });
});

describe("A credential is secret, whatever the program says,", () => {
  const logDriver = { name: "splunk", options: { "splunk-url": "https://splunk.example.com", "splunk-token": "hush" } };
  const mounts = [
    { target: "/data", volumeDriverOptions: { type: "cifs", o: "addr=10.0.0.5,username=shop,password=hush" } },
  ];
  const env = {
    DB_HOST: "db",
    DB_PASSWORD: "hush",
    DB_PASSWORD_FILE: "/run/secrets/db",
    LATE_TOKEN: pulumi.output("hush"),
  };
  const hush = { secret: "hush" };

  /** The inputs of a component, as it registers them. */
  async function componentInputs(program: (opts: pulumi.ComponentResourceOptions) => unknown): Promise<unknown> {
    let inputs: unknown;
    await runProgram(() =>
      program({
        transformations: [
          ({ type, props }) => {
            if (type.startsWith("swarm:")) inputs = props;
            return undefined;
          },
        ],
      }),
    );
    return markOutputs(inputs);
  }

  test("in the options of drivers and in variables of a service", async () => {
    const args = { image, logDriver, mounts, env };
    const secretMount = { secret: "addr=10.0.0.5,username=shop,password=hush" };
    expect(await componentInputs((opts) => new SwarmService("api", args, opts))).toEqual({
      image,
      logDriver: { name: "splunk", options: { "splunk-url": "https://splunk.example.com", "splunk-token": hush } },
      mounts: [{ target: "/data", volumeDriverOptions: { type: "cifs", o: secretMount } }],
      env: { ...env, DB_PASSWORD: hush, LATE_TOKEN: hush },
    });
    const children: Record<string, Child> = {};
    await runProgram(() => new SwarmService("api", args, watchChildren(children)).id);
    expect(await markOutputs(children["api"]?.inputs)).toMatchObject({
      taskSpec: {
        logDriver: { options: { "splunk-token": hush } },
        containerSpec: {
          env: { DB_HOST: "db", DB_PASSWORD: hush, DB_PASSWORD_FILE: "/run/secrets/db", LATE_TOKEN: hush },
          mounts: [{ volumeOptions: { driverOptions: { type: "cifs", o: secretMount } } }],
        },
      },
    });
  });

  test.each([{ env: { DB_PASSWORD: 4711 } }, { logDriver: { name: "splunk", options: { "splunk-token": 4711 } } }])(
    "in the message about one that is not text: %j",
    async (args) => {
      const message = await refusalOf(() => new SwarmService("api", { image, ...args } as never));
      expect(message).toMatch(/is not text\. It is a secret, so its value is not shown\. Use text in quotes\. \(at /);
      expect(message).not.toContain("4711");
    },
  );

  test("in the content of a secret, and in the token of a node that joins", async () => {
    expect(await componentInputs((opts) => new SwarmSecret("db", { text: "hush" }, opts))).toEqual({ text: hush });
    const token = joinToken("w");
    const join = { remoteAddresses: ["192.168.1.11:2377"], token };
    const node = (opts: pulumi.ComponentResourceOptions): unknown =>
      new SwarmNode("node2", { join, role: NodeRole.Worker }, opts);
    expect(await componentInputs(node)).toEqual({ join: { ...join, token: { secret: token } }, role: "worker" });
  });

  test("in the driver options of a network and of an attachment", async () => {
    const options = { "vault-token": "hush", vendor: "acme" };
    const hidden = { "vault-token": hush, vendor: "acme" };
    expect(
      await componentInputs((opts) => new OverlayNetwork("a", { driverOptions: options, ipamOptions: options }, opts)),
    ).toEqual({ driverOptions: hidden, ipamOptions: hidden });
    const networks = [{ id: "n1", driverOptions: options }];
    expect(await componentInputs((opts) => new SwarmService("api", { image, networks }, opts))).toEqual({
      image,
      networks: [{ id: "n1", driverOptions: hidden }],
    });
  });
});
