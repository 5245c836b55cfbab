import * as docker from "@pulumi/docker";
import { SwarmNode } from "../../components";
import { Engine } from "../../provider/engine/engine";
import type { PortConfig } from "../../provider/engine/types";
import { readLab } from "../support/lab";
import { createLiveStack, type LiveStack } from "../support/stack";

const lab = readLab();
const engine = new Engine({ host: lab.dockerHost });
const ports = { ingress: 18700, host: 18701, free: 18702, twice: 18703 };

let live: LiveStack;
const holders: string[] = [];

/** The arguments of a service that differ from those of one that can run everywhere. */
interface Part {
  readonly image?: string;
  readonly mounts?: docker.types.input.ServiceTaskSpecContainerSpecMount[];
  readonly placement?: docker.types.input.ServiceTaskSpecPlacement;
  readonly reservation?: docker.types.input.ServiceTaskSpecResourcesReservation;
  readonly logDriver?: string;
  readonly replicas?: number;
  readonly port?: docker.types.input.ServiceEndpointSpecPort;
}

function declare(name: string, part: Part): void {
  const { image = lab.image, mounts, placement, reservation, logDriver, replicas = 1, port } = part;
  new docker.Service(name, {
    name: `preview-${name}`,
    taskSpec: {
      containerSpec: { image, ...(mounts && { mounts }) },
      ...(placement && { placement }),
      ...(reservation && { resources: { reservation } }),
      ...(logDriver !== undefined && { logDriver: { name: logDriver } }),
    },
    mode: { replicated: { replicas } },
    ...(port && { endpointSpec: { ports: [port] } }),
  });
}

function published(publishedPort: number, publishMode = "ingress", protocol = "tcp"): Part["port"] {
  return { targetPort: 8080, publishedPort, publishMode, protocol };
}

/** The warnings of a preview, by the name of the resource that has them. */
async function preview(program: () => void): Promise<Record<string, string>> {
  live.setProgram(() => {
    program();
    return Promise.resolve({});
  });
  const found: Record<string, string> = {};
  await live.stack.preview({
    onEvent: ({ diagnosticEvent }) => {
      if (diagnosticEvent?.severity !== "warning" && diagnosticEvent?.severity !== "error") return;
      const resource = diagnosticEvent.urn?.split("::").at(-1) ?? "";
      found[resource] = `${found[resource] ?? ""}${diagnosticEvent.message}`;
    },
  });
  return found;
}

async function hold(name: string, port: PortConfig, isGlobal: boolean): Promise<void> {
  const { id } = await engine.createService({
    Name: name,
    TaskTemplate: { ContainerSpec: { Image: lab.image } },
    Mode: isGlobal ? { Global: {} } : { Replicated: { Replicas: 1 } },
    EndpointSpec: { Ports: [{ TargetPort: 8080, Protocol: "tcp", ...port }] },
  });
  holders.push(id);
}

async function runningTasks(): Promise<number> {
  const tasks = await engine.listTasks({ service: holders });
  return tasks.filter(({ Status }) => Status.State === "running").length;
}

beforeAll(async () => {
  live = await createLiveStack("preview-service", lab.dockerHost, () => Promise.resolve({}));
  await hold("preview-holder", { PublishedPort: ports.ingress, PublishMode: "ingress" }, false);
  await hold("preview-host-holder", { PublishedPort: ports.host, PublishMode: "host" }, true);
  while ((await runningTasks()) < 1 + lab.nodes.length) await new Promise((resolve) => setTimeout(resolve, 200));
});

afterAll(async () => {
  for (const id of holders) await engine.removeService(id);
  await live.remove();
});

test("A preview names each conflict of services with the swarm", async () => {
  const windows = [{ os: "windows", architecture: "amd64" }];
  const missing = `${lab.registry}/preview/missing:1`;
  const volume = { type: "volume", target: "/data", source: "data", volumeOptions: { driverName: "rexray" } };
  await live.stack.setConfig("docker:previewConflicts", { value: "warn" });
  const found = await preview(() => {
    declare("ingress-port", { port: published(ports.ingress) });
    declare("host-port", { port: published(ports.host, "host") });
    declare("host-replicas", { port: published(ports.free, "host"), replicas: 4 });
    declare("label", { placement: { constraints: ["node.labels.preview==ssd"] } });
    declare("hostname", { placement: { constraints: ["node.hostname==node-2"] } });
    declare("two-roles", { placement: { constraints: ["node.role==manager", "node.hostname==node2"] } });
    declare("platform", { placement: { platforms: windows } });
    declare("cpus", { reservation: { nanoCpus: 1_000_000_000_000 } });
    declare("memory", { reservation: { memoryBytes: 2 ** 50 } });
    declare("gpu", { reservation: { genericResources: { discreteResourcesSpecs: ["GPU=1"] } } });
    declare("max-replicas", { placement: { maxReplicas: 1 }, replicas: 4 });
    declare("image", { image: missing });
    declare("volume-driver", { mounts: [volume] });
    declare("log-driver", { logDriver: "loki" });
  });
  await live.stack.removeConfig("docker:previewConflicts");
  const start = (text: string): unknown => expect.stringContaining(text);
  expect(found).toEqual({
    "ingress-port": start(`cannot have port ${ports.ingress}/tcp: service "preview-holder"`),
    "host-port": start(`Port ${ports.host}/tcp is taken in host mode by service "preview-host-holder" on node1, node2`),
    "host-replicas": start("have room for 3 tasks, but the service has 4 replicas."),
    label: start(`No node of the swarm meets the constraint "node.labels.preview==ssd"`),
    hostname: start('Did you mean "node2"?'),
    "two-roles": start("No node of the swarm can run the service, so its tasks would stay pending: only node1 meets"),
    platform: start("No node of the swarm has the platform windows/amd64"),
    cpus: start("No node of the swarm has the 1000 CPUs that each task reserves"),
    memory: start("No node of the swarm has the 1048576 GiB of memory that each task reserves"),
    gpu: start("No node of the swarm has the 1 GPU that each task reserves"),
    "max-replicas": start("At most 1 task may run on each node"),
    image: start(`cannot run image "${missing}": its registry answers "`),
    "volume-driver": start('No node of the swarm has the volume driver "rexray"'),
    "log-driver": start('No node of the swarm has the log driver "loki"'),
  });
});

test("A preview fails because of a port that two new services publish", async () => {
  const twice = preview(() => {
    declare("first", { port: published(ports.twice) });
    declare("second", { port: published(ports.twice) });
  });
  await expect(twice).rejects.toThrow(
    /Service "preview-(first|second)" cannot have port 18703\/tcp: the program gives it to "(first|second)" as well\./,
  );
});

test("A preview says nothing about what the swarm can run, or will be able to after the update", async () => {
  const [, second] = lab.nodes;
  const found = await preview(() => {
    new SwarmNode(
      "node2",
      { labels: { preview: "ssd" }, managerHosts: [lab.dockerHost] },
      { provider: new docker.Provider("node2", { host: `unix://${second?.socket ?? ""}` }) },
    );
    const network = new docker.Network("new", { name: "preview-new", driver: "overlay" });
    declare("label-of-the-program", { placement: { constraints: ["node.labels.preview==ssd"] } });
    declare("unknown-label", { placement: { constraints: [network.id.apply((id) => `node.labels.network==${id}`)] } });
    declare("other-protocol", { port: published(ports.ingress, "ingress", "udp") });
    declare("a-task-on-each-node", { port: published(ports.free, "host"), replicas: lab.nodes.length });
    declare("no-replicas", { image: `${lab.registry}/preview/missing:1`, replicas: 0 });
    declare("exactly-enough", { placement: { maxReplicas: 1 }, replicas: lab.nodes.length });
    declare("several-constraints", {
      placement: { constraints: ["node.role != manager", "node.labels.rack!=r1", "node.platform.os==LINUX"] },
    });
    declare("addresses", { placement: { constraints: ["node.ip==192.168.0.0/16"] } });
    declare("log-driver-of-docker", { logDriver: "json-file" });
    declare("dynamic-host-port", { port: { targetPort: 8080, publishMode: "host" }, replicas: 9 });
  });
  expect(found).toEqual({});
});
