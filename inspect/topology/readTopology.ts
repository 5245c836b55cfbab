import type { Engine } from "../../provider/engine/engine";
import type { Network } from "../../provider/engine/types";
import { readSwarm, withCount } from "../../provider/inspection/readSwarm";
import { composeTopology, gatewayBridgeName } from "./composeTopology";
import { checkManager } from "../checkManager";
import type { ProgramNames } from "./stackExport";
import type { Topology } from "./topology";

/**
 * Reads the networks of a swarm with their services, tasks and nodes.
 *
 * @param manager is asked for the swarm, and for its own gateway bridge
 * @param others daemons of other nodes, which are asked only for their gateway bridges
 * @throws Error if `manager` is not a manager, or if one of `others` is in another swarm; EngineError
 */
export async function readTopology(
  manager: Engine,
  others: readonly Engine[] = [],
  program?: ProgramNames,
): Promise<Topology> {
  await checkManager(manager);
  const [lists, ...bridges] = await Promise.all([readSwarm(manager), ...[manager, ...others].map(readBridge)]);
  const networks = await Promise.all(lists.networks.map((network) => withCount(network, manager)));
  const ids = new Set(lists.nodes.map(({ ID }) => ID));
  const stranger = bridges.find(({ node }) => !ids.has(node));
  if (stranger !== undefined) {
    throw new Error(
      `The daemon at ${stranger.host} is not a node of the swarm of ${manager.host}. Remove its --node option.`,
    );
  }
  const found = bridges.flatMap(({ node, bridge }): [string, Network][] =>
    bridge === undefined ? [] : [[node, bridge]],
  );
  return composeTopology(manager.host, { ...lists, networks, bridges: new Map(found) }, program);
}

async function readBridge(engine: Engine): Promise<{ host: string; node: string; bridge: Network | undefined }> {
  const [{ Swarm: swarm }, networks] = await Promise.all([
    engine.info(),
    engine.listNetworks({ name: [gatewayBridgeName] }),
  ]);
  const bridge = networks.find(({ Name, Scope }) => Name === gatewayBridgeName && Scope === "local");
  return { host: engine.host, node: swarm.NodeID, bridge };
}
