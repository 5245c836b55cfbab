import { driverOption } from "../../../swarm/options";
import { overlaps } from "../../../swarm/cidr";
import { swarmLabel } from "../../../swarm/swarmLabel";
import { parentOf, typeOf } from "../../handler/urn";
import { readNetworkInputs, type NetworkInputs } from "../../mapping/network/networkInputs";
import { declaredIdentity, identityFor } from "./networkSiblings";
import type { Properties } from "../../handler/properties";
import type { NetworkPlan } from "../../handler/resourcePlan";

/**
 * Whether a network and its successor belong to one overlay, so that services move over without an outage. A network
 * without the label, because it is older than the label or was swapped, belongs to the overlay of the resource that has
 * it in its state.
 */
export function isOfOneOverlay(oldState: Properties, newInputs: Properties): boolean {
  const [before, after] = [oldState, newInputs].map((one) => declaredIdentity(readNetworkInputs(one).labels));
  return after !== undefined && (before ?? after) === after;
}

/** How an overlay network is replaced: see `NetworkPlan` in provider/handler. */
export type ReplacementKind = Exclude<NetworkPlan["replacement"], "ingress">;

export function replacementKind(oldState: Properties, newInputs: Properties): ReplacementKind {
  const isBlocked = obstacles(readNetworkInputs(oldState), readNetworkInputs(newInputs)).length > 0;
  if (isOfOneOverlay(oldState, newInputs)) return isBlocked ? "transition" : "side by side";
  return isBlocked ? "remove first" : "swap";
}

/** Why a network cannot exist beside the one that it replaces, in words; empty when it can. */
export function obstacles(old: NetworkInputs, wanted: NetworkInputs): string[] {
  return [
    ...(wanted.name !== "" && old.name === wanted.name ? [`both have the name "${wanted.name}"`] : []),
    ...blocksOf(wanted).flatMap((subnet) =>
      blocksOf(old)
        .filter((theirs) => overlaps(subnet, theirs))
        .map((theirs) => `"${subnet}" overlaps "${theirs}"`),
    ),
    ...vxlanIdsOf(wanted)
      .filter((id) => vxlanIdsOf(old).includes(id))
      .map((id) => `both have the VXLAN id ${id}`),
  ];
}

/**
 * A warning about the cost of a replacement: the two networks cannot exist side by side, or services are never on both.
 *
 * @param inputs of the new network, with unknown values in a preview
 * @param urn of the resource
 */
export function warnOfReplacement(oldState: Properties, inputs: Properties, urn: string): string | undefined {
  const [old, wanted] = [readNetworkInputs(oldState), readNetworkInputs(inputs)];
  if (oldState.driver !== "overlay" || wanted.ingress === true) return undefined;
  const reasons = obstacles(old, wanted);
  if (reasons.length === 0) return isOfOneOverlay(oldState, inputs) ? undefined : warnOfSwap(old, wanted, urn);
  const [isNamed, others] = [old.name === wanted.name, reasons.length - Number(old.name === wanted.name)];
  const fix = [
    ...(isNamed ? ["leave 'name' out, so that each network gets its own name"] : []),
    ...(others > 0 ? ["give the network other subnets (and VXLAN ids), or leave them to Swarm"] : []),
  ].join(", and ");
  const cause =
    `Network "${wanted.name}" and the one that it replaces cannot exist side by side: ` + reasons.join("; ") + ".";
  return isOfOneOverlay(oldState, inputs)
    ? `${cause} A third network connects the services meanwhile, and tasks restart four times instead of twice. To ` +
        `avoid that, ${fix}.`
    : `${cause} The old one must be removed first, which the Engine refuses while services are attached. Either ` +
        `${fix}; or let services be on both, as those of an OverlayNetwork are unless its 'replacement' is "swap".`;
}

/** An OverlayNetwork is swapped only if the program asks for that. */
function warnOfSwap(old: NetworkInputs, wanted: NetworkInputs, urn: string): string | undefined {
  const isChosen = typeOf(parentOf(urn, "") ?? "") === "swarm:index:OverlayNetwork";
  if (wanted.driver !== "overlay" || isChosen) return undefined;
  return (
    `Network "${wanted.name}" replaces "${old.name}". Each service leaves the old network as it joins the new one, ` +
    `so services cannot reach each other until all have moved. To keep them connected, add the label ` +
    `"${swarmLabel.identity.key}" to the network, for example with the value "${identityFor(urn)}", ` +
    `or use an OverlayNetwork.`
  );
}

function blocksOf({ ipamConfigs = [] }: NetworkInputs): string[] {
  return ipamConfigs.flatMap(({ subnet }) => subnet ?? []);
}

function vxlanIdsOf({ options }: NetworkInputs): string[] {
  return options?.[driverOption.vxlanIds]?.split(",") ?? [];
}
