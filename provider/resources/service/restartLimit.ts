import type { Service } from "../../engine/types";

/** Swarm's delay before a restart when the policy names none, in nanoseconds. */
const defaultDelay = 5e9;

/** Milliseconds that Swarm may take to create a task that it wants. */
const marginMs = 3000;

/**
 * Milliseconds that a slot can have no task that runs or is on its way before Swarm has given it up; `undefined` if it
 * never does.
 *
 * A replacement usually exists at once. It starts after the delay, though, and one that is rejected within the delay,
 * for example because its image is missing, is itself replaced only at the end of the delay (swarmkit
 * manager/orchestrator/restart/restart.go).
 */
export function restartLimitMs({ Spec }: Service): number | undefined {
  const { Condition = "", MaxAttempts = 0, Delay = defaultDelay } = Spec.TaskTemplate.RestartPolicy ?? {};
  if (Condition === "none") return marginMs;
  return MaxAttempts === 0 ? undefined : Delay / 1e6 + marginMs;
}
