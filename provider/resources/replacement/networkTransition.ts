import { swarmLabel } from "../../../swarm/swarmLabel";
import { driverOption } from "../../../swarm/options";
import type { Network } from "../../engine/types";
import { noJournal } from "../../journal/journal";
import { toIpamInputs, toNetworkState } from "../../mapping/network/network";
import { freeBlock, prefixOf } from "../../mapping/network/networkAddresses";
import { swarmPools } from "../../mapping/network/networkImport";
import { readNetworkInputs, type NetworkInputs } from "../../mapping/network/networkInputs";
import { findObstacle, NotAllocated, waitForAllocation } from "../network/networkAllocation";
import { requestNetwork } from "../network/networkCreation";
import { removeNetwork } from "../network/networkRemoval";
import { obstacles } from "../network/networkReplacement";
import { declaredIdentity, identityOf, NetworkSiblings } from "../network/networkSiblings";
import { join, letGo, type RemovalTimeouts } from "./overlayRemoval";
import type { Operation } from "../../handler/handler";
import type { Properties } from "../../handler/properties";

/** Seconds that the transition network may take to get its subnet. */
const allocationTimeout = 30;

/** How many blocks are tried for it. */
const attempts = 5;

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
  const present = siblings.transitionsOf(operation.replaces);
  const found = present.find(({ Driver }) => Driver !== "");
  // Without a driver it has not got a subnet either, so nobody is on it.
  const unfinished = present.filter(({ Driver }) => Driver === "");
  for (const { Id: id, Name: name } of unfinished) await removeNetwork({ id, name }, operation, timeouts.remove);
  const old = siblings.get(operation.replaces);
  if (old === undefined || (identityOf(old.Labels) ?? identity) !== identity) return found;
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
  operation.status(`making a network that stands in for "${old.Name}"`);
  const quiet = { ...operation, journal: noJournal };
  for (let attempt = 1; ; attempt++) {
    const stopgap = transitionInputs(old, inputs, given, await findRoom(old, given, operation));
    const spec = readNetworkInputs(stopgap);
    const id = await requestNetwork(stopgap, spec, quiet, allocationTimeout);
    try {
      return await waitForAllocation(id, spec, quiet, allocationTimeout);
    } catch (error) {
      if (!(error instanceof NotAllocated)) throw error;
      await removeNetwork({ id, name: spec.name }, quiet, allocationTimeout);
      // Somebody has taken the same block in the same moment: another overlay that is being replaced, most likely.
      if (attempt === attempts) throw error;
    }
  }
}

/** A block as large as what the old network has, so that everybody has room. */
async function findRoom(old: Network, given: NetworkInputs, { engine, signal }: Operation): Promise<string> {
  const pools = swarmPools(await engine.swarm(signal));
  const taken = (await engine.listNetworks({}, signal)).flatMap(blocksOf);
  const wanted = (given.ipamConfigs ?? []).flatMap(({ subnet }) => subnet ?? []);
  const prefix = Math.min(pools.prefix, ...blocksOf(old).map(prefixOf));
  const subnet = freeBlock([...taken, ...wanted], { ...pools, prefix });
  if (subnet !== undefined) return subnet;
  throw new Error(
    `Network "${given.name}" cannot replace "${old.Name}" (${old.Id}) without an outage: the swarm's address pool has no free /${prefix} ` +
      `for the network that stands in meanwhile. Remove networks that are no longer needed, or give this one a subnet that does not ` +
      `overlap the old one's.`,
  );
}

function transitionInputs(old: Network, inputs: Properties, given: NetworkInputs, subnet: string): Properties {
  const options = Object.entries(given.options ?? {}).filter(([key]) => key !== driverOption.vxlanIds);
  const labels = (given.labels ?? []).filter(({ label }) => label !== swarmLabel.spec.key);
  return {
    ...inputs,
    name: `${given.name.slice(0, 43)}-transition-${old.Id.slice(0, 8)}`,
    ipamConfigs: [{ subnet }],
    options: Object.fromEntries(options),
    labels: [...labels.map((entry) => ({ ...entry })), { label: swarmLabel.transition.key, value: old.Id }],
  };
}
