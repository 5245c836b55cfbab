import { gatewayBridgeName, gatewayBridgeOptions } from "../../../swarm/gatewayBridge";
import type { Engine } from "../../engine/engine";
import type { Info, Network } from "../../engine/types";
import { toIpamInputs, toNetworkState } from "../../mapping/network/network";
import { isFromPool } from "../../mapping/network/networkAddresses";
import { localPools } from "../../mapping/network/networkImport";
import { hasUnknown, readNetworkInputs, type NetworkInputs } from "../../mapping/network/networkInputs";
import { adoptionDifferences } from "../network/networkAdoption";
import { requestNetwork } from "../network/networkCreation";
import { findNetwork } from "../network/networkLookup";
import { removeNetwork } from "../network/networkRemoval";
import type { Live, Operation } from "../../handler/handler";
import type { Properties } from "../../handler/properties";
import { requireApart } from "./gatewayBridgeNeighbours";

/** Whether a network is the gateway bridge of a node, which every Engine finds by its name. */
export function isGatewayBridge({ name, driver = "bridge" }: NetworkInputs): boolean {
  return name === gatewayBridgeName && driver === "bridge";
}

/**
 * Makes the node's gateway bridge what the inputs say. Docker makes one by itself when the node joins a swarm, and leaves it there when the
 * node leaves, so: an equal one is adopted; a different one is replaced outside of a swarm, where nothing uses it.
 *
 * @throws Error with the steps to take, for a different one on a node in a swarm
 */
export async function createGatewayBridge(
  inputs: Properties,
  given: NetworkInputs,
  operation: Operation,
  timeoutSeconds: number,
): Promise<Live> {
  const { engine, signal } = operation;
  const end = performance.now() + timeoutSeconds * 1000;
  const left = (): number => Math.max(1, (end - performance.now()) / 1000);
  const [info, present] = await lookAt(engine, signal);
  if (present !== undefined) {
    const differences = adoptionDifferences(present, inputs, given);
    if (differences.length === 0) return { id: present.Id, inputs, state: toNetworkState(present, given) };
    if (isInSwarm(info)) throw new Error(describeDifferent(info, differences));
  }
  await requireApart(given, info, present, operation);
  if (present !== undefined) {
    operation.status("removing the one that is there");
    await removeNetwork({ id: present.Id, name: present.Name }, operation, left());
  }
  const id = await requestNetwork(inputs, given, operation, left());
  const network = await findNetwork(engine, id, signal);
  if (network === undefined) throw new Error(`Network "${given.name}" (${id}) was removed while it was being made.`);
  return { id, inputs, state: toNetworkState(network, given) };
}

/** Checks, in a preview, whether {@link createGatewayBridge} would fail. */
export async function preflightGatewayBridge(
  inputs: Properties,
  operation: Operation,
  isReplacement: boolean,
): Promise<void> {
  const given = readNetworkInputs(inputs);
  const isOpen = hasUnknown(inputs);
  const [info, present] = await lookAt(operation.engine, operation.signal);
  const differences = present === undefined || isOpen ? [] : adoptionDifferences(present, inputs, given);
  if (isInSwarm(info) && differences.length > 0) {
    if (!isReplacement) throw new Error(describeDifferent(info, differences));
    operation.info(
      `${gatewayBridgeName} can only be replaced while node "${info.Name}" is out of its swarm. A SwarmNode with ` +
        `'rejoin: true' takes care of that; without one, first ${leavingSteps(info)}.`,
    );
  }
  const isAdopted = present !== undefined && !isOpen && differences.length === 0;
  if (!isAdopted) await requireApart(given, info, present, operation);
}

/**
 * Removes the gateway bridge of a node that is in no swarm. In one, it stays if it is what Docker makes by itself.
 *
 * @throws Error with the steps to take, for another one on a node in a swarm
 */
export async function deleteGatewayBridge(id: string, operation: Operation, timeoutSeconds: number): Promise<void> {
  const [info, present] = await lookAt(operation.engine, operation.signal);
  // Gone, or one that somebody else has put there.
  if (present?.Id !== id) return;
  if (!isInSwarm(info)) {
    await removeNetwork({ id, name: present.Name }, operation, timeoutSeconds);
  } else if (!isDefaultGatewayBridge(present, info)) {
    throw new Error(describeInUse(info, operation));
  }
}

async function lookAt(engine: Engine, signal: AbortSignal): Promise<[info: Info, present: Network | undefined]> {
  const [info, networks] = await Promise.all([engine.info(signal), engine.listNetworks({}, signal)]);
  return [info, networks.find(({ Name, Scope }) => Name === gatewayBridgeName && Scope === "local")];
}

function isInSwarm({ Swarm: { LocalNodeState: state } }: Info): boolean {
  return state !== "" && state !== "inactive";
}

/** Whether a gateway bridge is one that Docker could have made by itself. */
function isDefaultGatewayBridge(network: Network, info: Info): boolean {
  const byItself: Properties = { name: gatewayBridgeName, options: gatewayBridgeOptions() };
  return (
    adoptionDifferences(network, byItself, readNetworkInputs(byItself)).length === 0 &&
    toIpamInputs(network).every((config) => localPools(info).some((pool) => isFromPool(config, pool)))
  );
}

function describeDifferent(info: Info, differences: readonly string[]): string {
  return (
    `${gatewayBridgeName} of node "${info.Name}" differs from what is declared in ${differences.join(", ")}, and Docker does not replace it ` +
    `while the node is in a swarm. First ${leavingSteps(info)}, run this command again, and let the node join. Or declare what is there ` +
    `('docker network inspect ${gatewayBridgeName}'), which adopts it; later changes are made by a SwarmNode with 'rejoin: true' that ` +
    `has this bridge's id as its 'gatewayBridgeId'.`
  );
}

function describeInUse(info: Info, { urn }: Operation): string {
  return (
    `${gatewayBridgeName} of node "${info.Name}" cannot be removed or replaced while the node is in a swarm. First ${leavingSteps(info)}, run ` +
    `this command again, and let the node join if it shall. A SwarmNode with 'rejoin: true' that has this bridge's id as its ` +
    `'gatewayBridgeId' does that for each change. To leave the bridge as it is and forget it: pulumi state delete '${urn}'.`
  );
}

function leavingSteps({ Name: node, Swarm }: Info): string {
  const first = Swarm.ControlAvailable ? ` and demote it ('docker node demote ${node}')` : "";
  return (
    `drain the node ('docker node update --availability drain ${node}', on a manager)${first}, let it leave ` +
    `('docker swarm leave', on the node)`
  );
}
