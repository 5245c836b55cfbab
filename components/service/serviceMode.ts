/**
 * How many tasks a service has: a number of replicas, or one on each node.
 *
 * @example
 * import { ServiceMode, SwarmService } from "pulumi-swarm-networking";
 *
 * new SwarmService("node-exporter", { image: "prom/node-exporter:v1.9.1", mode: ServiceMode.Global });
 */
export const ServiceMode = { Replicated: "replicated", Global: "global" } as const;
export type ServiceMode = (typeof ServiceMode)[keyof typeof ServiceMode];
