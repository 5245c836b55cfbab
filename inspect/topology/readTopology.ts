import type { Engine } from "../../provider/engine/engine";
import { isNotFound } from "../../provider/engine/error";
import type { Network } from "../../provider/engine/types";
import { composeTopology, gatewayBridgeName } from "./composeTopology";
import type { ProgramNames } from "./stackExport";
import type { Topology } from "./topology";

/**
 * Reads a swarm's networks and what is on them.
 *
 * @param manager answers for the swarm, and for its own gateway bridge
 * @param others daemons of further nodes, asked for their gateway bridges alone
 * @throws Error when the daemon is no manager or one of `others` is in another swarm; EngineError
 */
export async function readTopology(
  manager: Engine,
  others: readonly Engine[] = [],
  program?: ProgramNames,
): Promise<Topology> {
  await requireManager(manager);
  const [networks, services, tasks, nodes, ...bridges] = await Promise.all([
    listNetworks(manager),
    manager.listServices({}, { status: true }),
    manager.listTasks(),
    manager.listNodes(),
    ...[manager, ...others].map(readBridge),
  ]);
  const ids = new Set(nodes.map(({ ID }) => ID));
  const stranger = bridges.find(({ node }) => !ids.has(node));
  if (stranger !== undefined) {
    throw new Error(`The daemon at ${stranger.host} is no node of the swarm of ${manager.host}. Leave its --node out.`);
  }
  const found = bridges.flatMap(({ node, bridge }): [string, Network][] =>
    bridge === undefined ? [] : [[node, bridge]],
  );
  return composeTopology(manager.host, { networks, services, tasks, nodes, bridges: new Map(found) }, program);
}

async function requireManager(engine: Engine): Promise<void> {
  const { Swarm: swarm, Name: name } = await engine.info();
  if (swarm.ControlAvailable) return;
  throw new Error(
    swarm.LocalNodeState === "active"
      ? `The daemon at ${engine.host} (${name}) is a worker, and only managers know the swarm. Name a manager: --host URL`
      : `The daemon at ${engine.host} (${name}) is not in a swarm, so there are no networks of one to draw. Name a manager: --host URL`,
  );
}

/** From the raft store. Addresses in use are told by an inspection only, and only from API 1.52 on. */
async function listNetworks(engine: Engine): Promise<Network[]> {
  const networks = (await engine.listNetworks()).filter(({ Scope }) => Scope === "swarm");
  const [major = 0, minor = 0] = (await engine.apiVersion()).split(".").map(Number);
  if (major === 1 && minor < 52) return networks;
  return Promise.all(networks.map(async (network) => ({ ...network, ...(await readStatus(engine, network)) })));
}

/**
 * The leader's count of a network's addresses. For a whole id the Engine answers with this node's own copy, if it has one, and counts
 * what is on this node alone; for the beginning of an id it adds what the leader says (moby daemon/server/router/network).
 */
async function readStatus(engine: Engine, { Id: id }: Network): Promise<Pick<Network, "Status">> {
  try {
    const { Id: found, Status: status } = await engine.inspectNetwork(id.slice(0, -1), { scope: "swarm" });
    return found === id && status !== undefined ? { Status: status } : {};
  } catch (error) {
    // It was removed in between: then its addresses do not matter.
    if (isNotFound(error)) return {};
    throw error;
  }
}

async function readBridge(engine: Engine): Promise<{ host: string; node: string; bridge: Network | undefined }> {
  const [{ Swarm: swarm }, networks] = await Promise.all([
    engine.info(),
    engine.listNetworks({ name: [gatewayBridgeName] }),
  ]);
  const bridge = networks.find(({ Name, Scope }) => Name === gatewayBridgeName && Scope === "local");
  return { host: engine.host, node: swarm.NodeID, bridge };
}
