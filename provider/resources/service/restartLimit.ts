import type { Service } from "../../engine/types";

/** Swarm's default delay before a restart, in nanoseconds. */
const defaultDelay = 5e9;

/** Milliseconds that Swarm may take to create a task that it wants. */
const marginMs = 3000;

/**
 * The milliseconds after which Swarm has given up a slot that has no task that runs or is starting; `undefined` if
 * Swarm never gives up.
 *
 * Swarm usually creates a replacement at once and starts it after the delay. If a node rejects the replacement within
 * the delay, e.g. because its image is missing, Swarm replaces it only at the end of the delay (swarmkit
 * manager/orchestrator/restart/restart.go).
 */
export function restartLimitMs({ Spec }: Service): number | undefined {
  const { Condition = "", MaxAttempts = 0, Delay = defaultDelay } = Spec.TaskTemplate.RestartPolicy ?? {};
  if (Condition === "none") return marginMs;
  return MaxAttempts === 0 ? undefined : Delay / 1e6 + marginMs;
}

/**
 * How many tasks of a slot of a job may fail before its restart policy is exhausted; `undefined` for any number.
 *
 * The orchestrator of jobs then starts a new task all the same, without a delay, until one completes (swarmkit
 * manager/orchestrator/jobs/replicated/reconciler.go), so a dead slot does not show it.
 */
export function failuresAllowed({ Spec }: Service): number | undefined {
  const { Condition = "", MaxAttempts = 0, Window = 0 } = Spec.TaskTemplate.RestartPolicy ?? {};
  if (Condition === "none") return 0;
  // Within a window, Swarm counts by its own clock.
  return MaxAttempts === 0 || Window > 0 ? undefined : MaxAttempts;
}
