import type { PolicyResource } from "@pulumi/policy";
import { gatewayBridgeName } from "../../swarm/gatewayBridge";
import { givenOf } from "./given";
import type { Network } from "./network";
import { networkType } from "./network";
import { swarmOf } from "./swarmOf";

/** The network docker_gwbridge of one node, which leads its tasks out, when a program makes it. */
export interface StackBridge {
  readonly resource: PolicyResource;
  readonly network: ReturnType<typeof givenOf<Network>>;
  /** Logical name. */
  readonly name: string;
  readonly urn: string;
  readonly swarm: string;
}

/**
 * The gateway bridges of a stack. A node's provider talks to that node, not to the manager that the overlays are made
 * through, so the swarm of a bridge is that of the overlays where these have only one.
 *
 * @param swarms of the stack's overlay networks
 */
export function gatewayBridgesOf(resources: readonly PolicyResource[], swarms: readonly string[]): StackBridge[] {
  const [only, ...others] = new Set(swarms);
  return resources.flatMap((resource) => {
    if (resource.type !== networkType) return [];
    const network = givenOf<Network>(resource);
    if (network.name !== gatewayBridgeName) return [];
    const swarm = only !== undefined && others.length === 0 ? only : swarmOf(resource);
    return [{ resource, network, name: resource.name, urn: resource.urn, swarm }];
  });
}
