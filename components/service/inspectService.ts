import * as pulumi from "@pulumi/pulumi";
import type { ServiceInspection } from "../../swarm/inspection";
import { dockerVersion } from "../arguments/dockerVersion";

/** Which service to inspect. */
export interface InspectServiceArgs {
  /** Id of the service, or its name. */
  readonly id: pulumi.Input<string>;
}

/**
 * A service and its tasks: its virtual IP on each network, published ports, and tasks with node, state and addresses. As it is when it
 * is asked for, in a preview as well: `dependsOn` names what is to come first. Unknown where the id is.
 *
 * This project's provider serves it, the official plugin does not. A service that is not there ends the program with an error.
 */
export function inspectService(
  args: InspectServiceArgs,
  opts?: pulumi.InvokeOutputOptions,
): pulumi.Output<ServiceInspection> {
  const { id } = args;
  return pulumi.runtime.invokeOutput("docker:swarm/inspectService:inspectService", { id }, dockerVersion(opts));
}
