import { swarmLabel } from "../../../swarm/swarmLabel";
import type { Network } from "../../engine/types";
import type { NetworkInputs } from "../../mapping/network/networkInputs";
import type { Operation } from "../../handler/handler";
import { importCommand } from "../../handler/importCommand";
import { declaredIdentity } from "../network/networkSiblings";

/** Whether the swarm's ingress carries the identity of this resource. */
export function isOwn({ Labels }: Network, given: NetworkInputs): boolean {
  const owner = Labels?.[swarmLabel.identity.key];
  return owner !== undefined && owner === declaredIdentity(given.labels);
}

/**
 * Refuses an ingress that carries the identity of another resource, also when it is equal: two resources would declare
 * one network.
 *
 * @throws Error that names the owner, and how to share or import the ingress
 */
export function requireNoOtherOwner(current: Network, given: NetworkInputs, operation: Operation): void {
  const owner = current.Labels?.[swarmLabel.identity.key];
  if (owner === undefined || owner === declaredIdentity(given.labels) || current.Id === operation.replaces) return;
  const [project = "", stack = "", ...name] = owner.split("/");
  throw new Error(
    `The swarm's ingress network "${current.Name}" (${current.Id}) belongs to IngressConfig "${name.join("/")}" of ` +
      `stack "${stack}" in project "${project}". A swarm has one ingress, and one stack declares it. Leave it to ` +
      `that stack: services publish through it without an IngressConfig of their own. Or move it to this stack: run ` +
      `'pulumi state delete' for it there, and import it here:${importCommand(operation, current.Id)}`,
  );
}
