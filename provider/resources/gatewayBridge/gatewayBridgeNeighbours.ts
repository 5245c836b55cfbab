import { isIPv4 } from "node:net";
import { bridgeOption, gatewayBridgeName } from "../../../swarm/gatewayBridge";
import type { Engine } from "../../engine/engine";
import type { HostRoute } from "../../engine/hostRoutes";
import type { Info, Network } from "../../engine/types";
import { overlaps } from "../../../swarm/cidr";
import { swarmPools } from "../../mapping/network/networkImport";
import type { NetworkInputs } from "../../mapping/network/networkInputs";
import { overlapsOf } from "../network/networkAllocation";
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
  const [networks, routes, swarm] = await Promise.all([
    engine.listNetworks({}, signal),
    engine.hostRoutes(info, signal),
    swarmNeighbours(info, engine, signal),
  ]);
  const bridges = networks.filter(({ Driver }) => Driver === "bridge").map(deviceOf);
  // A table without any of the daemon's own bridges is not the table of its host.
  const known = routes?.some(({ device }) => bridges.includes(device)) === true ? routes : undefined;
  const others = networks.filter(({ Id }) => Id !== present?.Id);
  const conflicts = subnets.flatMap((subnet) => [
    ...overlapsOf(subnet, others),
    ...swarm.filter(({ block }) => overlaps(subnet, block)).map(({ what }) => `"${subnet}" overlaps ${what}`),
    // The routes of Docker's own bridges belong to the networks above.
    ...routeOverlaps(subnet, known ?? [], [...bridges, gatewayBridgeName]),
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

interface Neighbour {
  readonly block: string;
  /** In words. */
  readonly what: string;
}

/** The addresses of the node's swarm: a manager knows all, a worker only its own and those of the managers. */
async function swarmNeighbours(info: Info, engine: Engine, signal: AbortSignal): Promise<Neighbour[]> {
  const { NodeAddr, RemoteManagers, ControlAvailable } = info.Swarm;
  const neighbour = (address: string | undefined, what: string): Neighbour[] => {
    const host = address?.replace(/:\d+$/, "") ?? "";
    return isIPv4(host) && host !== "0.0.0.0" ? [{ block: `${host}/32`, what: `${host}, the address of ${what}` }] : [];
  };
  const near = [
    ...neighbour(NodeAddr, "the node itself"),
    ...(RemoteManagers ?? []).flatMap(({ Addr }) => neighbour(Addr, "a manager")),
    ...neighbour(hostOf(engine.host), "the Docker daemon as 'docker:host' has it"),
  ];
  if (!ControlAvailable) return unique(near);
  const [{ pools }, nodes] = await Promise.all([engine.swarm(signal).then(swarmPools), engine.listNodes({}, signal)]);
  return unique([
    ...nodes.flatMap(({ ID, Description, Status }) => neighbour(Status.Addr, `node "${Description?.Hostname ?? ID}"`)),
    ...near,
    ...pools.map((pool) => ({
      block: pool,
      what: `"${pool}", from which the swarm takes the subnets of its overlays`,
    })),
  ]);
}

/** Names each address once, by its first user. */
function unique(neighbours: readonly Neighbour[]): Neighbour[] {
  return neighbours.filter(({ block }, i) => neighbours.findIndex((other) => other.block === block) === i);
}

function hostOf(host: string): string | undefined {
  return URL.canParse(host) ? new URL(host.replace(/^tcp:/, "http:")).hostname : undefined;
}

function routeOverlaps(subnet: string, routes: readonly HostRoute[], devices: readonly string[]): string[] {
  return routes
    .filter(({ destination, device }) => !devices.includes(device) && overlaps(subnet, destination))
    .map(({ destination, device }) => `"${subnet}" overlaps "${destination}", which the node reaches over ${device}`);
}

/** The kernel's name of a bridge. */
function deviceOf({ Id, Options }: Network): string {
  return Options?.[bridgeOption.name] ?? `br-${Id.slice(0, 12)}`;
}
