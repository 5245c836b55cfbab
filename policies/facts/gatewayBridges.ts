import type { PolicyResource } from "@pulumi/policy";
import { gatewayBridgeName } from "../../swarm/gatewayBridge";
import { givenOf } from "./given";
import type { Network } from "./network";
import { networkType } from "./network";
import { swarmOf } from "./swarmOf";

/** The network docker_gwbridge of one node, which connects its tasks to the outside, if the program creates it. */
export interface StackBridge {
  readonly resource: PolicyResource;
  readonly network: ReturnType<typeof givenOf<Network>>;
  /** Logical name. */
  readonly name: string;
  readonly urn: string;
  readonly swarm: string;
}

/**
 * The gateway bridges of a stack. The provider of a bridge connects to the bridge's own node, while that of an overlay
 * network connects to a manager, so their hosts differ. If all overlay networks are on one swarm, so are the bridges.
 *
 * @param swarms the swarms of the stack's overlay networks
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
