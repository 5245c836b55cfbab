import { driverOption } from "../../../swarm/options";
import { overlaps } from "../../../swarm/cidr";
import { readNetworkInputs, type NetworkInputs } from "../../mapping/network/networkInputs";
import { declaredIdentity } from "./networkSiblings";
import type { Properties } from "../../handler/properties";

/**
 * Whether two networks, one of which replaces the other, are one overlay, so that services move over without an outage. One that does not say
 * whose it is, from before there was a label or because it was swapped, is that of the resource whose state it is.
 */
export function isOfOneOverlay(oldState: Properties, newInputs: Properties): boolean {
  const [before, after] = [oldState, newInputs].map((one) => declaredIdentity(readNetworkInputs(one).labels));
  return after !== undefined && (before ?? after) === after;
}

/** What keeps a network from being there beside the one that it replaces, in words; empty when nothing does. */
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
 * What a change costs that cannot be made with one network beside the other.
 *
 * @param inputs of the new network, unknown where only the update can tell
 */
export function warnOfReplacement(oldState: Properties, inputs: Properties): string | undefined {
  const [old, wanted] = [readNetworkInputs(oldState), readNetworkInputs(inputs)];
  if (oldState.driver !== "overlay" || wanted.ingress === true) return undefined;
  const reasons = obstacles(old, wanted);
  if (reasons.length === 0) return undefined;
  const [isNamed, others] = [old.name === wanted.name, reasons.length - Number(old.name === wanted.name)];
  const wayOut = [
    ...(isNamed ? ["leave 'name' out, so that each has a name of its own"] : []),
    ...(others > 0 ? ["give the network other subnets (and VXLAN ids), or leave them to Swarm"] : []),
  ].join(", and ");
  const cause = `Network "${wanted.name}" and the one that it replaces cannot be there side by side: ${reasons.join("; ")}.`;
  return isOfOneOverlay(oldState, inputs)
    ? `${cause} Services stay in touch over a third network meanwhile, and tasks restart four times instead of twice. To have it cheaper, ${wayOut}.`
    : `${cause} The old one would have to go first, which the Engine refuses while services are attached. Either ${wayOut}; or let services ` +
        `be on both, as those of an OverlayNetwork are unless its 'replacement' is "swap".`;
}

function blocksOf({ ipamConfigs = [] }: NetworkInputs): string[] {
  return ipamConfigs.flatMap(({ subnet }) => subnet ?? []);
}

function vxlanIdsOf({ options }: NetworkInputs): string[] {
  return options?.[driverOption.vxlanIds]?.split(",") ?? [];
}
