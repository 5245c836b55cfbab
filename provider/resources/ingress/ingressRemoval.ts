import type { Draft } from "../../../swarm/draft";
import { onPublishedPortsOf } from "../../../swarm/ingress";
import { type Labels } from "../../../swarm/labels";
import { swarmLabel } from "../../../swarm/swarmLabel";
import type { Operation } from "../../handler/handler";
import type { Properties } from "../../handler/properties";
import { ingressDeadline } from "./ingressDeadline";
import { findIngress, isDockers } from "./ingressLookup";
import { defaultIngress } from "./ingressMaking";
import { swapIngress } from "./ingressSwap";
import { restorePorts } from "./portRestoration";

/**
 * Replaces the ingress by Docker's default one. A default one stays, so deleting an adopted default does nothing.
 *
 * @throws Error that names the services that publish ports through it, unless their ports may be suspended
 */
export async function deleteIngress(id: string, state: Properties, operation: Operation): Promise<void> {
  const { engine, signal } = operation;
  const onPublishedPorts = onPublishedPortsOf(state.labels as Draft<Labels>);
  const deadline = ingressDeadline(onPublishedPorts, operation);
  const current = await findIngress(engine, signal);
  const isOurs = current === undefined || current.Id === id || current.Labels?.[swarmLabel.restoredFrom.key] === id;
  // The swarm has another ingress now, e.g. after a swap of this very resource, which must stay.
  if (current !== undefined && (!isOurs || (await isDockers(current, operation)))) {
    await restorePorts(operation, deadline);
    return;
  }
  // Also when there is none: an earlier deletion may have been interrupted.
  const next = defaultIngress();
  await swapIngress({ current, next, fallback: next, onPublishedPorts }, operation, deadline);
}
