import { blocksOverlap, parseBlock, type Block } from "../../../swarm/cidr";
import type { Network } from "../../engine/types";
import { lingers } from "../../mapping/network/lingers";
import { toIpamInputs } from "../../mapping/network/network";

/** A subnet of an existing network. */
export interface UsedSubnet {
  readonly subnet: string;
  readonly block: Block;
  readonly network: Network;
}

/** By the list that the Engine has answered: a preview reads it once, and compares every resource with it. */
const parsed = new WeakMap<readonly Network[], readonly UsedSubnet[]>();

/** The subnets of networks that exist, also those that only this node has. */
export function usedSubnets(listed: readonly Network[]): readonly UsedSubnet[] {
  const known = parsed.get(listed);
  if (known !== undefined) return known;
  const used = listed
    .filter((network) => !lingers(network))
    .flatMap((network) =>
      toIpamInputs(network).flatMap(({ subnet }) => {
        const block = parseBlock(subnet);
        return subnet === undefined || block === undefined ? [] : [{ subnet, block, network }];
      }),
    );
  parsed.set(listed, used);
  return used;
}

/** The first of these subnets that overlaps with each network, and the subnet of that network. */
export function overlappingNetworks(
  subnets: readonly string[],
  used: readonly UsedSubnet[],
): { readonly subnet: string; readonly theirs: UsedSubnet }[] {
  const found = new Map<string, { readonly subnet: string; readonly theirs: UsedSubnet }>();
  for (const subnet of subnets) {
    const block = parseBlock(subnet);
    for (const theirs of block === undefined ? [] : used) {
      if (block === undefined || !blocksOverlap(block, theirs.block) || found.has(theirs.network.Id)) continue;
      found.set(theirs.network.Id, { subnet, theirs });
    }
  }
  return [...found.values()];
}
