import { isNetworkId } from "../../../swarm/names";
import type { Engine } from "../../engine/engine";
import { EngineError, isLeaderless, isNotManager, isUnreachable } from "../../engine/error";
import type { Network } from "../../engine/types";

/**
 * The network with exactly this id, as the swarm's store has it; `undefined` when it is gone.
 *
 * From the list, not by inspect: a node that runs a task on the network has a copy of its own, which lacks an ingress' labels
 * and shows the node's own option defaults.
 *
 * @throws EngineError when that cannot be told
 */
export async function findNetwork(engine: Engine, id: string, signal: AbortSignal): Promise<Network | undefined> {
  const find = async (): Promise<Network | undefined> => {
    // The filter matches parts of an id as well.
    const listed = await engine.listNetworks({ id: [id] }, signal);
    return listed.find((network) => network.Id === id && !lingers(network));
  };
  // A local network is the node's own, whatever its swarm does.
  return (await find()) ?? (isNetworkId(id) ? await afterCheckingTheSwarm(engine, find, signal) : undefined);
}

/** Networks of exactly this name. Swarm's names differ in more than case, local ones may be there as well. */
export async function findNamesakes(engine: Engine, name: string, signal: AbortSignal): Promise<Network[]> {
  const listed = await engine.listNetworks({}, signal);
  return listed.filter((network) => network.Name.toLowerCase() === name.toLowerCase());
}

/** The network that a person means: by id, by name, or by the short id that `docker network ls` shows. */
export async function findNamedNetwork(
  engine: Engine,
  term: string,
  signal: AbortSignal,
): Promise<Network | undefined> {
  const find = async (): Promise<Network | undefined> => {
    const listed = (await engine.listNetworks({}, signal)).filter((network) => !lingers(network));
    const byName = listed.filter((network) => network.Name === term);
    const byPrefix = term.length >= shortestId ? listed.filter((network) => network.Id.startsWith(term)) : [];
    const found = listed.find((network) => network.Id === term) ?? (byName.length > 0 ? byName : byPrefix);
    if (!Array.isArray(found)) return found;
    if (found.length > 1) {
      const ids = found.map(({ Id }) => Id).join(", ");
      throw new Error(`There are ${found.length} networks that "${term}" can mean. Give the whole id of one: ${ids}.`);
    }
    return found[0];
  };
  return (await find()) ?? (await afterCheckingTheSwarm(engine, find, signal));
}

const shortestId = 10;

/**
 * Asks again once the swarm is known to answer. The list leaves swarm networks out, without an error, while no leader can be
 * reached, and a network must not be taken for gone then. Without a swarm there are only local networks, which it always has.
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

/** An Engine that restarts, or a swarm that elects a leader: asked again, it may answer. */
export function isPassing(error: unknown): error is EngineError {
  if (isUnreachable(error) || isLeaderless(error)) return true;
  return error instanceof EngineError && error.status === 503 && !isNotManager(error);
}

/**
 * Whether a listed network is removed from the swarm, and what is listed is the copy that this node keeps until its last task on it has
 * stopped. The swarm's store knows neither containers (Engine 20.10 lists those of a copy) nor peers (20.10 and 29 do).
 */
export function lingers({ Scope, Containers, Peers }: Network): boolean {
  return (
    Scope === "swarm" && ((Containers !== undefined && Containers !== null) || (Peers !== undefined && Peers !== null))
  );
}
