import { gatewayBridgeName, gatewayBridgeOptions } from "../../../swarm/gatewayBridge";
import type { Engine } from "../../engine/engine";
import { messageOf } from "../../engine/error";
import type { Info, Network } from "../../engine/types";
import { toIpamInputs, toNetworkState } from "../../mapping/network/network";
import { isFromPool } from "../../mapping/network/networkAddresses";
import { localPools } from "../../mapping/network/networkImport";
import { hasUnknown, type NetworkInputs } from "../../mapping/network/networkInputs";
import type { Deadline } from "../../reconcile/deadline";
import { finishOrKeep } from "../../reconcile/finishOrKeep";
import { adoptionDifferences } from "../network/networkAdoption";
import { requestNetwork, unfinishedState } from "../network/networkCreation";
import { findNetwork } from "../network/networkLookup";
import { removeNetwork } from "../network/networkRemoval";
import { networkRequest, type NetworkRequest } from "../network/networkRequest";
import type { Live, Operation } from "../../handler/handler";
import type { Properties } from "../../handler/properties";
import { requireApart } from "./gatewayBridgeNeighbours";

/** Whether a network is the gateway bridge of a node, which every Engine finds by its name. */
export function isGatewayBridge({ name, driver = "bridge" }: NetworkInputs): boolean {
  return name === gatewayBridgeName && driver === "bridge";
}

/**
 * Brings the node's gateway bridge to the inputs. Docker creates one when the node joins a swarm, and keeps it when the
 * node leaves. So an equal one is adopted, and a different one is replaced while the node is outside a swarm, where
 * nothing uses it.
 *
 * @throws Error with the steps to take, for a different one on a node in a swarm
 */
export async function createGatewayBridge(
  request: NetworkRequest,
  operation: Operation,
  deadline: Deadline,
): Promise<Live> {
  const { engine, signal } = operation;
  const { raw: inputs, name } = request;
  const [info, present] = await lookAt(engine, signal);
  if (present !== undefined) {
    const differences = adoptionDifferences(present, request);
    if (differences.length === 0) return { id: present.Id, inputs, state: toNetworkState(present, request) };
    if (isInSwarm(info)) throw new Error(describeDifferent(info, differences));
  }
  await requireApart(request, info, present, operation);
  if (present !== undefined) {
    operation.status("removing the existing one");
    await removeNetwork({ id: present.Id, name: present.Name }, operation, deadline);
  }
  const id = await requestNetwork(request, operation, deadline);
  return finishOrKeep(
    async () => {
      const network = await findNetwork(engine, id, signal);
      if (network === undefined) throw new Error(`Network "${name}" (${id}) was removed while it was being created.`);
      return { id, inputs, state: toNetworkState(network, request) };
    },
    (error) =>
      signal.aborted
        ? { live: { id, inputs, state: unfinishedState(request) }, reasons: [messageOf(error)] }
        : undefined,
  );
}

/** Checks, in a preview, whether {@link createGatewayBridge} would fail. */
export async function preflightGatewayBridge(
  inputs: Properties,
  operation: Operation,
  isReplacement: boolean,
): Promise<void> {
  const request = networkRequest(inputs);
  const isOpen = hasUnknown(inputs);
  const [info, present] = await lookAt(operation.engine, operation.signal);
  const differences = present === undefined || isOpen ? [] : adoptionDifferences(present, request);
  if (isInSwarm(info) && differences.length > 0) {
    if (!isReplacement) throw new Error(describeDifferent(info, differences));
    operation.info(
      `${gatewayBridgeName} can only be replaced while node "${info.Name}" is out of its swarm. A SwarmNode with ` +
        `'rejoin: true' takes care of that; without one, first ${leavingSteps(info)}.`,
    );
  }
  const isAdopted = present !== undefined && !isOpen && differences.length === 0;
  if (!isAdopted) await requireApart(request, info, present, operation);
}

/**
 * Removes the gateway bridge of a node outside a swarm. On a node in a swarm, the bridge that Docker creates by default
 * stays.
 *
 * @throws Error with the steps to take, for any other bridge on a node in a swarm
 */
export async function deleteGatewayBridge(id: string, operation: Operation, deadline: Deadline): Promise<void> {
  const [info, present] = await lookAt(operation.engine, operation.signal);
  // It is gone, or was replaced outside of Pulumi.
  if (present?.Id !== id) return;
  if (!isInSwarm(info)) {
    await removeNetwork({ id, name: present.Name }, operation, deadline);
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

/** Whether Docker could have created this gateway bridge by default. */
function isDefaultGatewayBridge(network: Network, info: Info): boolean {
  const byItself: Properties = { name: gatewayBridgeName, options: gatewayBridgeOptions() };
  return (
    adoptionDifferences(network, networkRequest(byItself)).length === 0 &&
    toIpamInputs(network).every((config) => localPools(info).some((pool) => isFromPool(config, pool)))
  );
}

function describeDifferent(info: Info, differences: readonly string[]): string {
  return (
    `${gatewayBridgeName} of node "${info.Name}" differs from the declaration in ${differences.join(", ")}, and ` +
    `Docker does not replace it while the node is in a swarm. First ${leavingSteps(info)}, run this command again, ` +
    `and let the node join. Or declare the existing bridge ('docker network inspect ${gatewayBridgeName}') to adopt ` +
    `it; a SwarmNode with 'rejoin: true' that has this bridge's id as its 'gatewayBridgeId' makes later changes.`
  );
}

function describeInUse(info: Info, { urn }: Operation): string {
  return (
    `${gatewayBridgeName} of node "${info.Name}" cannot be removed or replaced while the node is in a swarm. First ` +
    `${leavingSteps(info)}, run this command again, and rejoin the node if needed. A SwarmNode with 'rejoin: true' ` +
    `that has this bridge's id as its 'gatewayBridgeId' does that for each change. To keep the bridge as it is and ` +
    `only remove it from the state: pulumi state delete '${urn}'.`
  );
}

function leavingSteps({ Name: node, Swarm }: Info): string {
  const first = Swarm.ControlAvailable ? ` and demote it ('docker node demote ${node}')` : "";
  return (
    `drain the node ('docker node update --availability drain ${node}', on a manager)${first}, let it leave ` +
    `('docker swarm leave', on the node)`
  );
}
