import { saysNo } from "../../swarm/options";
import { componentOf } from "./componentNetwork";
import { draftOf } from "../unknowns/draft";
import type { OverlayNetwork } from "./network";
import { isPartOf, overlayNetworkType } from "./network";

/**
 * Whether the component that a network belongs to permits containers outside of services to join it. The component's
 * own inputs say so (`allowAttachable`), which the network does not carry.
 */
export function isPermittedByComponent({ opts }: { readonly opts: { readonly parent?: string } }): boolean {
  if (!isPartOf(opts, overlayNetworkType)) return false;
  const component = componentOf(opts);
  // A component that Pulumi did not show has refused by itself what it does not permit.
  if (component === undefined) return true;
  const inputs = draftOf<OverlayNetwork>(component.props);
  const given = typeof inputs === "object" ? inputs.allowAttachable : undefined;
  return given !== undefined && (typeof given === "symbol" || given === component.name) && !saysNo(given);
}
