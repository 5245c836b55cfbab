import type { ServiceSpec } from "../../engine/types";

/** How a service replaces its tasks. Times are in seconds. */
export interface Rollout {
  readonly order: "start-first" | "stop-first";
  /** 0: all at once. */
  readonly parallelism: number;
  readonly delaySeconds: number;
  readonly monitorSeconds: number;
}

/** Swarm's values for what the spec leaves out: swarmkit api/defaults/service.go, and Docker's health checks. */
const defaults = {
  monitorSeconds: 5,
  stopSeconds: 10,
  /** Not Swarm's: an assumption about the nodes. */
  startSeconds: 5,
  healthcheck: { intervalSeconds: 30, timeoutSeconds: 30, retries: 3 },
} as const;

/** Seconds after which Swarm starts a task although the one before it has not stopped (swarmkit restart.go). */
const longestStop = 60;

export function rolloutOf({ UpdateConfig }: ServiceSpec): Rollout {
  return {
    order: UpdateConfig?.Order === "start-first" ? "start-first" : "stop-first",
    // Without a config, Swarm replaces one task at a time.
    parallelism: UpdateConfig === undefined ? 1 : UpdateConfig.Parallelism,
    delaySeconds: seconds(UpdateConfig?.Delay),
    monitorSeconds: seconds(UpdateConfig?.Monitor) || defaults.monitorSeconds,
  };
}

/**
 * The longest that Swarm takes to replace the tasks of a service once, in seconds: batch by batch, each with the time
 * to stop, to start, to become healthy at the last attempt, and the delay; and the monitor time at the end (swarmkit
 * orchestrator/update/updater.go). It assumes that images are on the nodes, that a container starts within five
 * seconds, and that no task fails. A health check of the image is not known.
 */
export function longestRollout(spec: ServiceSpec, tasks: number): number {
  if (tasks === 0) return 0;
  const { order, parallelism, delaySeconds, monitorSeconds } = rolloutOf(spec);
  const batches = parallelism === 0 ? 1 : Math.ceil(tasks / parallelism);
  const stop = order === "start-first" ? 0 : stopSeconds(spec);
  return batches * (stop + defaults.startSeconds + healthySeconds(spec) + delaySeconds) + monitorSeconds;
}

/** The longest that a task takes to stop. */
export function stopSeconds({ TaskTemplate: { ContainerSpec } }: ServiceSpec): number {
  const grace = ContainerSpec?.StopGracePeriod;
  return Math.min(longestStop, grace === undefined || grace === null ? defaults.stopSeconds : seconds(grace));
}

/** The longest that a task takes to become healthy. */
function healthySeconds({ TaskTemplate: { ContainerSpec } }: ServiceSpec): number {
  const { Test = [], Interval, Timeout, StartPeriod, Retries } = ContainerSpec?.Healthcheck ?? {};
  if (!Test || Test.length === 0 || Test[0] === "NONE") return 0;
  const { intervalSeconds, timeoutSeconds, retries } = defaults.healthcheck;
  const attempt = (seconds(Interval) || intervalSeconds) + (seconds(Timeout) || timeoutSeconds);
  return seconds(StartPeriod) + (Retries || retries) * attempt;
}

function seconds(nanoseconds = 0): number {
  return nanoseconds / 1e9;
}
