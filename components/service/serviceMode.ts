/**
 * How many tasks a service has: a number of replicas, or one on each node. The tasks of a job end: a number of them, or
 * one on each node.
 *
 * @example
 * import { ServiceMode, SwarmService } from "pulumi-swarm-networking";
 *
 * new SwarmService("node-exporter", { image: "prom/node-exporter:v1.9.1", mode: ServiceMode.Global });
 */
export const ServiceMode = {
  /** A number of tasks that always run. */
  Replicated: "replicated",
  /** One task on each node. */
  Global: "global",
  /** A number of tasks that run to completion. */
  ReplicatedJob: "replicated-job",
  /** One task on each node that runs to completion. */
  GlobalJob: "global-job",
} as const;
export type ServiceMode = (typeof ServiceMode)[keyof typeof ServiceMode];

/** Whether a service is a job. */
export function isJob(mode: unknown): boolean {
  return mode === ServiceMode.ReplicatedJob || mode === ServiceMode.GlobalJob;
}
