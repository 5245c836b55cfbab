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

async function programOf(stack?: string): Promise<string> {
  const options = { pulumiStack: "dev", componentsFrom: "^0.1.0", source: "a running swarm" };
  return String((await projectFiles(swarmProject(lists, { stack }), options)).get("index.ts"));
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

test("What no argument describes is a remark, and so are a config with a secret and labels of a node", () => {
  const odd = member("odd", { Privileges: { SELinuxContext: { Level: "s0" } } });
  const { remarks } = swarmProject({ ...lists, services: [odd] }, {});
  expect(remarks).toEqual([
    "The program does not have the content of the config `shop_db`, which looks secret. Turn it into a SwarmSecret.",
    "The program does not say `taskSpec.containerSpec.privileges.seLinuxContext.level` of the service `shop_odd`: no " +
      "argument describes it. Updates keep it.",
    "The node `node1` has labels. The program does not manage it, because that needs the address of its daemon: " +
      '`new SwarmNode("node1", {"labels":{"zone":"b"}}, { provider })`.',
  ]);
});

test("A stack that the swarm does not have is refused with the stacks that it has", () => {
  expect(() => swarmProject(lists, { stack: "blog" })).toThrow('The swarm has no stack "blog". It has "shop".');
});
