import { block } from "../fields/block";
import { duration, oneOf, ratio, whole } from "../fields/leaf";

/**
 * How an update or a rollback replaces the tasks. Swarm's defaults for an absent block: one task at a time, 5 s of
 * monitoring each, stop first, pause on failure.
 */
function rollout(failureActions: readonly string[]): ReturnType<typeof block> {
  return block({
    // The docker package's default is 1. Without a value, the Engine would update all tasks at once.
    parallelism: ["Parallelism", whole({ default: 1, sent: true })],
    delay: ["Delay", duration({ default: "0s" })],
    failureAction: ["FailureAction", oneOf(failureActions, { default: "pause" })],
    // The Engine stores 5 s for a zero (moby daemon/cluster/convert/service.go; swarmkit api/defaults/service.go).
    monitor: ["Monitor", duration({ default: "5s", zeroIsDefault: true })],
    maxFailureRatio: ["MaxFailureRatio", ratio({ default: 0 })],
    order: ["Order", oneOf(["stop-first", "start-first"], { default: "stop-first" })],
  });
}

/** `updateConfig`. */
export const updateConfig = rollout(["pause", "continue", "rollback"]);

/** `rollbackConfig`: a rollback cannot be rolled back. */
export const rollbackConfig = rollout(["pause", "continue"]);
