import type { Operation } from "../../handler/handler";
import type { UpdatePlan } from "../../handler/updatePlan";
import { Deadline } from "../../reconcile/deadline";
import { removeAndWait } from "../../reconcile/removeAndWait";
import { findService } from "./serviceLookup";
import { StoppingServices } from "./stoppingServices";

/** The Engine's default grace period for tasks, in seconds. */
const defaultGraceSeconds = 10;

/** Seconds that the removal itself may take, unless `customTimeouts` allows less: the Engine may restart under it. */
const patienceSeconds = 30;

/** Seconds that stopping takes besides the grace period: telling the nodes, unmounting, reporting back. */
const marginSeconds = 20;

/** The services whose deletes wait together, by run of the CLI. */
const deletedLast = new WeakMap<UpdatePlan, StoppingServices>();

/**
 * Removes a service and waits until its tasks have stopped. Swarm reuses the addresses of a removed service while its
 * containers still run (swarmkit#2726), and considers its networks in use. Without the wait, later creates and removals
 * could fail.
 *
 * @param stopping waits for the tasks, alone or together with other deletes. @default alone
 */
export async function removeService(
  id: string,
  operation: Operation,
  stopping = new StoppingServices(),
): Promise<void> {
  const service = await findService(id, operation);
  if (service === undefined) return;
  await removeAndWait(
    {
      what: `service "${service.Spec.Name}"`,
      remove: (signal) => operation.engine.removeService(id, signal),
    },
    operation,
    Deadline.of(operation, patienceSeconds).within(patienceSeconds),
  );
  const grace = service.Spec.TaskTemplate.ContainerSpec?.StopGracePeriod ?? defaultGraceSeconds * 1e9;
  await stopping.wait(service, operation.timeoutSeconds ?? grace / 1e9 + marginSeconds, operation);
}

/**
 * Removes the service of a resource that Pulumi deletes.
 *
 * Pulumi deletes what the program no longer has in groups whose members do not depend on each other, and starts the
 * next group when the last delete of the group returns (pulumi pkg/resource/deploy/deployment_executor.go). Within a
 * group, deletes can therefore wait together. A service that is deleted before its replacement is created waits alone,
 * because the create follows its own delete.
 */
export async function deleteService(id: string, operation: Operation): Promise<void> {
  const { plan, urn } = operation;
  if (plan?.isDeletedLast(urn) !== true) return removeService(id, operation);
  const together = deletedLast.get(plan) ?? new StoppingServices();
  deletedLast.set(plan, together);
  return removeService(id, operation, together);
}
