import { swarmLabel } from "../../../swarm/swarmLabel";
import type { Network } from "../../engine/types";
import type { Operation } from "../../handler/handler";
import { defaultIngressName, noPools, toNetworkInputs } from "../../mapping/network/networkImport";
import { asRecord } from "../../mapping/network/networkInputs";
import type { Deadline } from "../../reconcile/deadline";
import { waitForAllocation } from "../network/networkAllocation";
import { requestNetwork } from "../network/networkCreation";
import { networkRequest, type NetworkRequest } from "../network/networkRequest";
import { joinNodes } from "./ingressNodes";

/** The ingress that Docker creates with a swarm. */
export function defaultIngress(): NetworkRequest {
  return networkRequest({ name: defaultIngressName, driver: "overlay", ingress: true });
}

/**
 * The same ingress again. It gets a new id, so a label carries the old id, by which the stack's state refers to it.
 */
export function copyOf(network: Network): NetworkRequest {
  const live = toNetworkInputs(network, noPools);
  const origin = {
    label: swarmLabel.restoredFrom.key,
    value: network.Labels?.[swarmLabel.restoredFrom.key] ?? network.Id,
  };
  const labels = Array.isArray(live.labels) ? live.labels : [];
  return networkRequest({ ...live, options: { ...asRecord(live.options) }, labels: [...labels, origin] });
}

/** Creates an ingress in a swarm without one, and warns of nodes that do not join it. */
export async function makeIngress(
  request: NetworkRequest,
  operation: Operation,
  deadline: Deadline,
  made: { id?: string },
): Promise<Network> {
  operation.status(`creating the ingress "${request.name}"`);
  made.id = await requestNetwork(request, operation, deadline);
  const network = await waitForAllocation(made.id, request, operation, deadline);
  const absent = await joinNodes(network, operation, deadline);
  if (absent.length > 0) operation.warn(describeAbsent(network, absent));
  return network;
}

/** The warning when nodes stay without the ingress. */
export function describeAbsent(network: Network, absent: readonly string[]): string {
  return (
    `The ingress network "${network.Name}" (${network.Id}) is in place, but ${absent.join(", ")} did not join it. ` +
    `Published ports do not answer there. Restart the Docker daemon of that node, and see its log for the reason.`
  );
}
