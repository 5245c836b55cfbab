import { swarmLabel } from "../../../swarm/swarmLabel";
import type { Network } from "../../engine/types";
import { defaultIngressName, noPools, toNetworkInputs } from "../../mapping/network/networkImport";
import { asRecord, readNetworkInputs, type NetworkInputs } from "../../mapping/network/networkInputs";
import { waitForAllocation } from "../network/networkAllocation";
import { requestNetwork } from "../network/networkCreation";
import { removeNetwork } from "../network/networkRemoval";
import type { Operation } from "../../handler/handler";
import type { Properties } from "../../handler/properties";
import { joinNodes, letNodesRelease } from "./ingressNodes";
import { findPublishers } from "./ingressPublishers";
import type { TimeLeft } from "./timeLeft";

/** An ingress that is to be made. */
export interface Wanted {
  readonly inputs: Properties;
  readonly given: NetworkInputs;
}

/** Docker's own, as it makes it with a swarm. */
export function defaultIngress(): Wanted {
  const inputs: Properties = { name: defaultIngressName, driver: "overlay", ingress: true };
  return { inputs, given: readNetworkInputs(inputs) };
}

/** The same again, under another id, which it keeps the old one beside: the stack's state knows no other. */
export function copyOf(network: Network): Wanted {
  const live = toNetworkInputs(network, noPools);
  const origin = {
    label: swarmLabel.restoredFrom.key,
    value: network.Labels?.[swarmLabel.restoredFrom.key] ?? network.Id,
  };
  const labels = Array.isArray(live.labels) ? live.labels : [];
  const inputs: Properties = { ...live, options: { ...asRecord(live.options) }, labels: [...labels, origin] };
  return { inputs, given: readNetworkInputs(inputs) };
}

/**
 * Makes an ingress where there is none. When a node does not take it, because it was not done with the one before, it is made once
 * more: nothing else makes that node try again.
 */
export async function makeIngress(
  { inputs, given }: Wanted,
  operation: Operation,
  left: TimeLeft,
  made: { id?: string },
): Promise<Network> {
  for (let attempt = 1; ; attempt++) {
    operation.status(`making the ingress "${given.name}"`);
    made.id = await requestNetwork(inputs, given, operation, left());
    const network = await waitForAllocation(made.id, given, operation, left());
    const absent = await joinNodes(network, operation);
    if (absent.length === 0) return network;
    if (attempt === 2 || (await findPublishers(operation)).length > 0) {
      operation.warn(describeAbsent(network, absent));
      return network;
    }
    operation.status(`${absent.join(", ")} did not take the new ingress; making it again`);
    await removeIngress(network, operation, left());
    delete made.id;
  }
}

/** What is wrong when nodes stay without the ingress. */
export function describeAbsent(network: Network, absent: readonly string[]): string {
  return (
    `The ingress network "${network.Name}" (${network.Id}) is in place, but ${absent.join(", ")} did not join it. Published ports ` +
    `do not answer there. Restart the Docker daemon of that node, and see its log for the reason.`
  );
}

/** Removes an ingress from all nodes. */
export async function removeIngress(
  ingress: Pick<Network, "Id" | "Name">,
  operation: Operation,
  timeoutSeconds: number,
): Promise<void> {
  await removeNetwork({ id: ingress.Id, name: ingress.Name }, operation, timeoutSeconds);
  await letNodesRelease(operation);
}
