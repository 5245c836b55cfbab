import type { Network } from "../../engine/types";
import { toNetworkState } from "../../mapping/network/network";
import { noPools, toNetworkInputs } from "../../mapping/network/networkImport";
import type { NetworkInputs } from "../../mapping/network/networkInputs";
import { isNameless, networkChanges } from "./networkDiff";
import type { Properties } from "../../handler/properties";

/**
 * Where a network that nobody's state has is not what the inputs ask for, as paths; empty when it can be adopted. A name counts
 * when somebody has chosen it, and any subnet does when none is asked for. Options and labels count as a whole: an MTU or an encryption that
 * nobody asked for is a difference.
 */
export function adoptionDifferences(network: Network, inputs: Properties, given: NetworkInputs): string[] {
  const live = toNetworkInputs(network, noPools);
  const newInputs: Properties = isNameless(inputs) ? { ...inputs, name: network.Name } : inputs;
  const oldInputs: Properties = { ...newInputs, name: network.Name, options: live.options, labels: live.labels };
  return [...networkChanges({ oldInputs, oldState: toNetworkState(network, given), newInputs }).keys()];
}
