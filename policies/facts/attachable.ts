import { isHashedName, longestCountedBase } from "../../swarm/names";
import { saysNo } from "../../swarm/options";
import { draftOf } from "../unknowns/draft";
import { settled } from "../unknowns/looks";
import { ownComponentOf } from "./componentNetwork";
import type { OverlayNetwork } from "./network";
import { networkOf, overlayNetworkType } from "./network";

/**
 * Whether the component that a network belongs to permits standalone containers to join it. The component's own inputs
 * say so (`allowAttachable`), which the network does not have. The permission is for the component's own network alone,
 * and only as long as that has the name that the component gave it.
 */
export function isPermittedByComponent(subject: {
  readonly name: string;
  readonly props: object;
  readonly opts: { readonly parent?: string };
}): boolean {
  const component = ownComponentOf(subject);
  if (component?.type !== overlayNetworkType) return false;
  const inputs = draftOf<OverlayNetwork>(component.props);
  if (typeof inputs !== "object") return false;
  const { allowAttachable } = inputs;
  const isAllowed =
    allowAttachable !== undefined &&
    (typeof allowAttachable === "symbol" || allowAttachable === component.name) &&
    !saysNo(allowAttachable);
  return isAllowed && settled(() => hasNameOf(component.name, inputs.name, networkOf(subject.props).name));
}

/** Whether a name is the one that an OverlayNetwork gives its network; an unknown one may be. */
function hasNameOf(logicalName: string, fixed: unknown, name: unknown): boolean {
  if (typeof name !== "string") return true;
  if (fixed !== undefined) return typeof fixed === "symbol" || name === fixed;
  return isHashedName(name) && name.startsWith(logicalName.slice(0, longestCountedBase));
}
