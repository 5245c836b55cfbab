import { isDeepStrictEqual } from "node:util";
import type { ServiceSpec } from "../../engine/types";
import type { Operation } from "../../handler/handler";

/**
 * The spec of an update, so that a change of its ports or endpoint mode reaches the tasks.
 *
 * Swarm leaves tasks alone whose placement alone has changed, and forgets over that to look at their endpoint (swarmkit
 * manager/orchestrator/task.go, IsTaskDirty): they run on without the new ports, and count as up to date. Another count of `ForceUpdate`
 * restarts them, as the change itself would have done.
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
