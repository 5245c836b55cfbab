import { saysNo } from "../swarm/options";
import { draftOf } from "./known";
import type { OverlayNetwork } from "./network";
import { isPartOf, overlayNetworkType } from "./network";

interface Resource {
  readonly name: string;
  readonly type: string;
  readonly urn: string;
  readonly props: object;
  readonly opts: { readonly parent?: string };
}

/** Components by URN, with whether they permit their network to be attachable: Pulumi shows a component before its children. */
const permissions = new Map<string, boolean>();

/**
 * Whether the component that a network belongs to permits containers outside of services to join it. The component's own inputs
 * say so (`allowAttachable`), which the network does not carry.
 */
export function isPermittedByComponent({ opts }: Resource): boolean {
  if (!isPartOf(opts, overlayNetworkType)) return false;
  // A component that Pulumi did not show has refused by itself what it does not permit.
  return permissions.get(opts.parent ?? "") ?? true;
}

/** Notes what a component permits, for its network. */
export function notePermission({ name, urn, props }: Resource): void {
  const component = draftOf<OverlayNetwork>(props);
  const given = typeof component === "object" ? component.allowAttachable : undefined;
  permissions.set(urn, given !== undefined && (typeof given === "symbol" || given === name) && !saysNo(given));
}
