import * as pulumi from "@pulumi/pulumi";
import type { ServiceInspection } from "../../swarm/inspection";
import { checkedCall } from "../arguments/checkedArgs";
import { dockerVersion } from "../arguments/dockerVersion";
import { idOf, required } from "../arguments/shape";

/** The service to inspect. */
export interface InspectServiceArgs {
  /** Id of the service, or its name. */
  readonly id: pulumi.Input<string>;
}

const anyService = idOf("a service, its id or its name", "swarm:index:SwarmService", "docker:index/service:Service");

/**
 * Reads a service and its tasks: its virtual IP on each network, published ports, and tasks with node, state and
 * addresses. The service is read when the function is called, in a preview as well; `dependsOn` delays the call. The
 * result is unknown while the id is unknown. The program fails if the service does not exist.
 *
 * Requires this project's provider; the official plugin does not implement this function.
 *
 * @example
 * import { inspectService } from "pulumi-swarm-networking";
 *
 * export const running = inspectService({ id: "web" }).apply(({ runningTasks }) => runningTasks);
 */
export function inspectService(
  args: InspectServiceArgs,
  opts?: pulumi.InvokeOutputOptions,
): pulumi.Output<ServiceInspection> {
  const { id } = checkedCall("inspectService()", args, { id: required(anyService) });
  return pulumi.runtime.invokeOutput("docker:swarm/inspectService:inspectService", { id }, dockerVersion(opts));
}
