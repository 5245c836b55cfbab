import { swarmLabel } from "../../../swarm/swarmLabel";
import type { Network } from "../../engine/types";
import type { NetworkInputs } from "../../mapping/network/networkInputs";
import type { Operation } from "../../handler/handler";

/** Whether the swarm's ingress says that it was made for this very resource. */
export function isOwn({ Labels }: Network, given: NetworkInputs): boolean {
  const owner = Labels?.[swarmLabel.identity.key];
  return owner !== undefined && owner === identityOf(given);
}

/**
 * Refuses an ingress that says of somebody else that it is his, also when it is all that is asked for: two would declare one network.
 *
 * @throws Error that tells whose it is, and the ways out
 */
export function requireNobodysElse(current: Network, given: NetworkInputs, operation: Operation): void {
  const owner = current.Labels?.[swarmLabel.identity.key];
  if (owner === undefined || owner === identityOf(given) || current.Id === operation.replaces) return;
  const [project = "", stack = "", ...name] = owner.split("/");
  throw new Error(
    `The swarm's ingress network "${current.Name}" (${current.Id}) belongs to IngressConfig "${name.join("/")}" of stack "${stack}" in ` +
      `project "${project}". A swarm has one ingress, and one stack declares it. Leave it to that stack: services publish through it without ` +
      `an IngressConfig of their own. Or take it over: 'pulumi state delete' it there, and 'pulumi import docker:index/network:Network ` +
      `${operation.logicalName} ${current.Id}' here.`,
  );
}

function identityOf({ labels }: NetworkInputs): string | undefined {
  return labels?.find(({ label }) => label === swarmLabel.identity.key)?.value;
}
