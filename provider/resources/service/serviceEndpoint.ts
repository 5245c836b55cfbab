import { isDeepStrictEqual } from "node:util";
import type { ServiceSpec } from "../../engine/types";
import type { Operation } from "../../handler/handler";

/**
 * The spec of an update whose change of ports or endpoint mode reaches the tasks.
 *
 * Swarm does not restart tasks when only their placement has changed, and then does not check their endpoint (swarmkit
 * manager/orchestrator/task.go, IsTaskDirty): they continue without the new ports and count as up to date. A higher
 * `ForceUpdate` restarts them, as the change itself should have done.
 */
export async function withEndpointForTasks(
  id: string,
  live: ServiceSpec,
  next: ServiceSpec,
  { engine, signal }: Operation,
): Promise<ServiceSpec> {
  if (isDeepStrictEqual(live.EndpointSpec, next.EndpointSpec)) return next;
  const { TaskTemplate } = next;
  if (TaskTemplate.ForceUpdate !== live.TaskTemplate.ForceUpdate) return next;
  const tasks = await engine.listTasks({ service: [id], "desired-state": ["running"] }, signal);
  if (tasks.every(({ Spec }) => isDeepStrictEqual(Spec.Placement, TaskTemplate.Placement))) return next;
  return { ...next, TaskTemplate: { ...TaskTemplate, ForceUpdate: (TaskTemplate.ForceUpdate ?? 0) + 1 } };
}
