import * as pulumi from "@pulumi/pulumi";
import type { NetworkInspection } from "../../swarm/inspection";
import { dockerVersion } from "../arguments/dockerVersion";

/** Which network to inspect. */
export interface InspectNetworkArgs {
  /** Id of the network, or its name in the swarm. */
  readonly id: pulumi.Input<string>;
}

/**
 * An overlay network and what is on it, in the whole swarm: subnets, used and free addresses, peers, services, and tasks with their
 * addresses by node. As it is when it is asked for, in a preview as well: `dependsOn` names what is to come first. Unknown where the id is.
 *
 * This project's provider serves it, the official plugin does not. A network that is not there ends the program with an error.
 */
export function inspectNetwork(
  args: InspectNetworkArgs,
  opts?: pulumi.InvokeOutputOptions,
): pulumi.Output<NetworkInspection> {
  const { id } = args;
  return pulumi.runtime.invokeOutput("docker:swarm/inspectNetwork:inspectNetwork", { id }, dockerVersion(opts));
}
