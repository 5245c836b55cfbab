import * as docker from "@pulumi/docker";
import type { Deployment } from "@pulumi/pulumi/automation";
import { Engine } from "../../provider/engine/engine";
import type { NetworkSpec, ServiceSpec } from "../../provider/engine/types";
import type { Properties, Property } from "../../provider/handler/properties";
import { readLab } from "../support/lab";
import { createLiveStack, type LiveStack } from "../support/stack";

// The official plugin cannot run here. These are the requests and the state of a stack that it deployed: zeros for
// unset properties, `__defaults` and `__meta` in the inputs and outputs, images by digest, and lists in an order of its
// own.
const lab = readLab();
const engine = new Engine({ host: lab.dockerHost });
const stackName = "official";
const data = Buffer.from("held by the official plugin").toString("base64");
const networkName = "backend-1a2b3c4";
const serviceName = "web-5d6e7f8";
const labels = [{ label: "team", value: "shop" }];
const none: Property = [];

const network = {
  driver: "overlay",
  attachable: true,
  // The Engine drops these addresses of a swarm network, so they are in no state.
  ipamConfigs: [{ subnet: "10.231.0.0/24", auxAddress: { router: "10.231.0.5" } }],
  labels,
  options: { encrypted: "false" },
};
const secret = { name: "official-password", data };
const config = { name: "official-site", data };

function service(ids: Ids): docker.ServiceArgs {
  return {
    labels,
    taskSpec: {
      containerSpec: {
        image: lab.image,
        env: { B: "2", A: "1" },
        labels: [{ label: "tier", value: "web" }],
        mounts: [{ target: "/scratch", type: "tmpfs" }],
        secrets: [{ secretId: ids.secret, secretName: secret.name, fileName: "/run/secrets/password" }],
        configs: [{ configId: ids.config, configName: config.name, fileName: "/site" }],
      },
      networksAdvanceds: [{ id: ids.network, aliases: ["shop", "api"] }],
      restartPolicy: { condition: "any" },
      placement: { constraints: ["node.platform.os==linux"], prefs: ["spread=node.labels.zone"] },
    },
    mode: { replicated: { replicas: 2 } },
    updateConfig: { delay: "1m" },
    endpointSpec: { ports: [{ targetPort: 8080, publishedPort: 18120 }, { targetPort: 9090 }] },
  };
}

interface Ids {
  readonly network: docker.Network["id"] | string;
  readonly secret: docker.Secret["id"] | string;
  readonly config: docker.ServiceConfig["id"] | string;
}

interface Made {
  readonly network: string;
  readonly secret: string;
  readonly config: string;
  readonly service: string;
  readonly image: string;
}

let live: LiveStack;
let made: Made;

function program(change: Partial<docker.ServiceArgs> = {}) {
  return (): Promise<Record<string, unknown>> => {
    const ids = {
      network: new docker.Network("backend", network).id,
      secret: new docker.Secret("password", secret).id,
      config: new docker.ServiceConfig("site", config).id,
    };
    return Promise.resolve({ service: new docker.Service("web", { ...service(ids), ...change }).id });
  };
}

beforeAll(async () => {
  live = await createLiveStack(stackName, lab.dockerHost, program());
  made = await makeObjects();
  await waitForTasks();
});

afterAll(async () => {
  await live.remove();
  const left = [
    ...(await engine.listServices({ name: [serviceName] })),
    ...(await engine.listNetworks({ name: [networkName] })),
    ...(await engine.listPayloads("secrets", { name: [secret.name] })),
    ...(await engine.listPayloads("configs", { name: [config.name] })),
  ];
  expect(left).toEqual([]);
});

/** Sends the requests of the official plugin to the Engine. */
async function makeObjects(): Promise<Made> {
  const networkSpec: NetworkSpec = {
    Name: networkName,
    Driver: "overlay",
    EnableIPv6: false,
    IPAM: { Driver: "default", Options: {}, Config: [{ Subnet: "10.231.0.0/24" }] },
    Internal: false,
    Attachable: true,
    Ingress: false,
    Options: { encrypted: "false" },
    Labels: { team: "shop" },
  };
  const { id: networkId } = await engine.createNetwork(networkSpec);
  const { id: secretId } = await engine.createPayload("secrets", { Name: secret.name, Labels: {}, Data: data });
  const { id: configId } = await engine.createPayload("configs", { Name: config.name, Labels: {}, Data: data });
  const { Descriptor, Platforms } = await engine.distribution(lab.image);
  const image = `${lab.image}@${Descriptor.digest}`;
  const file = (name: string): { Name: string; UID: string; GID: string; Mode: number } => ({
    Name: name,
    UID: "0",
    GID: "0",
    Mode: 0o444,
  });
  const rollout = {
    Parallelism: 1,
    Delay: 60e9,
    FailureAction: "pause",
    Monitor: 5e9,
    MaxFailureRatio: 0,
    Order: "stop-first",
  };
  const spec: ServiceSpec = {
    Name: serviceName,
    Labels: { team: "shop" },
    TaskTemplate: {
      ContainerSpec: {
        Image: image,
        Labels: { tier: "web" },
        Env: ["B=2", "A=1"],
        Init: false,
        StopGracePeriod: 0,
        Healthcheck: {},
        DNSConfig: {},
        Mounts: [{ Type: "tmpfs", Target: "/scratch" }],
        Secrets: [{ SecretID: secretId, SecretName: secret.name, File: file("/run/secrets/password") }],
        Configs: [{ ConfigID: configId, ConfigName: config.name, File: file("/site") }],
      },
      Resources: {},
      RestartPolicy: { Condition: "any", Delay: 0, MaxAttempts: 0, Window: 0 },
      Placement: {
        Constraints: ["node.platform.os==linux"],
        Preferences: [{ Spread: { SpreadDescriptor: "spread=node.labels.zone" } }],
        Platforms: Platforms?.map(({ architecture, os }) => ({ Architecture: architecture, OS: os })),
      },
      Networks: [{ Target: networkId, Aliases: ["shop", "api"] }],
      ForceUpdate: 0,
      Runtime: "container",
    },
    Mode: { Replicated: { Replicas: 2 } },
    UpdateConfig: rollout,
    EndpointSpec: {
      Mode: "vip",
      Ports: [
        { Protocol: "tcp", TargetPort: 9090, PublishMode: "ingress" },
        { Protocol: "tcp", TargetPort: 8080, PublishedPort: 18120, PublishMode: "ingress" },
      ],
    },
  };
  const { id: serviceId } = await engine.createService(spec);
  return { network: networkId, secret: secretId, config: configId, service: serviceId, image };
}

/** All past and present tasks of the service. A restart adds one. */
async function tasks(): Promise<string[]> {
  const all = await engine.listTasks({ service: [made.service] });
  return all.map(({ ID }) => ID).sort();
}

async function waitForTasks(): Promise<void> {
  for (;;) {
    const all = await engine.listTasks({ service: [made.service], "desired-state": ["running"] });
    if (all.length === 2 && all.every(({ Status }) => Status.State === "running")) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

/** Adds the `__meta` of the official plugin to each object; the first one names the resource. */
function noted(inputs: Property): Property {
  if (Array.isArray(inputs)) return inputs.map(noted);
  if (typeof inputs !== "object" || inputs === null) return inputs;
  const entries = Object.entries(inputs).map(([name, value]): [string, Property] => [name, noted(value)]);
  return { __defaults: none, ...Object.fromEntries(entries) };
}

/**
 * The state that the official plugin writes.
 *
 * @param refreshed whether a `pulumi refresh` has written the Engine's choices into the inputs
 */
async function officialState(refreshed: boolean): Promise<Deployment> {
  const urn = (type: string, name: string): string => `urn:pulumi:${stackName}::live::${type}::${name}`;
  const stack = urn("pulumi:pulumi:Stack", `live-${stackName}`);
  const provider = { urn: urn("pulumi:providers:docker", "default_5_2_0"), id: "6304c322-5c03-4470-bf28-a4e1c3ac1e14" };
  const resource = (type: string, name: string, id: string, inputs: Property, outputs: Properties): object => ({
    urn: urn(type, name),
    custom: true,
    type,
    id,
    parent: stack,
    provider: `${provider.urn}::${provider.id}`,
    inputs,
    outputs: { id, ...outputs },
  });
  const live = (await engine.listNetworks({ name: [networkName] }))[0];
  const subnet = { subnet: "10.231.0.0/24", gateway: refreshed ? "10.231.0.1" : "", ipRange: "", auxAddress: {} };
  const declared = service(made) as unknown as Properties;
  const task = declared.taskSpec as Properties;
  const container = task.containerSpec as Properties;
  const networkInputs = refreshed
    ? { ...network, ipamConfigs: [{ subnet: "10.231.0.0/24", gateway: "10.231.0.1" }] }
    : network;
  const serviceInputs = refreshed
    ? { ...declared, taskSpec: { ...task, containerSpec: { ...container, image: made.image } } }
    : declared;
  const resources = [
    { urn: stack, custom: false, type: "pulumi:pulumi:Stack" },
    {
      urn: provider.urn,
      custom: true,
      type: "pulumi:providers:docker",
      id: provider.id,
      inputs: { version: "5.2.0" },
      outputs: { version: "5.2.0" },
    },
    resource(
      "docker:index/network:Network",
      "backend",
      made.network,
      { ...(noted(networkInputs) as Properties), name: networkName, __defaults: ["name"] },
      {
        __meta: '{"schema_version":"1"}',
        name: networkName,
        driver: "overlay",
        attachable: true,
        ingress: false,
        internal: false,
        ipv6: false,
        ipamDriver: "default",
        ipamConfigs: [subnet],
        labels,
        options: { ...live?.Options },
        scope: "swarm",
      },
    ),
    resource("docker:index/secret:Secret", "password", made.secret, noted(secret), {
      __meta: '{"schema_version":"1"}',
      ...secret,
      labels: [],
    }),
    resource("docker:index/serviceConfig:ServiceConfig", "site", made.config, noted(config), {
      ...config,
      dataRaw: "",
      labels: [],
    }),
    resource(
      "docker:index/service:Service",
      "web",
      made.service,
      { ...(noted(serviceInputs) as Properties), name: serviceName, __defaults: ["name"] },
      {
        __meta: '{"schema_version":"2"}',
        ...declared,
        name: serviceName,
        taskSpec: {
          ...task,
          containerSpec: {
            ...container,
            image: made.image,
            init: false,
            stopGracePeriod: "0s",
            dnsConfig: {},
            healthcheck: {},
          },
          forceUpdate: 0,
          runtime: "container",
        },
      },
    ),
  ];
  return {
    version: 3,
    deployment: { manifest: { time: new Date().toISOString(), magic: "", version: "" }, resources },
  };
}

test.each([
  ["an up", false],
  ["a refresh", true],
])(
  "A stack of the official plugin can switch to this provider after %s without a change or a restart",
  async (_what, refreshed) => {
    const before = await tasks();
    await live.stack.importStack(await officialState(refreshed));
    await live.stack.preview({ expectNoChanges: true });
    const { summary } = await live.upWithResult();
    expect(summary.resourceChanges).toEqual({ same: 5 });
    await live.expectQuiet();
    expect((await engine.inspectService(made.service)).Spec.Name).toBe(serviceName);
    expect(await tasks()).toEqual(before);
  },
);

test("A refresh before the first update changes nothing either", async () => {
  const before = await tasks();
  await live.stack.importStack(await officialState(false));
  await live.expectQuiet();
  expect(await tasks()).toEqual(before);
});

test("A change that does not affect tasks keeps the values of the official plugin, and restarts no task", async () => {
  const before = await engine.inspectService(made.service);
  const ran = await tasks();
  live.setProgram(program({ labels: [...labels, { label: "owner", value: "web" }] }));
  await live.stack.up();
  const after = await engine.inspectService(made.service);
  expect(after.Spec).toEqual({ ...before.Spec, Labels: { team: "shop", owner: "web" } });
  expect(await tasks()).toEqual(ran);
});

test("The state records who chose the names, so that the official plugin keeps them after a switch back", async () => {
  const { deployment } = (await live.stack.exportStack()) as {
    deployment: { resources: { type: string; inputs?: Properties }[] };
  };
  const noted = deployment.resources
    .filter(({ type }) => /:(?:Network|Service)$/.test(type))
    .map(({ inputs }) => [inputs?.name, inputs?.__defaults]);
  expect(noted).toEqual([
    [networkName, ["name"]],
    [serviceName, ["name"]],
  ]);
});
