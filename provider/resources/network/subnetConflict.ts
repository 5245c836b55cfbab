import { overlaps } from "../../../swarm/cidr";
import type { Network } from "../../engine/types";
import type { Operation } from "../../handler/handler";
import { readNetworkInputs, type NetworkInputs } from "../../mapping/network/networkInputs";
import type { Conflict } from "../../reconcile/handover";
import { isAttached } from "./attachments";
import { findRecentNetworks } from "./networkLookup";
import { NetworkSiblings } from "./networkSiblings";
import { overlappingNetworks, usedSubnets } from "./usedSubnets";

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
  const subnets = comparedSubnets(request);
  if (request.driver !== "overlay" || subnets.length === 0) return [];
  const { engine, signal } = operation;
  const conflictsWith = (networks: readonly Network[]): Conflict[] =>
    conflictsIn(networks, subnets, request, operation, remove);
  const { listed, created } = await findRecentNetworks(engine, signal);
  if (conflictsWith(listed).length === 0 && conflictsWith([...created]).length === 0) return [];
  return conflictsWith(await engine.listNetworks({}, signal));
}

function conflictsIn(
  listed: readonly Network[],
  subnets: readonly string[],
  request: NetworkInputs,
  operation: Operation,
  remove: ((holder: Network) => Promise<void>) | undefined,
): Conflict[] {
  const others = usedSubnets(listed).filter(
    ({ network }) =>
      network.Scope === "swarm" &&
      network.Id !== operation.replaces &&
      // Its name is the first problem.
      network.Name.toLowerCase() !== request.name.toLowerCase() &&
      // A new ingress takes the place of the old one.
      !(network.Ingress && request.ingress === true),
  );
  return overlappingNetworks(subnets, others).map(({ subnet, theirs: { subnet: theirs, network: holder } }) => ({
    subject: `Network "${request.name}"`,
    what: `subnet ${subnet}`,
    holder: { kind: "network", id: holder.Id, name: holder.Name, labels: holder.Labels },
    ...(theirs === subnet ? {} : { has: `"${theirs}", which overlaps it` }),
    ...(holder.Ingress ? { fix: ingressFix, isTakenAway: () => isIngressReplaced(subnets, operation) } : {}),
    isKept: ({ inputs, isReplaced }) => !isReplaced || uses(readNetworkInputs(inputs), subnets),
    ...(remove === undefined ? {} : { release: () => release(holder, operation, remove) }),
  }));
}

/** The subnets that the Engine compares with those of other networks. */
export function comparedSubnets({ ipamConfigs = [] }: NetworkInputs): string[] {
  return ipamConfigs.flatMap(({ subnet, ipRange }) =>
    typeof subnet === "string" && ipRange === undefined ? [subnet] : [],
  );
}

const ingressFix =
  "It is the ingress network, through which services publish ports. Choose another subnet, or move the ingress with " +
  "an IngressConfig.";

/** Whether this update replaces the swarm's ingress, which is not in the state, by one with other addresses. */
function isIngressReplaced(subnets: readonly string[], { plan }: Operation): boolean {
  const [ingress] = (plan?.planned(networkType) ?? []).filter(({ inputs }) => inputs.ingress === true);
  const { ipamConfigs = [] } = ingress === undefined ? {} : readNetworkInputs(ingress.inputs);
  return ipamConfigs.length > 0 && !uses({ name: "", ipamConfigs }, subnets);
}

/** The type of networks in a program. */
export const networkType = "docker:index/network:Network";

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
