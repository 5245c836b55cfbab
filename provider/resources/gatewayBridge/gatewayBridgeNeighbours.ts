import { gatewayBridgeName } from "../../../swarm/gatewayBridge";
import type { Engine } from "../../engine/engine";
import type { Info, Network } from "../../engine/types";
import { overlaps } from "../../../swarm/cidr";
import { swarmPools } from "../../mapping/network/networkImport";
import type { NetworkInputs } from "../../mapping/network/networkInputs";
import { overlapsOf } from "../network/networkAllocation";
import { nodeNeighbours, outerRoutes, type Neighbour } from "../network/nodeNeighbours";
import type { Operation } from "../../handler/handler";

/**
 * Refuses a subnet whose addresses are used around the node: by its other networks, by its swarm's pools and nodes, or
 * by its host's routes. The Engine checks only the node's own bridges; the node could no longer reach anything else
 * with these addresses.
 *
 * @param present the existing gateway bridge, which will be replaced
 * @throws Error that names everything that overlaps
 */
export async function requireApart(
  given: NetworkInputs,
  info: Info,
  present: Network | undefined,
  operation: Operation,
): Promise<void> {
  const subnets = (given.ipamConfigs ?? []).flatMap(({ subnet }) => subnet ?? []);
  // Docker chooses a free one, and considers the host's routes.
  if (subnets.length === 0) return;
  const { engine, signal } = operation;
  const networks = await engine.listNetworks({}, signal);
  const [known, swarm] = await Promise.all([
    outerRoutes(info, networks, operation),
    swarmNeighbours(info, engine, signal),
  ]);
  const others = networks.filter(({ Id }) => Id !== present?.Id);
  const conflicts = subnets.flatMap((subnet) => [
    ...overlapsOf(subnet, others),
    ...swarm.filter(({ block }) => overlaps(subnet, block)).map(({ what }) => `"${subnet}" overlaps ${what}`),
    ...(known ?? [])
      .filter(({ destination }) => overlaps(subnet, destination))
      .map(({ destination, device }) => `"${subnet}" overlaps "${destination}", which the node reaches over ${device}`),
  ]);
  if (conflicts.length > 0) {
    throw new Error(
      `${gatewayBridgeName} of node "${info.Name}" cannot have these addresses: ${conflicts.join("; ")}. The node's ` +
        "containers could no longer reach hosts with these addresses. Choose a subnet that nothing around the node " +
        "uses, or leave it out to get one from Docker.",
    );
  }
  if (known === undefined) {
    operation.info(
      `The routes of node "${info.Name}" cannot be read from here, so ${subnets.join(", ")} was compared only with ` +
        `its networks and its swarm. See 'ip route' there.`,
    );
  }
}

/** The addresses of the node's swarm: a manager knows all, a worker only its own and those of the managers. */
async function swarmNeighbours(info: Info, engine: Engine, signal: AbortSignal): Promise<Neighbour[]> {
  const nodes = await nodeNeighbours(info, engine, signal);
  if (!info.Swarm.ControlAvailable) return nodes;
  const { pools } = swarmPools(await engine.swarm(signal));
  return [
    ...nodes,
    ...pools.map((pool) => ({
      block: pool,
      what: `"${pool}", from which the swarm takes the subnets of its overlays`,
    })),
  ];
}
