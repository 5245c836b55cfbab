import { canMissStop } from "../../../swarm/engineVersion";
import { tasksAtOnce } from "../../mapping/service/mode";
import type { Node, Service, ServiceSpec } from "../../engine/types";
import { isJob } from "../service/convergenceCount";
import { rolloutOf } from "../service/rolloutTime";

/**
 * Services to which calls can fail while Swarm replaces their tasks, as far as their specs and the nodes' Engines tell,
 * with the settings that avoid it: see docs/overlayNetwork.md, "What a replacement costs". The program of a service,
 * and the health check of its image, are not known.
 *
 * @param nodes all nodes of the swarm
 * @returns sentences, each with a space before it; empty if there are no such services
 */
export function describeCallsAtRisk(services: readonly Service[], nodes: readonly Node[]): string {
  // A job has no update config, and is not called.
  const called = services.filter((service) => !isJob(service));
  const stopping = called.filter(stopsAll);
  const hasty = called.filter((service) => !stopping.includes(service) && isHasty(service));
  const first =
    ` With the deployed update settings, there are moments at which no task of ${namesOf(stopping)} runs. To avoid ` +
    `that, use the order "start-first", or more replicas than the parallelism.`;
  const second =
    ` Single calls to ${namesOf(hasty)} can fail with the deployed update settings, because the nodes need a moment ` +
    `to learn of each other's new tasks. To avoid that, use more replicas than the parallelism, and a delay in ` +
    `between, for example 5 s.`;
  return `${stopping.length > 0 ? first : ""}${hasty.length > 0 ? second : ""}` + describeMissedStops(called, nodes);
}

function describeMissedStops(called: readonly Service[], nodes: readonly Node[]): string {
  const versions = nodes.map(({ Description }) => Description?.Engine?.EngineVersion ?? "").filter(canMissStop);
  if (nodes.length < 2 || versions.length === 0 || called.length === 0) return "";
  return (
    ` Nodes with Docker Engine ${[...new Set(versions)].sort().join(", ")} can send single calls to a task of ` +
    `${namesOf(called)} that has just stopped (moby#41896). To avoid that, run Engine 29.2.1 or later on all nodes.`
  );
}

function stopsAll({ Spec }: Service): boolean {
  return rolloutOf(Spec).order === "stop-first" && isOneBatch(Spec);
}

/** Whether the last old task stops as soon as the last new one is ready. */
function isHasty({ Spec }: Service): boolean {
  return tasksAtOnce(Spec.Mode) !== 0 && (rolloutOf(Spec).delaySeconds === 0 || isOneBatch(Spec));
}

function isOneBatch(spec: ServiceSpec): boolean {
  const { parallelism } = rolloutOf(spec);
  const tasks = tasksAtOnce(spec.Mode);
  return tasks !== 0 && (parallelism === 0 || (tasks !== "global" && parallelism >= tasks));
}

function namesOf(services: readonly Service[]): string {
  return services
    .map(({ Spec: { Name } }) => JSON.stringify(Name))
    .sort()
    .join(", ");
}
