import { projectFiles } from "../../../adopt/program/projectFiles";
import type { SwarmLists } from "../../../adopt/swarm/lists";
import { swarmProject } from "../../../adopt/swarm/readSwarm";
import type { Payload, Service, ServiceSpec } from "../../../provider/engine/types";
import { node, overlay, service } from "../../support/engineObjects";

const ofShop = { "com.docker.stack.namespace": "shop" };
const image = "nginx:1.29@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";
const shop = overlay("n1", { Name: "shop_default", Labels: ofShop });
const data = overlay("n2", { Name: "shop_data", Labels: ofShop, Internal: true });
const proxy = overlay("n3", { Name: "proxy" });

function payload(ID: string, Name: string, more: object = {}): Payload {
  return { ID, Version: { Index: 1 }, Spec: { Name, ...more } };
}

function withSpec(spec: ServiceSpec): Service {
  return { ...service(spec.Name, []), Spec: spec };
}

/** A member of the stack, as `docker stack deploy` creates it. */
function member(name: string, container: object = {}, task: object = {}, spec: object = {}): Service {
  return withSpec({
    Name: `shop_${name}`,
    Labels: { ...ofShop, "com.docker.stack.image": "nginx:1.29" },
    TaskTemplate: {
      ContainerSpec: { Image: image, Labels: ofShop, ...container },
      Networks: [{ Target: "n1", Aliases: [name] }],
      ...task,
    },
    Mode: { Replicated: { Replicas: 1 } },
    EndpointSpec: { Mode: "vip" },
    ...spec,
  });
}

const lists: SwarmLists = {
  swarm: { ID: "swarm", Version: { Index: 1 } },
  networks: [shop, data, proxy, overlay("n4", { Name: "other" })],
  nodes: [{ ...node("node1"), Spec: { Labels: { zone: "b" }, Role: "worker", Availability: "active" } }],
  daemon: { host: "ssh://root@node9", nodeId: "node9" },
  secrets: [payload("s1", "shop_password"), payload("s2", "unused")],
  configs: [
    payload("c1", "shop_site", { Labels: ofShop, Data: Buffer.from("listen 80\n").toString("base64") }),
    payload("c2", "shop_db", { Labels: ofShop, Data: Buffer.from("password=Zu7hq2Lx\n").toString("base64") }),
    payload("c3", "other", { Data: Buffer.from("x").toString("base64") }),
  ],
  services: [
    member(
      "web",
      {
        Env: ["LEVEL=info", "DB_PASSWORD=Zu7hq2Lx"],
        Configs: [
          { ConfigID: "c1", ConfigName: "shop_site", File: { Name: "/site", UID: "0", GID: "0", Mode: 0o444 } },
        ],
        Secrets: [
          { SecretID: "s1", SecretName: "shop_password", File: { Name: "password", UID: "0", GID: "0", Mode: 0o400 } },
        ],
        Mounts: [
          { Type: "volume", Source: "shop_data", Target: "/data", VolumeOptions: { Labels: ofShop } },
          { Type: "volume", Source: "shared", Target: "/shared" },
          { Type: "bind", Source: "/etc/hosts", Target: "/hosts", ReadOnly: true },
        ],
        Healthcheck: { Test: ["CMD-SHELL", "curl localhost"], Interval: 5e9 },
      },
      {
        Networks: [
          { Target: "n1", Aliases: ["web", "www"] },
          { Target: "n2", Aliases: ["web"] },
          { Target: "n3", Aliases: ["web"] },
        ],
        Resources: { Limits: { NanoCPUs: 5e8, MemoryBytes: 64 * 1024 ** 2 } },
      },
      {
        EndpointSpec: {
          Mode: "vip",
          Ports: [{ Protocol: "tcp", TargetPort: 80, PublishedPort: 8080, PublishMode: "ingress" }],
        },
        UpdateConfig: { Parallelism: 2, FailureAction: "rollback", MaxFailureRatio: 0, Order: "stop-first" },
      },
    ),
    member("agent", { Env: ["DB_PASSWORD=Zu7hq2Lx"] }, {}, { Mode: { Global: {} } }),
    withSpec({ Name: "by-hand", TaskTemplate: { ContainerSpec: { Image: "nginx" } } }),
  ],
};

async function programOf(stack?: string, more: Partial<SwarmLists> = {}): Promise<string> {
  const options = { pulumiStack: "dev", componentsFrom: "^0.1.0", source: "a running swarm" };
  return String((await projectFiles(swarmProject({ ...lists, ...more }, { stack }), options)).get("index.ts"));
}

test("A stack of docker stack deploy becomes a program that leaves out what the components do themselves", async () => {
  expect(await programOf("shop")).toMatchInlineSnapshot(`
    "import { readFileSync } from "node:fs";
    import * as pulumi from "@pulumi/pulumi";
    import {
      OverlayNetwork,
      ServiceMode,
      SwarmConfig,
      SwarmSecret,
      SwarmService,
      SwarmStack,
      UpdateFailureAction,
    } from "pulumi-swarm-networking";

    const config = new pulumi.Config();
    const dbPassword = config.requireSecret("dbPassword");

    const shop = new SwarmStack("shop");

    // Networks

    const data = new OverlayNetwork("data", { stack: shop, internal: true });
    const proxy = OverlayNetwork.existing("proxy");

    // Secrets

    const shopPassword = SwarmSecret.existing("shop_password");

    // Configs

    const site = new SwarmConfig("site", {
      stack: shop,
      text: readFileSync("files/site", "utf8"),
    });

    // Services

    new SwarmService("agent", {
      stack: shop,
      image: "nginx:1.29",
      env: { DB_PASSWORD: dbPassword },
      mode: ServiceMode.Global,
      updateConfig: { failureAction: UpdateFailureAction.Pause },
    });

    new SwarmService("web", {
      stack: shop,
      image: "nginx:1.29",
      env: { LEVEL: "info", DB_PASSWORD: dbPassword },
      healthcheck: { shell: "curl localhost", interval: "5s" },
      networks: [shop.attach({ aliases: ["www"] }), data, proxy],
      publish: ["8080:80"],
      secrets: [shopPassword.mount({ fileName: "password", mode: 0o400 })],
      configs: [site.mount({ fileName: "/site" })],
      volumes: ["data:/data", "/etc/hosts:/hosts:ro"],
      mounts: [{ source: "shared", target: "/shared", volumeExternal: true }],
      resources: { limits: { cpus: 0.5, memory: "64M" } },
      updateConfig: { parallelism: 2 },
    });
    "
  `);
});

test("Without a stack, the program has all services and networks of the swarm, with their exact names", async () => {
  const project = swarmProject(lists, {});
  expect(project.components.map(({ component, logicalName }) => `${component} ${logicalName}`)).toEqual([
    "SwarmNode node1",
    "OverlayNetwork shop_default",
    "OverlayNetwork shop_data",
    "OverlayNetwork proxy",
    "OverlayNetwork other",
    "SwarmSecret shop_password",
    "SwarmConfig shop_site",
    "SwarmConfig other",
    "SwarmService by-hand",
    "SwarmService shop_agent",
    "SwarmService shop_web",
  ]);
  expect(await programOf()).toContain(`"com.docker.stack.namespace": "shop"`);
});

test("The value of a secret variable is a setting that the takeover reads, and is written nowhere", () => {
  const project = swarmProject(lists, { stack: "shop" });
  expect(project.settings).toEqual([
    {
      name: "dbPassword",
      description: "",
      isSecret: true,
      fromVariable: { service: "shop_agent", variable: "DB_PASSWORD" },
    },
  ]);
  expect(JSON.stringify(project).includes("Zu7hq2Lx")).toBe(false);
});

test("Nodes with labels are managed through their own daemons, and workers through a manager as well", async () => {
  const labelled = { Labels: { zone: "b", "swarm.node.former": "x" }, Availability: "active" } as const;
  const nodes = [
    { ...node("node1"), Spec: { ...labelled, Role: "worker" } },
    { ...node("node9"), Spec: { Labels: { disk: "ssd" }, Role: "manager", Availability: "drain" } },
    node("node2"),
  ] as const;
  const program = await programOf(undefined, { nodes, services: [withSpec({ Name: "web", TaskTemplate: {} })] });
  expect(program.slice(0, program.indexOf("// Networks"))).toMatchInlineSnapshot(`
    "import { readFileSync } from "node:fs";
    import * as docker from "@pulumi/docker";
    import * as pulumi from "@pulumi/pulumi";
    import {
      NodeAvailability,
      OverlayNetwork,
      SwarmConfig,
      SwarmNode,
      SwarmService,
      UpdateFailureAction,
    } from "pulumi-swarm-networking";

    const config = new pulumi.Config();
    // The Docker daemon of a manager, which sets the labels of workers.
    const managerHost = config.get("managerHost") ?? "ssh://root@node9";
    // The Docker daemon of the node "node1".
    const node1Host = config.get("node1Host") ?? "ssh://root@192.168.9.11";

    // Nodes

    // Without retainOnDelete, a node would leave the swarm when it is removed from the program.
    new SwarmNode(
      "node1",
      { labels: { zone: "b" }, managerHosts: [managerHost] },
      {
        provider: new docker.Provider("node1", { host: node1Host }),
        retainOnDelete: true,
      },
    );

    new SwarmNode(
      "node9",
      { labels: { disk: "ssd" }, availability: NodeAvailability.Drain },
      { retainOnDelete: true },
    );

    "
  `);
});

test("A stack has no nodes, because they belong to the swarm", () => {
  const { components } = swarmProject(lists, { stack: "shop" });
  expect(components.filter(({ component }) => component === "SwarmNode")).toEqual([]);
});

test("Options of the gateway bridge that Docker does not set are a remark", () => {
  const bridge = (options: object): SwarmLists => ({
    ...lists,
    networks: [
      overlay("n9", {
        Name: "docker_gwbridge",
        Scope: "local",
        Driver: "bridge",
        Options: {
          "com.docker.network.bridge.name": "docker_gwbridge",
          "com.docker.network.bridge.enable_icc": "false",
          "com.docker.network.bridge.enable_ip_masquerade": "true",
          ...options,
        },
      }),
    ],
    configs: [],
    services: [withSpec({ Name: "web", TaskTemplate: {} })],
  });
  expect(swarmProject(bridge({}), {}).remarks).toEqual([]);
  expect(swarmProject(bridge({ "com.docker.network.driver.mtu": "1400" }), {}).remarks).toEqual([
    "The gateway bridge `docker_gwbridge` of this daemon's node has the options " +
      "`com.docker.network.driver.mtu=1400`. The program does not manage it, because every node has its own. " +
      "Declare a `GatewayBridge` for each node.",
  ]);
});

test("A config that is a template stays one, and options of its driver are a remark", () => {
  const Data = Buffer.from("{{ .Node.Hostname }}\n").toString("base64");
  const config = payload("c9", "banner", { Data, Templating: { Name: "golang", Options: { a: "b" } } });
  const { components, remarks } = swarmProject({ ...lists, configs: [config] }, {});
  const banner = components.find(({ logicalName }) => logicalName === "banner");
  expect(banner?.args).toMatchObject({ templateDriver: "golang" });
  expect(remarks).toContain("The program does not say the options of the template driver of the config `banner`.");
});

test("What no argument describes is a remark, and so is a config with a secret", () => {
  const odd = member("odd", { Privileges: { SELinuxContext: { Level: "s0" } } });
  const { remarks } = swarmProject({ ...lists, services: [odd] }, {});
  expect(remarks).toEqual([
    "The program does not have the content of the config `shop_db`, which looks secret. Turn it into a SwarmSecret.",
    "The program does not say `taskSpec.containerSpec.privileges.seLinuxContext.level` of the service `shop_odd`: no " +
      "argument describes it. Updates keep it.",
  ]);
});

test("A stack that the swarm does not have is refused with the stacks that it has", () => {
  expect(() => swarmProject(lists, { stack: "blog" })).toThrow('The swarm has no stack "blog". It has "shop".');
});

test("A subnet that was declared is in the program, and one that Swarm allocated is not", () => {
  const withSubnet = (Subnet: string, Gateway: string): unknown => {
    const network = overlay("n8", { Name: "data", IPAM: { Config: [{ Subnet, Gateway }] } });
    const web = withSpec({ Name: "web", TaskTemplate: {} });
    const { components } = swarmProject({ ...lists, networks: [network], services: [web] }, {});
    return components.find(({ component }) => component === "OverlayNetwork")?.args["subnets"];
  };
  expect(withSubnet("10.0.12.0/24", "10.0.12.1")).toBeUndefined();
  expect(withSubnet("10.88.0.0/24", "10.88.0.1")).toEqual([{ subnet: "10.88.0.0/24" }]);
  expect(withSubnet("192.168.7.0/24", "192.168.7.1")).toEqual([{ subnet: "192.168.7.0/24" }]);
});

test("A member has the image as the compose file had it, and never the label that says so", () => {
  const readImage = (declared: string, deployed: string): unknown => {
    const Labels = { ...ofShop, "com.docker.stack.image": declared };
    const web = member("web", { Image: deployed }, {}, { Labels });
    const { components } = swarmProject({ ...lists, services: [web] }, { stack: "shop" });
    const args = components.find(({ component }) => component === "SwarmService")?.args;
    return [args?.["image"], args?.["labels"]];
  };
  expect(readImage("org/exporter", "org/exporter:latest")).toEqual(["org/exporter", undefined]);
  expect(readImage("nginx:1.28", "nginx:1.29")).toEqual(["nginx:1.29", undefined]);
});

test("A service with search domains and no name servers becomes one that the component accepts", async () => {
  const web = member("web", { DNSConfig: { Search: ["internal.example.com"] } });
  const program = await programOf("shop", { services: [web] });
  expect(program).toContain(`dns: { nameservers: [], searches: ["internal.example.com"] },`);
});
