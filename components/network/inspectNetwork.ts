import * as pulumi from "@pulumi/pulumi";
import type { NetworkInspection } from "../../swarm/inspection";
import { checkedCall } from "../arguments/checkedArgs";
import { dockerVersion } from "../arguments/dockerVersion";
import { idOf, required } from "../arguments/shape";

/** The network to inspect. */
export interface InspectNetworkArgs {
  /** Id of the network, or its name in the swarm. */
  readonly id: pulumi.Input<string>;
}

const anyNetwork = idOf(
  "a network, its id or its name",
  "swarm:index:OverlayNetwork",
  "swarm:index:IngressConfig",
  "docker:index/network:Network",
);

/**
 * Reads an overlay network of the whole swarm: subnets, used and free addresses, peers, services, and tasks with their
 * addresses by node. The network is read when the function is called, in a preview as well; `dependsOn` delays the
 * call. The result is unknown while the id is unknown. The program fails if the network does not exist.
 *
 * Requires this project's provider; the official plugin does not implement this function.
 *
 * @example
 * import { inspectNetwork } from "pulumi-swarm-networking";
 *
 * export const free = inspectNetwork({ id: "backend" }).apply(({ addresses }) => addresses.free);
 */
export function inspectNetwork(
  args: InspectNetworkArgs,
  opts?: pulumi.InvokeOutputOptions,
): pulumi.Output<NetworkInspection> {
  const { id } = checkedCall("inspectNetwork()", args, { id: required(anyNetwork) });
  return pulumi.runtime.invokeOutput("docker:swarm/inspectNetwork:inspectNetwork", { id }, dockerVersion(opts));
}
