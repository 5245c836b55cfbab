import { isNetworkId } from "../../../swarm/names";
import type { Engine } from "../../engine/engine";
import { Recently } from "../../engine/recently";
import type { Network } from "../../engine/types";
import { lingers } from "../../mapping/network/lingers";

/**
 * The network with exactly this id, as the swarm's store has it; `undefined` when it is gone.
 *
 * Read from the list, not by inspect: a node that runs a task on the network has a copy of its own, which lacks the
 * labels of an ingress and shows the node's own option defaults.
 *
 * @throws EngineError when the Engine does not answer
 */
export async function findNetwork(engine: Engine, id: string, signal: AbortSignal): Promise<Network | undefined> {
  const find = async (): Promise<Network | undefined> => {
    // The filter matches parts of an id as well.
    const listed = await engine.listNetworks({ id: [id] }, signal);
    return listed.find((network) => network.Id === id && !lingers(network));
  };
  // A local network belongs to the node, independent of the swarm.
  return (await find()) ?? (isNetworkId(id) ? await afterCheckingTheSwarm(engine, find, signal) : undefined);
}

interface RecentNetworks {
  readonly listed: readonly Network[];
  /** Those that this process has created since. */
  readonly created: Network[];
}

const recentNetworks = new Recently(5000, async (engine): Promise<RecentNetworks> => ({
  listed: await engine.listNetworks(),
  created: [],
}));

/**
 * All networks as they were at most a few seconds ago, and those that this process has created since. Creates share the
 * list, to see at once that nothing is in their way; what it shows as an obstacle must be read again.
 */
export function findRecentNetworks(engine: Engine, signal: AbortSignal): Promise<RecentNetworks> {
  return recentNetworks.at(engine, signal);
}

/** Adds a network that this process has created to those of {@link findRecentNetworks}. */
export async function noteCreated(network: Network, engine: Engine, signal: AbortSignal): Promise<void> {
  (await recentNetworks.at(engine, signal)).created.push(network);
}

/**
 * The networks with this name, local ones included. Swarm compares names without case, and no filter of the Engine does
 * so: a name in another case is looked up only if a recent list has one.
 */
export async function findNamesakes(engine: Engine, name: string, signal: AbortSignal): Promise<Network[]> {
  const isSame = (network: Network): boolean => network.Name.toLowerCase() === name.toLowerCase();
  const { listed, created } = await findRecentNetworks(engine, signal);
  const isVaried = [listed, created].flat().some((network) => network.Name !== name && isSame(network));
  return (await engine.listNetworks(isVaried ? {} : { name: [name] }, signal)).filter(isSame);
}

/**
 * The network that a term refers to: its id, its name, or the beginning of its id, in the order that Docker tries them.
 *
 * @throws Error that lists the ids if the term refers to several networks
 */
export async function findNamedNetwork(
  engine: Engine,
  term: string,
  signal: AbortSignal,
): Promise<Network | undefined> {
  const find = async (): Promise<Network | undefined> => {
    const listed = (await engine.listNetworks({}, signal)).filter((network) => !lingers(network));
    const byName = listed.filter((network) => network.Name === term);
    const byPrefix = listed.filter((network) => term !== "" && network.Id.startsWith(term));
    const found = listed.find((network) => network.Id === term) ?? (byName.length > 0 ? byName : byPrefix);
    if (!Array.isArray(found)) return found;
    if (found.length > 1) {
      const ids = found.map(({ Id }) => Id).join(", ");
      throw new Error(`"${term}" refers to ${found.length} networks. Give the full id of one: ${ids}.`);
    }
    return found[0];
  };
  return (await find()) ?? (await afterCheckingTheSwarm(engine, find, signal));
}

/**
 * Asks again once the swarm is known to answer. While no leader can be reached, the list leaves out swarm networks
 * without an error, and a network must not be considered gone then. A node outside a swarm has only local networks,
 * which it always lists.
 */
export async function afterCheckingTheSwarm<T>(
  engine: Engine,
  find: () => Promise<T>,
  signal: AbortSignal,
): Promise<T | undefined> {
  const { LocalNodeState: state } = (await engine.info(signal)).Swarm;
  if (state === "" || state === "inactive") return undefined;
  await engine.swarm(signal);
  return find();
}
