import { tasksAtOnce } from "../../mapping/service/mode";
import type { Service } from "../../engine/types";
import { rolloutOf } from "../service/rolloutTime";

/**
 * Services to which calls can fail while Swarm replaces their tasks, as far as their specs tell, with the settings that
 * avoid it: see docs/overlayNetwork.md, "What a replacement costs". The program of a service, and the health check of
 * its image, are not known.
 *
 * @returns sentences, each with a space before it; empty if there are no such services
 */
export function describeCallsAtRisk(services: readonly Service[]): string {
  const stopping = services.filter(stopsAll);
  const hasty = services.filter((service) => !stopping.includes(service) && hasNoDelay(service));
  const first =
    ` Meanwhile, all tasks of ${namesOf(stopping)} are stopped at times. To avoid that, use the update order ` +
    `"start-first", or more replicas than the update's parallelism.`;
  const second =
    ` Single calls to ${namesOf(hasty)} can fail, because the nodes need a moment to learn of each other's new ` +
    `tasks. To avoid that, set a delay of the update, for example 5 s.`;
  return `${stopping.length > 0 ? first : ""}${hasty.length > 0 ? second : ""}`;
}

function stopsAll({ Spec }: Service): boolean {
  const { order, parallelism } = rolloutOf(Spec);
  const tasks = tasksAtOnce(Spec.Mode);
  if (order === "start-first" || tasks === 0) return false;
  return parallelism === 0 || (tasks !== "global" && parallelism >= tasks);
}

/** A service with one batch has no delay: Swarm stops the old task when the new one is ready. */
function hasNoDelay({ Spec }: Service): boolean {
  const { parallelism, delaySeconds } = rolloutOf(Spec);
  const tasks = tasksAtOnce(Spec.Mode);
  return delaySeconds === 0 && parallelism !== 0 && (tasks === "global" || tasks > parallelism);
}

function namesOf(services: readonly Service[]): string {
  return services
    .map(({ Spec: { Name } }) => JSON.stringify(Name))
    .sort()
    .join(", ");
}
