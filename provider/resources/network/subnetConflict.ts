import { overlaps } from "../../../swarm/cidr";
import type { Network } from "../../engine/types";
import type { Operation } from "../../handler/handler";
import { lingers } from "../../mapping/network/lingers";
import { toIpamInputs } from "../../mapping/network/network";
import { readNetworkInputs, type NetworkInputs } from "../../mapping/network/networkInputs";
import type { Conflict } from "../../reconcile/handover";
import { isAttached } from "./attachments";
import { NetworkSiblings } from "./networkSiblings";

/**
 * The networks that have addresses which a new overlay asks for. The Engine accepts that, and then gives the new one no
 * subnet; it does not look at subnets with an `ipRange`.
 *
 * @param remove removes a network with the services on it that are on its replacement as well. @default impossible
 */
export async function findSubnetConflicts(
  request: NetworkInputs,
  operation: Operation,
  remove?: (holder: Network) => Promise<void>,
): Promise<Conflict[]> {
  const subnets = (request.ipamConfigs ?? []).flatMap(({ subnet, ipRange }) =>
    typeof subnet === "string" && ipRange === undefined ? [subnet] : [],
  );
  if (request.driver !== "overlay" || subnets.length === 0) return [];
  const listed = await operation.engine.listNetworks({}, operation.signal);
  const others = listed.filter(
    (network) => network.Scope === "swarm" && !lingers(network) && network.Id !== operation.replaces,
  );
  return others.flatMap((holder) => {
    const theirs = toIpamInputs(holder).flatMap(({ subnet }) => subnet ?? []);
    const subnet = subnets.find((one) => theirs.some((other) => overlaps(one, other)));
    if (subnet === undefined) return [];
    return [
      {
        subject: `Network "${request.name}"`,
        what: `subnet ${subnet}`,
        holder: { kind: "network", id: holder.Id, name: holder.Name },
        isKept: ({ inputs, isReplaced }) => !isReplaced || uses(readNetworkInputs(inputs), subnets),
        ...(remove === undefined ? {} : { release: () => release(holder, operation, remove) }),
      },
    ];
  });
}

function uses({ ipamConfigs = [] }: NetworkInputs, subnets: readonly string[]): boolean {
  return ipamConfigs.some(({ subnet }) => subnet !== undefined && subnets.some((one) => overlaps(one, subnet)));
}

/** Removes the network as soon as each service on it is on its replacement as well. @returns whether it is gone */
async function release(
  holder: Network,
  operation: Operation,
  remove: (holder: Network) => Promise<void>,
): Promise<boolean> {
  const { engine, signal } = operation;
  const [services, siblings] = await Promise.all([
    engine.listServices({}, {}, signal),
    NetworkSiblings.find(operation),
  ]);
  const others = siblings.of(holder.Id);
  const attached = services.filter(({ Spec }) => isAttached(Spec, holder.Id));
  if (attached.some(({ Spec }) => !others.some(({ Id }) => isAttached(Spec, Id)))) return false;
  operation.status(`removing network "${holder.Name}", which is replaced`);
  await remove(holder);
  return true;
}
