import type { Network, Node, Service } from "../../provider/engine/types";
import { byName } from "../../provider/inspection/byName";
import { networkFacts } from "../../provider/inspection/networkFacts";
import { nodeAddress, nodeName } from "../../provider/inspection/nodeAddress";
import { attachmentsOf, serviceFacts } from "../../provider/inspection/serviceFacts";
import type { SwarmLists } from "../../provider/inspection/swarmLists";
import { isShown, taskFacts } from "../../provider/inspection/taskFacts";
import type { TaskSummary } from "../../provider/inspection/taskSummary";
import type { ProgramNames } from "./stackExport";
import type { BridgeItem, NetworkItem, NodeItem, ServiceItem, TaskItem, Topology } from "./topology";

/** Name of the gateway bridge, which is the same on every node of a swarm. */
export const gatewayBridgeName = "docker_gwbridge";

/** The lists that the Engine returned. */
export interface SwarmAnswers extends SwarmLists {
  /** The docker_gwbridge of each node, by node id. */
  readonly bridges: ReadonlyMap<string, Network>;
}

/** Builds the model of a swarm from the lists that its Engine returned. Pure. */
export function composeTopology(host: string, answers: SwarmAnswers, program?: ProgramNames): Topology {
  const overlays = answers.networks.filter(({ Scope }) => Scope === "swarm");
  const names = program?.byId ?? new Map<string, string>();
  const hostNames = new Map(answers.nodes.map((node) => [node.ID, nodeName(node)]));
  const serviceNames = new Map(answers.services.map(({ ID, Spec }) => [ID, Spec.Name]));
  const listed = new Set(overlays.map(({ Id }) => Id));
  return {
    host,
    stack: program?.stack,
    networks: byName(
      overlays.map((network): NetworkItem => ({
        ...networkFacts(network, answers),
        programName: names.get(network.Id),
      })),
    ),
    services: byName(answers.services.map((service) => serviceItem(service, overlays, listed, answers.tasks, names))),
    tasks: byName(
      answers.tasks.filter(isShown).map((task) => taskItem(taskFacts(task, serviceNames, hostNames), listed)),
    ),
    nodes: byName(answers.nodes.map((node) => nodeItem(node, answers.bridges.get(node.ID)))),
  };
}

function serviceItem(
  service: Service,
  networks: readonly Network[],
  listed: ReadonlySet<string>,
  tasks: readonly TaskSummary[],
  names: ReadonlyMap<string, string>,
): ServiceItem {
  const attachments = byName(
    attachmentsOf(service, networks).map((attachment) => ({
      ...attachment,
      id: attachment.network.Id,
      name: attachment.network.Name,
    })),
  );
  return {
    ...serviceFacts(service, tasks),
    programName: names.get(service.ID),
    attachments: attachments.map(({ id, aliases, virtualIp }) => ({ network: id, aliases, virtualIp })),
    unlisted: (service.Spec.TaskTemplate.Networks ?? []).flatMap(({ Target }) => (listed.has(Target) ? [] : Target)),
  };
}

function taskItem(task: TaskItem, listed: ReadonlySet<string>): TaskItem {
  return { ...task, addresses: task.addresses.filter(({ network }) => listed.has(network)) };
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
  const subnets = (bridge.IPAM.Config ?? []).map(({ Subnet: subnet = "", Gateway: gateway }) => ({
    subnet,
    ...(gateway === undefined ? {} : { gateway }),
  }));
  return { name: bridge.Name, subnets, options: Object.fromEntries(options.sort()) };
}
