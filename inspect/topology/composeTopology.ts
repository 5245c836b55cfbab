import type { Network, Node, PortConfig, Service, Task } from "../../provider/engine/types";
import { effectiveMtu } from "../../swarm/mtu";
import { driverOption, isEncrypted } from "../../swarm/options";
import { nodeAddress } from "../nodeAddress";
import type { PortView } from "../stackView";
import { addressUsage, hasEnded } from "./addressUsage";
import type { ProgramNames } from "./stackExport";
import type {
  AttachmentItem,
  BridgeItem,
  NetworkItem,
  NodeItem,
  ServiceItem,
  SubnetItem,
  TaskItem,
  Topology,
} from "./topology";

/** Name of the bridge that every node of a swarm has. */
export const gatewayBridgeName = "docker_gwbridge";

/** What the Engine answers. */
export interface SwarmAnswers {
  readonly networks: readonly Network[];
  readonly services: readonly Service[];
  readonly tasks: readonly Task[];
  readonly nodes: readonly Node[];
  /** docker_gwbridge by the id of the node that it belongs to. */
  readonly bridges: ReadonlyMap<string, Network>;
}

/** Makes the model of a swarm from what its Engine answers. Pure. */
export function composeTopology(host: string, answers: SwarmAnswers, program?: ProgramNames): Topology {
  const overlays = answers.networks.filter(({ Scope }) => Scope === "swarm");
  const names = program?.byId ?? new Map<string, string>();
  const hostNames = new Map(answers.nodes.map((node) => [node.ID, nodeName(node)]));
  const serviceNames = new Map(answers.services.map(({ ID, Spec }) => [ID, Spec.Name]));
  const networks = byName(overlays.map((network) => networkItem(network, answers, names.get(network.Id))));
  return {
    host,
    stack: program?.stack,
    networks,
    services: byName(answers.services.map((service) => serviceItem(service, networks, answers.tasks, names))),
    tasks: byName(answers.tasks.filter(isShown).map((task) => taskItem(task, serviceNames, hostNames, networks))),
    nodes: byName(answers.nodes.map((node) => nodeItem(node, answers.bridges.get(node.ID)))),
  };
}

function networkItem(network: Network, answers: SwarmAnswers, programName: string | undefined): NetworkItem {
  const options = network.Options ?? {};
  const encrypted = network.Driver === "overlay" && isEncrypted(options);
  const mtu = options[driverOption.mtu];
  return {
    id: network.Id,
    name: network.Name,
    programName,
    driver: network.Driver,
    ingress: network.Ingress,
    encrypted,
    internal: network.Internal,
    attachable: network.Attachable,
    effectiveMtu:
      network.Driver === "overlay" ? effectiveMtu(mtu === undefined ? undefined : Number(mtu), encrypted) : undefined,
    vxlanIds: (options[driverOption.vxlanIds] ?? "").split(",").filter((id) => id !== ""),
    subnets: subnetItems(network),
    addresses: addressUsage(network, answers),
    labels: network.Labels ?? {},
  };
}

function subnetItems(network: Network): SubnetItem[] {
  return (network.IPAM.Config ?? []).map(({ Subnet, Gateway, IPRange }) => ({
    subnet: Subnet ?? "",
    gateway: Gateway,
    ipRange: IPRange,
  }));
}

function serviceItem(
  service: Service,
  networks: readonly NetworkItem[],
  tasks: readonly Task[],
  names: ReadonlyMap<string, string>,
): ServiceItem {
  const { Spec: spec, Endpoint: endpoint } = service;
  const running = tasks.filter((task) => task.ServiceID === service.ID && task.Status.State === "running").length;
  const targets = spec.TaskTemplate.Networks ?? [];
  const listed = new Set(networks.map(({ id }) => id));
  return {
    id: service.ID,
    name: spec.Name,
    programName: names.get(service.ID),
    image: (spec.TaskTemplate.ContainerSpec?.Image ?? "").replace(/@sha256:.*$/, ""),
    mode: modeOf(service),
    endpointMode: endpoint?.Spec?.Mode ?? spec.EndpointSpec?.Mode ?? "vip",
    desiredTasks: service.ServiceStatus?.DesiredTasks ?? spec.Mode?.Replicated?.Replicas ?? running,
    runningTasks: service.ServiceStatus?.RunningTasks ?? running,
    attachments: attachmentsOf(service, networks),
    unlisted: targets.flatMap(({ Target }) => (listed.has(Target) ? [] : Target)),
    ports: portViews(endpoint?.Ports ?? spec.EndpointSpec?.Ports),
    update: updateOf(service),
    labels: spec.Labels ?? {},
  };
}

function attachmentsOf(service: Service, networks: readonly NetworkItem[]): AttachmentItem[] {
  const virtualIps = new Map((service.Endpoint?.VirtualIPs ?? []).map(({ NetworkID, Addr }) => [NetworkID, Addr]));
  const targets = new Map((service.Spec.TaskTemplate.Networks ?? []).map((entry) => [entry.Target, entry]));
  const published = portViews(service.Endpoint?.Ports ?? service.Spec.EndpointSpec?.Ports).some(
    ({ publishMode }) => publishMode === "ingress",
  );
  return networks
    .filter(({ id, ingress }) => targets.has(id) || (ingress && published))
    .map(({ id }) => ({
      network: id,
      aliases: targets.get(id)?.Aliases ?? [],
      virtualIp: virtualIps.get(id),
    }));
}

function modeOf({ Spec: { Mode: mode } }: Service): ServiceItem["mode"] {
  if (mode?.Global !== undefined) return "global";
  if (mode?.ReplicatedJob !== undefined) return "replicated job";
  return mode?.GlobalJob !== undefined ? "global job" : "replicated";
}

function updateOf({ UpdateStatus: status }: Service): string | undefined {
  if (status?.State === undefined) return undefined;
  return status.Message === undefined || status.Message === "" ? status.State : `${status.State}: ${status.Message}`;
}

function portViews(ports: readonly PortConfig[] | null | undefined): PortView[] {
  return (ports ?? []).map((port) => ({
    protocol: port.Protocol ?? "tcp",
    targetPort: port.TargetPort ?? 0,
    publishedPort: port.PublishedPort ?? 0,
    publishMode: port.PublishMode ?? "ingress",
  }));
}

/** The history of a task that has ended is no part of the picture, unless the swarm still wants it to run. */
function isShown(task: Task): boolean {
  return !hasEnded(task) || task.DesiredState === "running";
}

function taskItem(
  task: Task,
  serviceNames: ReadonlyMap<string, string>,
  hostNames: ReadonlyMap<string, string>,
  networks: readonly NetworkItem[],
): TaskItem {
  const node = task.NodeID === "" ? undefined : task.NodeID;
  const service = serviceNames.get(task.ServiceID);
  const where = task.Slot ?? (node === undefined ? task.ID.slice(0, 5) : (hostNames.get(node) ?? node));
  const listed = new Set(networks.map(({ id }) => id));
  return {
    id: task.ID,
    name: service === undefined ? `container ${task.ID.slice(0, 5)}` : `${service}.${where}`,
    service: service === undefined ? undefined : task.ServiceID,
    node,
    state: task.Status.State,
    desiredState: task.DesiredState,
    message: task.Status.Err ?? task.Status.Message,
    addresses: (task.NetworksAttachments ?? [])
      .filter(({ Network: { ID } }) => listed.has(ID))
      .flatMap(({ Network: { ID }, Addresses }) => (Addresses ?? []).map((address) => ({ network: ID, address }))),
    ports: portViews(task.Status.PortStatus?.Ports),
  };
}

function nodeItem(node: Node, bridge: Network | undefined): NodeItem {
  return {
    id: node.ID,
    name: nodeName(node),
    role: node.ManagerStatus?.Leader === true ? "leader" : node.Spec.Role,
    state: node.Status.State,
    availability: node.Spec.Availability,
    address: nodeAddress(node),
    engine: node.Description?.Engine?.EngineVersion,
    labels: node.Spec.Labels ?? {},
    bridge: bridge === undefined ? undefined : bridgeItem(bridge),
  };
}

function bridgeItem(bridge: Network): BridgeItem {
  const options = Object.entries(bridge.Options ?? {}).map(([key, value]): [string, string] => [
    key.replace(/^com\.docker\.network\./, ""),
    value,
  ]);
  return { name: bridge.Name, subnets: subnetItems(bridge), options: Object.fromEntries(options.sort()) };
}

function nodeName(node: Node): string {
  return node.Description?.Hostname ?? node.ID;
}

/** By name as people order them, `web.10` after `web.9`; by id where two have the same. */
function byName<T extends { readonly name: string; readonly id: string }>(items: readonly T[]): T[] {
  return [...items].sort(
    (a, b) => a.name.localeCompare(b.name, "en", { numeric: true }) || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0),
  );
}
