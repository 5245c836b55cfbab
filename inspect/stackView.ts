import { serviceMode } from "../provider/inspection/serviceFacts";
import type { ServiceInspection } from "../swarm/inspection";
import type { Engine } from "../provider/engine/engine";
import { listTasksInParts } from "../provider/engine/tasksInParts";
import type { Network, Node, Service } from "../provider/engine/types";
import { nodeAddress } from "../provider/inspection/nodeAddress";
import { inspectedPorts } from "../provider/inspection/taskFacts";
import { summaryOf, type TaskSummary } from "../provider/inspection/taskSummary";
import type { InspectedPort } from "../swarm/inspection";
import { effectiveMtu } from "../swarm/mtu";
import { driverOption, isEncrypted } from "../swarm/options";
import { isDown } from "../swarm/scheduling/schedulableNode";

/** The ids that a stack exports: keys are names in the program, values are ids in the swarm. */
export interface StackIds {
  readonly networks: Readonly<Record<string, string>>;
  readonly services: Readonly<Record<string, string>>;
}

export interface NetworkView {
  /** Name in the program. */
  readonly name: string;
  /** Name in the swarm. */
  readonly networkName: string;
  readonly subnets: readonly string[];
  /** Its traits, in Swarm's words: `ingress`, `encrypted`, `internal`, `attachable`, `effective MTU 1400`. */
  readonly traits: readonly string[];
}

export interface TaskView {
  readonly node: string;
  /** Address of the node, or `undefined` if the swarm does not know it. */
  readonly address: string | undefined;
}

export interface ServiceView {
  readonly name: string;
  readonly serviceName: string;
  readonly image: string;
  /** `undefined` for a global service. */
  readonly replicas: number | undefined;
  readonly mode: ServiceInspection["mode"];
  readonly running: readonly TaskView[];
  /** The name in the program, or, for other networks, in the swarm. */
  readonly networks: readonly string[];
  readonly ports: readonly InspectedPort[];
}

/** The networks and services of a stack as the Engine reports them. */
export interface StackView {
  readonly networks: readonly NetworkView[];
  readonly services: readonly ServiceView[];
  /** Addresses of the nodes that are not down; the ingress answers on all of them. */
  readonly nodeAddresses: readonly string[];
}

/** Reads the networks and services of a stack from the Engine. */
export async function readStackView(engine: Engine, ids: StackIds): Promise<StackView> {
  const [networks, services, nodes, tasks] = await Promise.all([
    engine.listNetworks(),
    engine.listServices(),
    engine.listNodes(),
    listTasksInParts(engine, { filters: { "desired-state": ["running"] }, pick: summaryOf }),
  ]);
  return composeStackView(ids, { networks, services, nodes, tasks });
}

/** The pure part of {@link readStackView}. Leaves out networks and services that the swarm does not have. */
export function composeStackView(
  ids: StackIds,
  swarm: {
    readonly networks: readonly Network[];
    readonly services: readonly Service[];
    readonly nodes: readonly Node[];
    readonly tasks: readonly TaskSummary[];
  },
): StackView {
  const programName = new Map(Object.entries(ids.networks).map(([name, id]) => [id, name]));
  const swarmName = new Map(swarm.networks.map((network) => [network.Id, network.Name]));
  const nodes = new Map(swarm.nodes.map((node) => [node.ID, node]));
  return {
    networks: named(ids.networks, swarm.networks, (network) => network.Id).map(([name, network]) => ({
      name,
      networkName: network.Name,
      subnets: (network.IPAM.Config ?? []).flatMap(({ Subnet }) => Subnet ?? []),
      traits: networkTraits(network),
    })),
    services: named(ids.services, swarm.services, (service) => service.ID).map(([name, service]) => ({
      name,
      serviceName: service.Spec.Name,
      image: (service.Spec.TaskTemplate.ContainerSpec?.Image ?? "").replace(/@sha256:.*$/, ""),
      replicas: service.Spec.Mode?.Replicated?.Replicas,
      mode: serviceMode(service),
      running: swarm.tasks
        .filter((task) => task.ServiceID === service.ID && task.Status.State === "running")
        .map((task) => nodes.get(task.NodeID ?? ""))
        .map((node) => ({ node: node?.Description?.Hostname ?? "?", address: node && nodeAddress(node) }))
        .sort((a, b) => a.node.localeCompare(b.node)),
      networks: (service.Spec.TaskTemplate.Networks ?? []).map(
        ({ Target }) => programName.get(Target) ?? swarmName.get(Target) ?? Target,
      ),
      ports: inspectedPorts(service.Endpoint?.Ports ?? service.Spec.EndpointSpec?.Ports),
    })),
    nodeAddresses: swarm.nodes
      .filter((node) => !isDown(node))
      .flatMap((node) => nodeAddress(node) ?? [])
      .sort(),
  };
}

function named<T>(
  ids: Readonly<Record<string, string>>,
  objects: readonly T[],
  idOf: (object: T) => string,
): [string, T][] {
  return Object.entries(ids).flatMap(([name, id]) =>
    objects.filter((object) => idOf(object) === id).map((object): [string, T] => [name, object]),
  );
}

function networkTraits({ Options: options, Driver: driver, ...network }: Network): string[] {
  const mtu = options?.[driverOption.mtu];
  const encrypted = isEncrypted(options ?? {});
  return [
    ...(network.Ingress ? ["ingress"] : []),
    ...(encrypted ? ["encrypted"] : []),
    ...(network.Internal ? ["internal"] : []),
    ...(network.Attachable ? ["attachable"] : []),
    ...(driver === "overlay"
      ? [`effective MTU ${effectiveMtu(mtu === undefined ? undefined : Number(mtu), encrypted)}`]
      : []),
  ];
}
