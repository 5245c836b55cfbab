import { longestName } from "../../../swarm/names";
import { swarmLabel } from "../../../swarm/swarmLabel";
import { driverOption } from "../../../swarm/options";
import type { Network } from "../../engine/types";
import type { Operation } from "../../handler/handler";
import type { Properties } from "../../handler/properties";
import { noJournal } from "../../journal/journal";
import { toIpamInputs, toNetworkState } from "../../mapping/network/network";
import { freeBlock, prefixOf } from "../../mapping/network/networkAddresses";
import { swarmPools } from "../../mapping/network/networkImport";
import { readNetworkInputs } from "../../mapping/network/networkInputs";
import { Deadline } from "../../reconcile/deadline";
import { findObstacle, NotAllocated, waitForAllocation } from "../network/networkAllocation";
import { requestNetwork } from "../network/networkCreation";
import { removeNetwork } from "../network/networkRemoval";
import { obstacles } from "../network/networkReplacement";
import { networkRequest, type NetworkRequest } from "../network/networkRequest";
import { declaredIdentity, identityOf, NetworkSiblings } from "../network/networkSiblings";
import { attachAll, detachAll, type RemovalTimeouts } from "./overlayRemoval";

/** Seconds that the transition network may take to get its subnet. */
const allocationSeconds = 30;

/** How many address blocks are tried for it. */
const attempts = 5;

/**
 * Makes room for a network that cannot exist beside the one that it replaces, because of its name, its addresses or its
 * VXLAN ids: moves the services of the old one to a transition network, in two steps so that all of them can reach each
 * other at any time, and removes the old one.
 *
 * Each step starts from what it finds, so the next run resumes an interrupted one. Services leave the transition
 * network when the CLI removes the old one (overlayRemoval.ts).
 *
 * @returns the transition network, if there is one
 */
export async function moveToTransition(
  request: NetworkRequest,
  operation: Operation,
  timeouts: RemovalTimeouts,
): Promise<Network | undefined> {
  const identity = declaredIdentity(request.labels);
  if (operation.replaces === undefined || identity === undefined) return undefined;
  const removalDeadline = (): Deadline => Deadline.after(timeouts.remove, operation.signal);
  const siblings = await NetworkSiblings.find(operation);
  const present = siblings.transitionsOf(operation.replaces);
  const found = present.find(({ Driver }) => Driver !== "");
  // Without a driver it has no subnet either, so no service is on it.
  const unfinished = present.filter(({ Driver }) => Driver === "");
  for (const { Id: id, Name: name } of unfinished) await removeNetwork({ id, name }, operation, removalDeadline());
  const old = siblings.get(operation.replaces);
  if (old === undefined || (identityOf(old.Labels) ?? identity) !== identity) return found;
  if (found === undefined && obstacles(readNetworkInputs(toNetworkState(old)), request).length === 0) return undefined;
  const { engine, signal } = operation;
  const obstacle = await findObstacle(old.Id, request, engine, signal);
  if (obstacle !== undefined) throw new Error(`Network "${request.name}" would get no subnet: ${obstacle}`);
  const transition = found ?? (await createTransition(old, request, operation));
  const subject = { id: old.Id, name: old.Name };
  await attachAll(subject, transition, operation, timeouts.move);
  await detachAll(subject, operation, timeouts.move);
  await removeNetwork(subject, operation, removalDeadline());
  return transition;
}

function blocksOf(network: Network): string[] {
  return toIpamInputs(network).flatMap(({ subnet }) => subnet ?? []);
}

/**
 * Creates a network like the new one, with addresses that neither the old nor the new one has. Not recorded in the
 * journal: the next run finds it by its label, and services are on it by then.
 */
async function createTransition(old: Network, request: NetworkRequest, operation: Operation): Promise<Network> {
  operation.status(`creating a transition network for "${old.Name}"`);
  const unrecorded = { ...operation, journal: noJournal };
  const deadline = (): Deadline => Deadline.after(allocationSeconds, operation.signal);
  for (let attempt = 1; ; attempt++) {
    const transition = transitionRequest(old, request, await findRoom(old, request, operation));
    const id = await requestNetwork(transition, unrecorded, deadline());
    try {
      return await waitForAllocation(id, transition, unrecorded, deadline());
    } catch (error) {
      if (!(error instanceof NotAllocated)) throw error;
      await removeNetwork({ id, name: transition.name }, unrecorded, deadline());
      // Another network has taken the block at the same moment, most likely the transition network of another overlay.
      if (attempt === attempts) throw error;
    }
  }
}

/** A free block as large as that of the old network, so that it has room for all services. */
async function findRoom(old: Network, request: NetworkRequest, { engine, signal }: Operation): Promise<string> {
  const pools = swarmPools(await engine.swarm(signal));
  const taken = (await engine.listNetworks({}, signal)).flatMap(blocksOf);
  const wanted = (request.ipamConfigs ?? []).flatMap(({ subnet }) => subnet ?? []);
  const prefix = Math.min(pools.prefix, ...blocksOf(old).map(prefixOf));
  const subnet = freeBlock([...taken, ...wanted], { ...pools, prefix });
  if (subnet !== undefined) return subnet;
  throw new Error(
    `Network "${request.name}" cannot replace "${old.Name}" (${old.Id}) without an outage: the swarm's address pool ` +
      `has no free /${prefix} for the transition network. Remove networks that are no longer needed, or give this ` +
      `one a subnet that does not overlap the old one's.`,
  );
}

function transitionRequest(old: Network, request: NetworkRequest, subnet: string): NetworkRequest {
  const options = Object.entries(request.options ?? {}).filter(([key]) => key !== driverOption.vxlanIds);
  const labels = (request.labels ?? []).filter(({ label }) => label !== swarmLabel.spec.key);
  const raw: Properties = {
    ...request.raw,
    name: transitionName(request.name, old.Id),
    ipamConfigs: [{ subnet }],
    options: Object.fromEntries(options),
    labels: [...labels.map((entry) => ({ ...entry })), { label: swarmLabel.transition.key, value: old.Id }],
  };
  return networkRequest(raw);
}

/**
 * The name of a transition network. It begins with that of the new network, so that it sorts right after it and, like
 * it, before that of the old one: see `precedingName`. A name of more than 54 characters is cut, and may sort
 * otherwise.
 */
export function transitionName(name: string, oldId: string): string {
  const id = oldId.slice(0, 8);
  const longest = longestName - id.length - 1;
  const spoken = `${name}-transition`;
  return `${spoken.length <= longest ? spoken : name.slice(0, longest)}-${id}`;
}
