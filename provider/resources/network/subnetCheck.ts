import { blocksOverlap, parseBlock } from "../../../swarm/cidr";
import type { Operation } from "../../handler/handler";
import type { NetworkInputs } from "../../mapping/network/networkInputs";
import { errorFinding, warningFinding, type Finding, type LiveCheck } from "../../preview/liveCheck";
import { describeShared, lastingConflict } from "../../reconcile/handover";
import { overlapsOf } from "./networkAllocation";
import { networkRequest } from "./networkRequest";
import { plannedNetworks } from "./plannedNetworks";
import { comparedSubnets, findSubnetConflicts } from "./subnetConflict";

/** A network whose subnet is taken is created, but never gets addresses. */
export const subnetCheck: LiveCheck = {
  what: "subnets",
  find: async ({ inputs }, operation) => {
    const request = networkRequest(inputs);
    if (request.driver !== "overlay") return [];
    const conflicts = await findSubnetConflicts(request, operation);
    const lasting = await Promise.all(conflicts.map((conflict) => lastingConflict(conflict, operation)));
    const messages = lasting.filter((message) => message !== undefined);
    const shared = comparedSubnets(request).flatMap((subnet) => {
      const block = parseBlock(subnet);
      const other = plannedNetworks(operation, conflicts).flatMap(({ resource, subnets }) => {
        const theirs = subnets.find((one) => block !== undefined && blocksOverlap(block, one.block));
        return theirs === undefined ? [] : [{ resource, theirs: theirs.subnet }];
      })[0];
      if (other === undefined) return [];
      const has = other.theirs === subnet ? "it" : `"${other.theirs}", which overlaps it,`;
      return [describeShared({ subject: subjectOf(request), what: `subnet ${subnet}`, has }, other.resource)];
    });
    return [...[...messages, ...shared].map(errorFinding), ...(await findSharedRanges(request, operation))];
  },
};

/** The Engine does not compare a subnet with an `ipRange`, and then assigns addresses twice. */
async function findSharedRanges(request: NetworkInputs, operation: Operation): Promise<Finding[]> {
  const ranged = (request.ipamConfigs ?? []).filter(({ ipRange }) => ipRange !== undefined);
  if (ranged.length === 0) return [];
  const listed = await operation.engine.listNetworks({}, operation.signal);
  const others = listed.filter(({ Id, Scope }) => Scope === "swarm" && Id !== operation.replaces);
  return ranged
    .flatMap(({ subnet }) => (typeof subnet === "string" ? overlapsOf(subnet, others) : []))
    .map((overlap) => warningFinding(describeSharedRange(request.name, overlap)));
}

/** @param overlap in words */
export function describeSharedRange(name: string, overlap: string): string {
  return (
    `Network "${name}": ${overlap}. The Engine does not refuse that when 'ipRange' is given, and may assign the same ` +
    `address twice. Choose a subnet that no other network has.`
  );
}

function subjectOf({ name }: NetworkInputs): string {
  return `Network "${name}"`;
}
