import type { Draft } from "../../../swarm/draft";
import { onPublishedPortsOf } from "../../../swarm/ingress";
import { type Labels } from "../../../swarm/labels";
import { swarmLabel } from "../../../swarm/swarmLabel";
import type { Operation } from "../../handler/handler";
import type { Properties } from "../../handler/properties";
import { findIngress, isDockers } from "./ingressLookup";
import { defaultIngress } from "./ingressMaking";
import { swapIngress } from "./ingressSwap";
import { restorePorts } from "./portRestoration";
import { timeLeft } from "./timeLeft";

/**
 * Takes the ingress back to what Docker makes by itself. One that is that already stays, so deleting an adopted default does
 * nothing.
 *
 * @throws Error that names the services which publish ports through it, unless their ports may be suspended
 */
export async function deleteIngress(id: string, state: Properties, operation: Operation): Promise<void> {
  const { engine, signal } = operation;
  const onPublishedPorts = onPublishedPortsOf(state.labels as Draft<Labels>);
  const left = timeLeft(onPublishedPorts, operation);
  const current = await findIngress(engine, signal);
  const isOurs = current === undefined || current.Id === id || current.Labels?.[swarmLabel.restoredFrom.key] === id;
  // Somebody has put another one there, a swap of this very resource for example: it is not what is to be removed.
  if (current !== undefined && (!isOurs || (await isDockers(current, operation)))) {
    await restorePorts(operation, left());
    return;
  }
  // Also when there is none: an earlier deletion may have ended half-way.
  const next = defaultIngress();
  await swapIngress({ current, next, otherwise: next, onPublishedPorts }, operation, left);
}
