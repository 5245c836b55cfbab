import type { NetworkInspection, NetworkPeer, NetworkTask } from "../../swarm/inspection";
import { isDown } from "../../swarm/scheduling/schedulableNode";
import type { Network } from "../engine/types";
import { overlaps } from "../../swarm/cidr";
import { attachedContainers } from "./attachedContainers";
import { byName } from "./byName";
import { networkFacts } from "./networkFacts";
import { nodeAddress, nodeName } from "./nodeAddress";
import { attachmentsOf } from "./serviceFacts";
import type { SwarmLists } from "./swarmLists";
import { hasEnded, taskFacts } from "./taskFacts";
import type { TaskSummary } from "./taskSummary";

/**
 * The nodes, services, tasks and containers on a network, from a manager's lists. Pure.
 *
 * `docker network inspect` shows only one node; this shows the whole swarm. The peers are the nodes that run a task on
 * the network, because a node joins a network with its first task.
 */
export function inspectNetwork(network: Network, lists: SwarmLists): NetworkInspection {
  const tasks = lists.tasks.filter((task) => !hasEnded(task) && isOn(network, task));
  const networks = [network];
  return {
    ...networkFacts(network, lists),
    peers: peersOf(network, tasks, lists),
    services: byName(
      lists.services.flatMap((service) =>
        attachmentsOf(service, networks).map(({ aliases, virtualIp }) => ({
          id: service.ID,
          name: service.Spec.Name,
          aliases,
          ...(virtualIp === undefined || virtualIp === "" ? {} : { virtualIp }),
        })),
      ),
    ),
    tasks: tasksOf(network, tasks, lists),
  };
}

function isOn({ Id }: Network, { NetworksAttachments }: TaskSummary): boolean {
  return (NetworksAttachments ?? []).some(({ Network: { ID } }) => ID === Id);
}

function peersOf(network: Network, tasks: readonly TaskSummary[], lists: SwarmLists): NetworkPeer[] {
  const hosts = new Set(tasks.map(({ NodeID }) => NodeID));
  const others = new Set(attachedContainers(network, lists).map(({ node }) => node));
  // Once the ingress exists, every node is attached to it, with or without tasks.
  const there = lists.nodes.filter(
    (node) => hosts.has(node.ID) || others.has(nodeName(node)) || (network.Ingress && !isDown(node)),
  );
  const peers = there.map((node) => {
    const address = nodeAddress(node);
    return { id: node.ID, name: nodeName(node), address };
  });
  return byName(peers).map(({ name, address }) => ({ node: name, ...(address === undefined ? {} : { address }) }));
}

function tasksOf(network: Network, tasks: readonly TaskSummary[], lists: SwarmLists): NetworkTask[] {
  const { services, nodes } = lists;
  const serviceNames = new Map(services.map(({ ID, Spec }) => [ID, Spec.Name]));
  const nodeNames = new Map(nodes.map((node) => [node.ID, nodeName(node)]));
  const listed = byName(tasks.map((task) => taskFacts(task, serviceNames, nodeNames))).map((task): NetworkTask => {
    const service = task.service === undefined ? undefined : serviceNames.get(task.service);
    const node = task.node === undefined ? undefined : (nodeNames.get(task.node) ?? task.node);
    return {
      id: task.id,
      name: task.name,
      ...(service === undefined ? {} : { service }),
      ...(node === undefined ? {} : { node }),
      state: task.state,
      addresses: task.addresses.filter((one) => one.network === network.Id).map(({ address }) => address),
    };
  });
  // The sort is stable, so the names stay in order within a node.
  return [...listed, ...containersOf(network, lists)].sort((a, b) =>
    (a.node ?? "").localeCompare(b.node ?? "", "en", { numeric: true }),
  );
}

function containersOf(network: Network, lists: SwarmLists): NetworkTask[] {
  const subnets = (network.IPAM.Config ?? []).map(({ Subnet = "" }) => Subnet);
  return attachedContainers(network, lists).map(({ id, address, node }) => {
    const subnet = subnets.find((block) => overlaps(block, `${address}/32`));
    return {
      id,
      name: `container ${id}`,
      ...(node === undefined ? {} : { node }),
      state: "running",
      addresses: [subnet === undefined ? address : `${address}/${subnet.replace(/^.*\//, "")}`],
    };
  });
}
