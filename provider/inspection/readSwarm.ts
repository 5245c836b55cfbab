import type { Engine } from "../engine/engine";
import { isNotFound } from "../engine/meaning";
import { listTasksInParts } from "../engine/tasksInParts";
import type { Network, Service } from "../engine/types";
import { lingers } from "../mapping/network/lingers";
import type { SwarmLists } from "./swarmLists";
import { isShown } from "./taskFacts";
import { summaryOf } from "./taskSummary";

/** Reads a manager's lists of the swarm's objects. Leaves out networks of single nodes, and the history of tasks. */
export async function readSwarm(engine: Engine, signal?: AbortSignal): Promise<SwarmLists> {
  const [networks, services, tasks, nodes, { Swarm: swarm }] = await Promise.all([
    engine.listNetworks({}, signal),
    engine.listServices({}, { status: true }, signal),
    listTasksInParts(engine, { pick: (task) => (isShown(task) ? summaryOf(task) : undefined) }, signal),
    engine.listNodes({}, signal),
    engine.info(signal),
  ]);
  return {
    networks: networks.filter((network) => network.Scope === "swarm" && !lingers(network)),
    services,
    tasks,
    nodes,
    here: swarm.NodeID,
  };
}

/** A manager's lists, with the networks of a service that no list shows: the swarm's own `host` and `bridge`. */
export async function withUnlisted(
  lists: SwarmLists,
  service: Service,
  engine: Engine,
  signal?: AbortSignal,
): Promise<SwarmLists> {
  const listed = new Set(lists.networks.map(({ Id }) => Id));
  const targets = (service.Spec.TaskTemplate.Networks ?? []).map(({ Target }) => Target);
  const inspected = targets
    .filter((target) => !listed.has(target))
    .map(async (target): Promise<Network[]> => {
      try {
        return [await engine.inspectNetwork(target, { scope: "swarm" }, signal)];
      } catch (error) {
        if (isNotFound(error)) return [];
        throw error;
      }
    });
  return { ...lists, networks: [...lists.networks, ...(await Promise.all(inspected)).flat()] };
}

/**
 * A network with the details that only an inspection reports: the count of its addresses, and the containers that were
 * attached by hand. A manager does not list these containers as tasks. The Engine knows them only if its own node is on
 * the network.
 */
export async function withDetails(network: Network, engine: Engine, signal?: AbortSignal): Promise<Network> {
  const [counted, { Services, Containers }] = await Promise.all([
    withCount(network, engine, signal),
    unlessGone(network, engine.inspectNetwork(network.Id, { scope: "swarm", verbose: true }, signal)),
  ]);
  return Services === undefined ? counted : { ...counted, Services, Containers };
}

/**
 * A network with the leader's count of its addresses, which a list never has. The Engine reports it since API 1.52, for
 * the swarm's own networks.
 *
 * For a whole id, the Engine answers with its node's own copy, if there is one, and counts only that node's addresses.
 * For the beginning of an id, it adds the leader's count (moby daemon/server/router/network).
 */
export async function withCount(network: Network, engine: Engine, signal?: AbortSignal): Promise<Network> {
  if (network.Scope !== "swarm") return network;
  const [major = 0, minor = 0] = (await engine.apiVersion(signal)).split(".").map(Number);
  if (major === 1 && minor < 52) return network;
  const { Id: id } = network;
  const prefix = engine.inspectNetwork(id.slice(0, -1), { scope: "swarm" }, signal);
  const { Id: found, Status: status } = await unlessGone(network, prefix);
  return found === id && status !== undefined ? { ...network, Status: status } : network;
}

/** The listed network if it has been removed in between: its details do not matter any more. */
async function unlessGone(network: Network, inspected: Promise<Network>): Promise<Network> {
  try {
    return await inspected;
  } catch (error) {
    if (isNotFound(error)) return network;
    throw error;
  }
}
