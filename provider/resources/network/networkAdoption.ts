import type { Network } from "../../engine/types";
import { toNetworkState } from "../../mapping/network/network";
import { noPools, toNetworkInputs } from "../../mapping/network/networkImport";
import { isNameless, networkChanges } from "./networkDiff";
import type { NetworkRequest } from "./networkRequest";
import type { Properties } from "../../handler/properties";

/**
 * The paths in which a network outside of every state differs from a request; empty when it can be adopted. The name
 * counts only when the user chose it, and any subnet is accepted when the request has none. Options and labels must be
 * equal as a whole: an additional MTU or encryption is a difference.
 */
export function adoptionDifferences(network: Network, request: NetworkRequest): string[] {
  const { raw: inputs } = request;
  const live = toNetworkInputs(network, noPools);
  const newInputs: Properties = isNameless(inputs) ? { ...inputs, name: network.Name } : inputs;
  const oldInputs: Properties = { ...newInputs, name: network.Name, options: live.options, labels: live.labels };
  return [...networkChanges({ oldInputs, oldState: toNetworkState(network, request), newInputs }).keys()];
}
