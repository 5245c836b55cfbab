import { ownLabel } from "../../swarm/labels";
import { driverOption } from "../../swarm/options";
import type { Network } from "../engine/types";
import { noJournal } from "../journal/journal";
import { toIpamInputs, toNetworkState } from "../spec/network";
import { freeBlock, prefixOf } from "../spec/networkAddresses";
import { swarmPools } from "../spec/networkImport";
import { readNetworkInputs, type NetworkInputs } from "../spec/networkInputs";
import { findObstacle, waitForAllocation } from "./networkAllocation";
import { requestNetwork } from "./networkCreation";
import { removeNetwork } from "./networkRemoval";
import { obstacles } from "./networkReplacement";
import { declaredIdentity, identityOf, NetworkSiblings } from "./networkSiblings";
import { join, letGo, type RemovalTimeouts } from "./overlayRemoval";
import type { Operation, Properties } from "./resource";

/** Seconds that the transition network may take to get its subnet. */
const allocationTimeout = 30;

/**
 * Makes way for a network that cannot be there beside the one which it replaces: with its name, its addresses or its VXLAN ids. Whoever is on
 * the old one moves to a transition network, in two steps, so that nobody loses sight of anybody; then the old one goes.
 *
 * Each step begins with what it finds, so that one which was cut short is gone on with. Who is on the transition network leaves it when
 * the CLI removes the old network (overlayRemoval.ts).
 *
 * @returns the network that stands in, if there is one
 */
export async function makeWay(
  inputs: Properties,
  given: NetworkInputs,
  operation: Operation,
  timeouts: RemovalTimeouts,
): Promise<Network | undefined> {
  const identity = declaredIdentity(given.labels);
  if (operation.replaces === undefined || identity === undefined) return undefined;
  const siblings = await NetworkSiblings.find(operation);
  const [found] = siblings.transitionsOf(operation.replaces);
  const old = siblings.get(operation.replaces);
  if (old === undefined || identityOf(old.Labels) !== identity) return found;
  if (found === undefined && obstacles(readNetworkInputs(toNetworkState(old)), given).length === 0) return undefined;
  const { engine, signal } = operation;
  const obstacle = await findObstacle(old.Id, given, engine, signal);
  if (obstacle !== undefined) throw new Error(`Network "${given.name}" would get no subnet: ${obstacle}`);
  const transition = found ?? (await makeTransition(old, inputs, given, operation));
  const subject = { id: old.Id, name: old.Name };
  await join(subject, transition, operation, timeouts.leave);
  await letGo(subject, operation, timeouts.leave);
  await removeNetwork(subject, operation, timeouts.remove);
  return transition;
}

function blocksOf(network: Network): string[] {
  return toIpamInputs(network).flatMap(({ subnet }) => subnet ?? []);
}

/**
 * Like the new network, but with addresses that neither has. Not written into the journal: an interrupted run finds it by its label, and
 * services are on it by then.
 */
async function makeTransition(
  old: Network,
  inputs: Properties,
  given: NetworkInputs,
  operation: Operation,
): Promise<Network> {
  const { engine, signal } = operation;
  const pools = swarmPools(await engine.swarm(signal));
  const taken = (await engine.listNetworks({}, signal)).flatMap(blocksOf);
  const wanted = (given.ipamConfigs ?? []).flatMap(({ subnet }) => subnet ?? []);
  // As large as what it stands in for, so that everybody has room.
  const prefix = Math.min(pools.prefix, ...blocksOf(old).map(prefixOf));
  const subnet = freeBlock([...taken, ...wanted], { ...pools, prefix });
  if (subnet === undefined) {
    throw new Error(
      `Network "${given.name}" cannot replace "${old.Name}" (${old.Id}) without an outage: the swarm's address pool has no free /${prefix} ` +
        `for the network that stands in meanwhile. Remove networks that are no longer needed, or give this one a subnet that does not ` +
        `overlap the old one's.`,
    );
  }
  const stopgap: Properties = {
    ...inputs,
    name: `${given.name.slice(0, 43)}-transition-${old.Id.slice(0, 8)}`,
    ipamConfigs: [{ subnet }],
    options: Object.fromEntries(Object.entries(given.options ?? {}).filter(([key]) => key !== driverOption.vxlanIds)),
    labels: [
      ...(given.labels ?? []).filter(({ label }) => label !== ownLabel.spec).map((entry) => ({ ...entry })),
      { label: ownLabel.transition, value: old.Id },
    ],
  };
  const spec = readNetworkInputs(stopgap);
  operation.status(`making a network that stands in for "${old.Name}"`);
  const quiet = { ...operation, journal: noJournal };
  const id = await requestNetwork(stopgap, spec, quiet, allocationTimeout);
  return waitForAllocation(id, spec, quiet, allocationTimeout);
}
