import { swarmLabel } from "../../../swarm/swarmLabel";
import { driverOption } from "../../../swarm/options";
import type { Engine } from "../../engine/engine";
import { poll, PollTimeout } from "../../engine/poll";
import type { Network } from "../../engine/types";
import { toIpamInputs } from "../../mapping/network/network";
import { overlaps } from "../../../swarm/cidr";
import { poolUsage } from "../../mapping/network/networkAddresses";
import { swarmPools } from "../../mapping/network/networkImport";
import type { NetworkInputs } from "../../mapping/network/networkInputs";
import { findNetwork, isPassing, lingers } from "./networkLookup";
import type { Operation } from "../../handler/handler";

/** Milliseconds between two looks: the leader needs a few. */
const intervalMs = 50;

/** Milliseconds after which the user is told, and the cause is looked for. What takes that long has one. */
const patience = 2000;

/** The Engine has made a network that gets no subnet: it says so in the leader's log alone. */
export class NotAllocated extends Error {
  public constructor(name: string, cause: string) {
    super(`Network "${name}" got no subnet: ${cause}`);
    this.name = "NotAllocated";
  }
}

/**
 * Waits until a new network can be used: the Engine answers a create before the swarm's leader has given the network its
 * subnets and VXLAN ids.
 *
 * @throws NotAllocated with the likely cause and the way out; PollTimeout when there is no cause to be seen
 */
export async function waitForAllocation(
  id: string,
  inputs: NetworkInputs,
  operation: Operation,
  timeoutSeconds: number,
): Promise<Network> {
  const { engine, signal } = operation;
  let lookAt = performance.now() + patience;
  const ask = async (): Promise<Network | undefined> => {
    const network = await findNetwork(engine, id, signal).catch((error: unknown) => {
      if (isPassing(error)) return "passing" as const;
      throw error;
    });
    if (network === "passing") {
      operation.status(`waiting for the Engine at ${engine.host}`);
      return undefined;
    }
    if (network === undefined) throw new Error(`Network "${inputs.name}" (${id}) was removed while it was being made.`);
    if (isAllocated(network, inputs)) return network;
    if (performance.now() > lookAt) {
      operation.status("waiting for its subnet");
      const cause = await findObstacle(id, inputs, engine, signal);
      if (cause !== undefined) throw new NotAllocated(inputs.name, cause);
      lookAt = performance.now() + patience;
    }
    return undefined;
  };
  try {
    return await poll(`network "${inputs.name}" to get its subnet`, ask, { timeoutSeconds, signal, intervalMs });
  } catch (error) {
    if (!(error instanceof PollTimeout)) throw error;
    const cause =
      (await findObstacle(id, inputs, engine, signal)) ?? `${error.message}. The log of the swarm's leader tells why.`;
    throw new NotAllocated(inputs.name, cause);
  }
}

/** Before that, a swarm network has no driver and no subnet. Local networks have all from the start. */
export function isAllocated(network: Network, inputs: NetworkInputs): boolean {
  const atLeast = inputs.ipamDriver === undefined || inputs.ipamDriver === "default" ? 1 : 0;
  const wanted = Math.max(atLeast, inputs.ipamConfigs?.length ?? 0);
  return network.Scope !== "swarm" || (network.Driver !== "" && (network.IPAM.Config ?? []).length >= wanted);
}

/**
 * Why a network gets no subnet, which the swarm's leader has in its log alone, told from what there is: a subnet or VXLAN id that is
 * taken, a pool that is used up.
 *
 * @param id the network itself, or the one that goes for it
 */
export async function findObstacle(
  id: string,
  inputs: NetworkInputs,
  engine: Engine,
  signal: AbortSignal,
): Promise<string | undefined> {
  const listed = await engine.listNetworks({}, signal);
  const others = listed.filter((network) => network.Id !== id && network.Scope === "swarm" && !lingers(network));
  const wanted = (inputs.ipamConfigs ?? []).flatMap(({ subnet }) => subnet ?? []);
  const overlaps = wanted.flatMap((subnet) => overlapsOf(subnet, others));
  if (overlaps.length > 0) {
    return (
      `${overlaps.join("; ")}. Choose a subnet that no network of the swarm has, leave it out to get one from the swarm's pool, ` +
      `or remove the other network first. If that is the network which this one replaces: services move over without an outage when both ` +
      `have the same label "${swarmLabel.identity.key}", as those of an OverlayNetwork have unless its 'replacement' is "swap".`
    );
  }
  return vxlanCause(inputs, others) ?? (wanted.length === 0 ? await poolCause(others, engine, signal) : undefined);
}

/** The networks that share addresses with a subnet, in words. */
export function overlapsOf(subnet: string, others: readonly Network[]): string[] {
  return others.flatMap((other) =>
    toIpamInputs(other)
      .flatMap((config) => config.subnet ?? [])
      .filter((theirs) => overlaps(subnet, theirs))
      .map((theirs) => `"${subnet}" overlaps "${theirs}" of network "${other.Name}" (${other.Id})`),
  );
}

function vxlanCause(inputs: NetworkInputs, others: readonly Network[]): string | undefined {
  const idsOf = (options: Readonly<Record<string, string>> | null | undefined): string[] =>
    options?.[driverOption.vxlanIds]?.split(",") ?? [];
  const wanted = idsOf(inputs.options);
  const taken = others.find(({ Options }) => idsOf(Options).some((one) => wanted.includes(one)));
  if (taken === undefined) return undefined;
  const ids = idsOf(taken.Options).filter((one) => wanted.includes(one));
  return (
    `VXLAN id ${ids.join(", ")} belongs to network "${taken.Name}" (${taken.Id}). Choose another, or leave ` +
    `'${driverOption.vxlanIds}' out to get a free one.`
  );
}

async function poolCause(others: readonly Network[], engine: Engine, signal: AbortSignal): Promise<string | undefined> {
  const pools = swarmPools(await engine.swarm(signal));
  const subnets = others.flatMap((other) => toIpamInputs(other).flatMap(({ subnet }) => subnet ?? []));
  const { total, taken } = poolUsage(subnets, pools);
  if (taken < total) return undefined;
  return (
    `the swarm's address pool ${pools.pools.map((pool) => `"${pool}"`).join(", ")} is used up: ${total} subnets with mask ` +
    `/${pools.prefix}, all taken. Give the network a subnet of its own outside the pool, or remove networks that are no longer ` +
    `needed. The pool itself is fixed when a swarm is initialised.`
  );
}
