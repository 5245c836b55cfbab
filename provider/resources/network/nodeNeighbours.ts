import { isIPv4 } from "node:net";
import { bridgeOption, gatewayBridgeName } from "../../../swarm/gatewayBridge";
import type { Engine } from "../../engine/engine";
import type { HostRoute } from "../../engine/hostRoutes";
import type { Info, Network } from "../../engine/types";
import type { Operation } from "../../handler/handler";

/** An address around a node. */
export interface Neighbour {
  readonly block: string;
  /** In words. */
  readonly what: string;
}

/** The addresses of the swarm's nodes: a manager knows all, a worker only its own and those of the managers. */
export async function nodeNeighbours(info: Info, engine: Engine, signal: AbortSignal): Promise<Neighbour[]> {
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
  const nodes = await engine.listNodes({}, signal);
  return unique([
    ...nodes.flatMap(({ ID, Description, Status }) => neighbour(Status.Addr, `node "${Description?.Hostname ?? ID}"`)),
    ...near,
  ]);
}

/** Names each address once, by its first user. */
function unique(neighbours: readonly Neighbour[]): Neighbour[] {
  return neighbours.filter(({ block }, i) => neighbours.findIndex((other) => other.block === block) === i);
}

function hostOf(host: string): string | undefined {
  return URL.canParse(host) ? new URL(host.replace(/^tcp:/, "http:")).hostname : undefined;
}

/**
 * The routes of the daemon's host that do not belong to Docker's own bridges.
 *
 * @returns `undefined` if they cannot be read
 */
export async function outerRoutes(
  info: Info,
  listed: readonly Network[],
  { engine, signal }: Operation,
): Promise<HostRoute[] | undefined> {
  const routes = await engine.hostRoutes(info, signal);
  const bridges = listed.filter(({ Driver }) => Driver === "bridge").map(deviceOf);
  // A table without any of the daemon's own bridges is not the table of its host.
  if (routes?.some(({ device }) => bridges.includes(device)) !== true) return undefined;
  return routes.filter(({ device }) => device !== gatewayBridgeName && !bridges.includes(device));
}

/** The kernel's name of a bridge. */
function deviceOf({ Id, Options }: Network): string {
  return Options?.[bridgeOption.name] ?? `br-${Id.slice(0, 12)}`;
}
