import { swarmPools } from "../../mapping/network/networkImport";
import { poolUsage } from "../../mapping/network/networkAddresses";
import { readNetworkInputs, type NetworkInputs } from "../../mapping/network/networkInputs";
import { errorFinding, type LiveCheck } from "../../preview/liveCheck";
import { describeFullPool } from "./networkAllocation";
import { plannedNetworks } from "./plannedNetworks";
import { usedSubnets, type UsedSubnet } from "./usedSubnets";

/** A network that finds the address pool of the swarm used up is created, but never gets addresses. */
export const poolCheck: LiveCheck = {
  what: "the address pool",
  find: async ({ inputs }, operation) => {
    if (!isFromPool(readNetworkInputs(inputs), inputs.ipamConfigs)) return [];
    const { engine, signal, plan, replaces } = operation;
    const [listed, swarm] = await Promise.all([engine.listNetworks({}, signal), engine.swarm(signal)]);
    const pools = swarmPools(swarm);
    const used = usedSubnets(listed).filter(({ network: { Scope, Id } }) => Scope === "swarm" && Id !== replaces);
    const others = plannedNetworks(operation, []).filter(({ resource, inputs: other }) =>
      isFromPool(other, resource.inputs.ipamConfigs),
    );
    const isFull = (subnets: readonly UsedSubnet[]): boolean => {
      const { total, taken } = poolUsage(subnets, pools);
      return taken + BigInt(others.length) >= total;
    };
    // What this update replaces, it also removes.
    if (!isFull(used) || !isFull(used.filter(({ network }) => plan?.changeOf(network.Id)?.isReplaced !== true)))
      return [];
    const { total } = poolUsage([], pools);
    const { name } = readNetworkInputs(inputs);
    return [errorFinding(`Network "${name}" would get no subnet: ${describeFullPool(pools, total)}`)];
  },
};

function isFromPool({ driver, ingress, ipamConfigs = [] }: NetworkInputs, given: unknown): boolean {
  const isKnown = given === undefined || Array.isArray(given);
  return driver === "overlay" && ingress !== true && ipamConfigs.length === 0 && isKnown;
}
