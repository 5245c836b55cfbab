import { parseBlock, type Block } from "../../../swarm/cidr";
import type { Operation } from "../../handler/handler";
import type { Properties } from "../../handler/properties";
import type { PlannedResource } from "../../handler/updatePlan";
import { readNetworkInputs, type NetworkInputs } from "../../mapping/network/networkInputs";
import { othersOfRun } from "../../preview/othersOfRun";
import type { Conflict } from "../../reconcile/handover";
import { comparedSubnets, networkType } from "./subnetConflict";

/** Another network that this preview creates. */
export interface PlannedNetwork {
  readonly resource: PlannedResource;
  readonly inputs: NetworkInputs;
  readonly subnets: readonly { readonly subnet: string; readonly block: Block }[];
}

/** By the inputs, because a preview compares each network with all others. */
const parsed = new WeakMap<Properties, PlannedNetwork>();

/**
 * The other networks that this preview creates so far.
 *
 * @param conflicts with existing networks, whose replacements are left out
 */
export function plannedNetworks(operation: Operation, conflicts: readonly Conflict[]): PlannedNetwork[] {
  const reported = conflicts.map(({ holder }) => holder.id);
  return othersOfRun(networkType, operation, reported).map(networkOf);
}

function networkOf(resource: PlannedResource): PlannedNetwork {
  const known = parsed.get(resource.inputs);
  if (known !== undefined) return known;
  const inputs = readNetworkInputs(resource.inputs);
  const subnets = comparedSubnets(inputs).flatMap((subnet) => {
    const block = parseBlock(subnet);
    return block === undefined ? [] : [{ subnet, block }];
  });
  const network = { resource, inputs, subnets };
  parsed.set(resource.inputs, network);
  return network;
}
