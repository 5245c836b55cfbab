import { surgeOf } from "../../swarm/capacity";
import type { Unknown } from "../../swarm/draft";
import { unknown } from "../../swarm/draft";
import { isOn } from "./network";
import { numberOf } from "./numberOf";
import { replicasOf } from "./placement";
import type { Service, ServiceMode } from "./service";
import { fieldsOf } from "./service";

/** The numbers of tasks of a service. */
export interface Tasks {
  /** How many tasks run in the desired state. */
  readonly running: number | Unknown;
  /** How many additional tasks exist during a rolling update. */
  readonly surge: number | Unknown;
}

/**
 * The tasks that a service has, and the most that it adds during an update: one for each task that the update replaces
 * at a time. This holds for both update orders, because a task keeps its address until it has stopped.
 *
 * @param nodes the number of nodes of the swarm; each runs one task of a global service
 */
export function tasksOf(service: ReturnType<typeof fieldsOf<Service>>, nodes: number): Tasks {
  const running = runningOf(service.mode, nodes);
  const { updateConfig } = service;
  const { parallelism: given } = fieldsOf<NonNullable<Service["updateConfig"]>>(updateConfig);
  if (updateConfig === unknown || given === unknown || running === unknown) return { running, surge: unknown };
  return { running, surge: surgeOf(running, numberOf(given) ?? 1) };
}

function runningOf(mode: ReturnType<typeof fieldsOf<Service>>["mode"], nodes: number): number | Unknown {
  if (mode === unknown) return unknown;
  const { global, globalJob, replicated } = fieldsOf<ServiceMode>(mode);
  if (global === unknown || replicated === unknown) return unknown;
  if (isOn(global) === true || isOn(globalJob) === true) return nodes;
  const replicas = replicasOf({ mode });
  return replicas === unknown ? unknown : Math.max(0, replicas);
}
