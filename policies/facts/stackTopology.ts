import type { PolicyResource } from "@pulumi/policy";
import { settled } from "../unknowns/looks";
import { serviceType } from "./service";
import { swarmOf } from "./swarmOf";
import { AttachmentResolver } from "./topology/attachmentResolver";
import { NetworkIndex } from "./topology/networkIndex";
import type { StackNetwork } from "./topology/stackNetwork";
import type { StackService } from "./topology/stackService";

/** The networks and services of a stack, in the order of its resources. */
export interface StackTopology {
  readonly networks: readonly StackNetwork[];
  readonly services: readonly StackService[];
}

/**
 * Resolves which service is on which network. Reads only resources of the docker package, which are also the children
 * of the components.
 *
 * A service refers to its networks by id. In a preview, the id of a new network is unknown. An earlier version of this
 * project's provider did not report the id of a network without a component. In these cases, Pulumi's record of the
 * resources that a property depends on helps: if one attachment of a service is unresolved, and one network among the
 * dependencies of the attachments is left, the attachment is to that network.
 */
export function topologyOf(resources: readonly PolicyResource[]): StackTopology {
  // All rules about a stack need the same topology.
  const before = topologies.get(resources);
  if (before !== undefined) return before;
  // Unknown ids do not count here, but when a rule reads a property of a StackService that depends on them.
  const topology = settled(() => readTopology(resources));
  topologies.set(resources, topology);
  return topology;
}

/** By the list of resources, which is the same object for all rules, and only within one request of the CLI. */
const topologies = new WeakMap<readonly PolicyResource[], StackTopology>();

function readTopology(resources: readonly PolicyResource[]): StackTopology {
  const index = new NetworkIndex(resources);
  const found = resources
    .filter(({ type }) => type === serviceType)
    .map((resource) => ({ resource, swarm: swarmOf(resource) }));
  const resolvers = found.map(({ resource, swarm }) => new AttachmentResolver(resource, swarm, index));
  identifyNetworks(resolvers);
  return { networks: index.networks, services: resolvers.map((resolver) => resolver.result()) };
}

/**
 * Identifies networks by elimination. A network that one service identifies may leave a single candidate for the other
 * services that depend on it.
 */
function identifyNetworks(resolvers: readonly AttachmentResolver[]): void {
  const users = new Map<StackNetwork, AttachmentResolver[]>();
  for (const resolver of resolvers) {
    for (const network of resolver.candidates()) {
      const others = users.get(network);
      if (others === undefined) users.set(network, [resolver]);
      else others.push(resolver);
    }
  }
  const queue = [...resolvers];
  for (let resolver = queue.pop(); resolver !== undefined; resolver = queue.pop()) {
    const network = resolver.identifyByElimination();
    if (network !== undefined) queue.push(...(users.get(network) ?? []));
  }
}
