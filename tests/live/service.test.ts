import * as docker from "@pulumi/docker";
import type { EngineEvent } from "@pulumi/pulumi/automation";
import { Engine } from "../../provider/engine/engine";
import type { Service, Task } from "../../provider/engine/types";
import { readLab } from "../support/lab";
import { createLiveStack, type LiveStack } from "../support/stack";

const lab = readLab();
const engine = new Engine({ host: lab.dockerHost });
const serviceName = "live-service";
const publishedPort = 18110;

/** The arguments of the program. A test changes some of them, like an edit. */
interface Declared {
  readonly image: string;
  readonly replicas: number;
  readonly labels: Readonly<Record<string, string>>;
  readonly env: Readonly<Record<string, string>>;
  /** Whether the service is on the second network as well. */
  readonly isOnBoth: boolean;
  readonly global: boolean;
}

const first: Declared = {
  image: lab.image,
  replicas: 2,
  labels: { team: "shop", tier: "web" },
  env: { B: "2", A: "1" },
  isOnBoth: false,
  global: false,
};

let live: LiveStack;
let declared = first;

function declare(change: Partial<Declared>): void {
  declared = { ...declared, ...change };
}

const program = (): Promise<Record<string, unknown>> => {
  const front = new docker.Network("front", { name: "live-service-front", driver: "overlay" });
  const back = new docker.Network("back", { name: "live-service-back", driver: "overlay" });
  const service = new docker.Service("service", {
    name: serviceName,
    labels: Object.entries(declared.labels).map(([label, value]) => ({ label, value })),
    taskSpec: {
      containerSpec: {
        image: declared.image,
        env: declared.env,
        healthcheck: { tests: ["CMD", "/server", "-healthcheck"], interval: "1s", timeout: "1m30s" },
        stopGracePeriod: "5s",
      },
      networksAdvanceds: [{ id: front.id, aliases: ["web", "shop"] }, ...(declared.isOnBoth ? [{ id: back.id }] : [])],
      placement: { constraints: ["node.platform.os==linux"] },
    },
    mode: declared.global ? { global: true } : { replicated: { replicas: declared.replicas } },
    updateConfig: { parallelism: 0, monitor: "1s" },
    endpointSpec: { ports: [{ targetPort: 8080, publishedPort }, { targetPort: 8081 }] },
    convergeConfig: { timeout: "1m" },
  });
  return Promise.resolve({ id: service.id, front: front.id, back: back.id, ports: service.endpointSpec.ports });
};

interface Deployed {
  readonly id: string;
  readonly front: string;
  readonly back: string;
  readonly ports: readonly { readonly publishedPort: number }[];
}

async function up(): Promise<Deployed> {
  const { outputs } = await live.upWithResult();
  const value = (name: string): unknown => outputs[name]?.value;
  return { id: value("id"), front: value("front"), back: value("back"), ports: value("ports") } as Deployed;
}

async function inSwarm(): Promise<Service> {
  return engine.inspectService(serviceName);
}

async function runningTasks(id: string): Promise<Task[]> {
  const tasks = await engine.listTasks({ service: [id], "desired-state": ["running"] });
  return tasks.filter(({ Status }) => Status.State === "running");
}

/** The operation and the paths that the preview shows for the service. */
async function previewed(): Promise<string[]> {
  const steps: string[] = [];
  const onEvent = ({ resourcePreEvent }: EngineEvent): void => {
    if (resourcePreEvent?.metadata.type !== "docker:index/service:Service") return;
    const { op, detailedDiff } = resourcePreEvent.metadata;
    if (op !== "same") steps.push([op, ...Object.keys(detailedDiff ?? {}).sort()].join(" "));
  };
  await live.stack.preview({ onEvent, diff: true });
  return steps;
}

let deployed: Deployed;

beforeAll(async () => {
  live = await createLiveStack("service", lab.dockerHost, program);
  deployed = await up();
});

afterAll(async () => {
  await live.remove();
  const names = (await engine.listServices({ name: [serviceName] })).map(({ Spec }) => Spec.Name);
  // The Engine's filter is not used, because some versions match parts of a name.
  const networks = (await engine.listNetworks()).map(({ Name }) => Name).filter((name) => name.startsWith(serviceName));
  expect({ names, networks }).toEqual({ names: [], networks: [] });
});

test("A new service runs its tasks, and its image is pinned to the registry's digest for the tag", async () => {
  const { ID, Spec } = await inSwarm();
  expect(ID).toBe(deployed.id);
  const { Descriptor } = await engine.distribution(lab.image);
  expect(Spec.TaskTemplate.ContainerSpec?.Image).toBe(`${lab.image}@${Descriptor.digest}`);
  expect(Spec.TaskTemplate.Networks).toEqual([{ Target: deployed.front, Aliases: ["shop", "web"] }]);
  expect(await runningTasks(ID)).toHaveLength(2);
});

test("A port that Swarm chose is an output", async () => {
  const { Endpoint } = await inSwarm();
  const allotted = Endpoint?.Ports?.find(({ TargetPort }) => TargetPort === 8081)?.PublishedPort;
  expect(deployed.ports.map((port) => port.publishedPort)).toEqual([publishedPort, allotted]);
});

test("A preview after a deployment shows no changes", async () => {
  await live.stack.previewRefresh({ expectNoChanges: true });
  await live.expectQuiet();
});

test("Changes to labels and replicas keep the running tasks", async () => {
  const before = (await runningTasks(deployed.id)).map(({ ID }) => ID);
  declare({ replicas: 3, labels: { team: "shop", owner: "web" } });
  expect(await previewed()).toEqual(["update labels[1] mode.replicated.replicas"]);
  expect((await up()).id).toBe(deployed.id);
  const after = (await runningTasks(deployed.id)).map(({ ID }) => ID);
  expect({ tasks: after.length, kept: before.every((id) => after.includes(id)) }).toEqual({ tasks: 3, kept: true });
  expect((await inSwarm()).Spec.Labels).toEqual({ team: "shop", owner: "web" });
});

test("A second network is attached in place, and the service keeps its id", async () => {
  declare({ isOnBoth: true });
  expect(await previewed()).toEqual(["update taskSpec.networksAdvanceds[1]"]);
  expect((await up()).id).toBe(deployed.id);
  const { Spec } = await inSwarm();
  expect(Spec.TaskTemplate.Networks?.map(({ Target }) => Target)).toEqual([deployed.front, deployed.back].sort());
  expect(await runningTasks(deployed.id)).toHaveLength(3);
  await live.expectQuiet();
});

test("A refresh detects a change outside of Pulumi, and the next update reverts it", async () => {
  const { Version, Spec } = await inSwarm();
  await engine.updateService(deployed.id, Version.Index, {
    ...Spec,
    Labels: { ...Spec.Labels, foreign: "yes" },
    Mode: { Replicated: { Replicas: 1 } },
  });
  await live.stack.refresh();
  expect(await previewed()).toEqual(["update labels[2] mode.replicated.replicas"]);
  await up();
  const repaired = await inSwarm();
  expect({ labels: repaired.Spec.Labels, mode: repaired.Spec.Mode }).toEqual({
    labels: { team: "shop", owner: "web" },
    mode: { Replicated: { Replicas: 3 } },
  });
});

test("If no node can pull an image, the error quotes the tasks, and the next update fixes the service", async () => {
  const missing = `${lab.registry}/hello:missing`;
  declare({ image: missing });
  const failure = await up().catch((error: unknown) => error as Error);
  // Since Engine 29, the message is that of containerd's image store; before, it is Docker's own.
  const { Version } = await engine.version();
  const words =
    parseInt(Version) < 29
      ? `No such image: ${missing}`
      : `failed to resolve reference "${missing}": ${missing}: not found`;
  expect((failure as Error).message).toContain(`rejected: "${words}"`);
  expect((await inSwarm()).ID).toBe(deployed.id);
  // After a refresh, the state still shows that the update is paused, although the spec is the declared one.
  await live.stack.refresh();
  expect(await previewed()).toEqual(["update"]);
  declare({ image: lab.image });
  expect((await up()).id).toBe(deployed.id);
  expect(await runningTasks(deployed.id)).toHaveLength(3);
  await live.expectQuiet();
});

test("Another mode deletes and creates the service, and a global service waits for a task on each node", async () => {
  declare({ global: true });
  expect(await previewed()).toEqual(["delete-replaced", "replace mode", "create-replacement mode"]);
  const { id } = await up();
  expect(id).not.toBe(deployed.id);
  const nodes = (await runningTasks(id)).map(({ NodeID }) => NodeID).sort();
  expect(nodes).toEqual((await engine.listNodes()).map(({ ID }) => ID).sort());
  await live.expectQuiet();
});

test("A service of the docker command is imported without a change and without a restart", async () => {
  const name = "live-service-imported";
  const { id } = await engine.createService({
    Name: name,
    Labels: { team: "shop" },
    TaskTemplate: { ContainerSpec: { Image: lab.image, Env: ["B=2", "A=1"], StopGracePeriod: 0 } },
    Mode: { Replicated: { Replicas: 1 } },
    EndpointSpec: { Mode: "vip", Ports: [{ TargetPort: 8080, PublishedPort: 18111 }] },
  });
  const taken = await createLiveStack("imported", lab.dockerHost, () => {
    const service = new docker.Service(
      "imported",
      {
        name,
        labels: [{ label: "team", value: "shop" }],
        taskSpec: { containerSpec: { image: lab.image, env: { A: "1", B: "2" }, stopGracePeriod: "0s" } },
        endpointSpec: { ports: [{ targetPort: 8080, publishedPort: 18111 }] },
      },
      { import: id },
    );
    return Promise.resolve({ id: service.id });
  });
  try {
    const { outputs, summary } = await taken.upWithResult();
    expect([outputs.id?.value, summary.resourceChanges]).toEqual([id, { create: 1, import: 1 }]);
    await taken.expectQuiet();
    const tasks = await engine.listTasks({ service: [id] });
    expect(tasks).toHaveLength(1);
  } finally {
    await taken.remove();
  }
});
