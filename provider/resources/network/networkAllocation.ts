import { swarmLabel } from "../../../swarm/swarmLabel";
import { driverOption } from "../../../swarm/options";
import type { Engine } from "../../engine/engine";
import type { Network } from "../../engine/types";
import { toIpamInputs } from "../../mapping/network/network";
import { overlaps } from "../../../swarm/cidr";
import { poolUsage, type AddressPools } from "../../mapping/network/networkAddresses";
import { swarmPools } from "../../mapping/network/networkImport";
import type { NetworkInputs } from "../../mapping/network/networkInputs";
import type { Operation } from "../../handler/handler";
import { lingers } from "../../mapping/network/lingers";
import { awaitReady } from "../../reconcile/await";
import type { Deadline } from "../../reconcile/deadline";
import { findNetwork } from "./networkLookup";

/** Milliseconds between two looks: the leader needs a few. */
const intervalMs = 50;

/**
 * The milliseconds after which a status line appears and the provider looks for the cause: a normal allocation is
 * faster.
 */
const patienceMs = 2000;

/** The Engine created a network that gets no subnet, and gives the reason only in the leader's log. */
export class NotAllocated extends Error {
  public constructor(name: string, cause: string) {
    super(`Network "${name}" got no subnet: ${cause}`);
    this.name = "NotAllocated";
  }
}

/**
 * Waits until a new network can be used: the Engine answers a create before the swarm's leader has allocated the
 * subnets and VXLAN ids of the network.
 *
 * @throws NotAllocated with the likely cause and its fix
 */
export async function waitForAllocation(
  id: string,
  inputs: NetworkInputs,
  operation: Operation,
  deadline: Deadline,
): Promise<Network> {
  const { engine, signal } = operation;
  const started = performance.now();
  let looksAt = started + patienceMs;
  const satisfier = async (): Promise<Network | undefined> => {
    const network = await findNetwork(engine, id, signal);
    if (network === undefined)
      throw new Error(`Network "${inputs.name}" (${id}) was removed while it was being created.`);
    if (isAllocated(network, inputs)) return network;
    if (performance.now() > looksAt) {
      const cause = await findObstacle(id, inputs, engine, signal);
      if (cause !== undefined) throw new NotAllocated(inputs.name, cause);
      looksAt = performance.now() + patienceMs;
    }
    return undefined;
  };
  return awaitReady(
    {
      what: `network "${inputs.name}" to get its subnet`,
      satisfier,
      observer: () => (performance.now() - started > patienceMs ? "waiting for its subnet" : undefined),
      timedOut: async ({ message }) => {
        const cause = await findObstacle(id, inputs, engine, signal);
        throw new NotAllocated(inputs.name, cause ?? `${message}. See the log of the swarm's leader for the reason.`);
      },
      intervalMs,
    },
    operation,
    deadline,
  );
}

/**
 * Whether a network has its driver and subnets, which Swarm allocates later. Local networks have all from the start.
 */
export function isAllocated(network: Network, inputs: NetworkInputs): boolean {
  const atLeast = inputs.ipamDriver === undefined || inputs.ipamDriver === "default" ? 1 : 0;
  const wanted = Math.max(atLeast, inputs.ipamConfigs?.length ?? 0);
  return network.Scope !== "swarm" || (network.Driver !== "" && (network.IPAM.Config ?? []).length >= wanted);
}

/**
 * Why a network gets no subnet. The swarm's leader gives the reason only in its log, so this looks for one: a subnet or
 * VXLAN id that is taken, an address pool that is used up.
 *
 * @param id the network itself, or the one that it replaces
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
      `${overlaps.join("; ")}. Choose a subnet that no network of the swarm has, leave it out to get one from the ` +
      `swarm's pool, or remove the other network first. If this network replaces the other one: services move over ` +
      `without an outage when both have the same label "${swarmLabel.identity.key}", as those of an OverlayNetwork ` +
      `have unless its 'replacement' is "swap".`
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
  return taken < total ? undefined : describeFullPool(pools, total);
}

/** @param total the number of subnets in the pools */
export function describeFullPool(pools: AddressPools, total: bigint): string {
  return (
    `the swarm's address pool ${pools.pools.map((pool) => `"${pool}"`).join(", ")} is used up: ${total} subnets with ` +
    `mask /${pools.prefix}, all taken. Give the network a subnet of its own outside the pool, or remove networks ` +
    `that are no longer needed. The pool itself is fixed when a swarm is initialised.`
  );
}
