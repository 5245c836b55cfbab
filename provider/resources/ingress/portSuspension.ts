import type { Network, Service, ServiceSpec } from "../../engine/types";
import { findStoppingTasks } from "../network/networkTasks";
import type { Operation } from "../../handler/handler";
import { awaitReady } from "../../reconcile/await";
import type { Deadline } from "../../reconcile/deadline";
import { findPublishers, ingressSubject, nameServices, publishersAmong } from "./ingressPublishers";
import { isJob } from "../service/convergenceCount";
import { endUpdate, isPaused, wouldResume } from "../service/pausedUpdate";
import { changeService } from "../service/serviceChange";
import { ingressPortsOf, withoutIngressPorts } from "./suspendedPorts";

/**
 * Refuses services whose ports cannot be suspended without a side effect: an update runs a job again, and resumes an
 * update that was paused because it failed.
 *
 * @throws Error that names them, before anything is changed
 */
export function requireSuspendable(publishers: readonly Service[]): void {
  const jobs = publishers.filter(isJob);
  const paused = publishers.filter(isPaused);
  const reasons = [
    ...(jobs.length === 0 ? [] : [`${nameServices(jobs)} would run again, as any update of a job makes it`]),
    ...(paused.length === 0 ? [] : [wouldResume(nameServices(paused))]),
  ];
  if (reasons.length === 0) return;
  throw new Error(
    `The ingress network cannot be swapped by suspending published ports: ${reasons.join("; ")}. Remove their ports ` +
      `in mode ingress, or ${endUpdate}, and run the command again.`,
  );
}

/**
 * Suspends the ports in mode ingress of all services, also of those that publish meanwhile, and waits until no task is
 * on the ingress. It does not wait for the new tasks to settle: the sooner the ingress is swapped, the shorter the
 * outage of the ports.
 *
 * @throws Error when the old tasks of a service do not stop, or a service that publishes meanwhile cannot be suspended
 */
export async function suspendPorts(ingress: Network, operation: Operation, deadline: Deadline): Promise<void> {
  const suspended = new Set<string>();
  let publishers = await findPublishers(operation);
  while (publishers.length > 0) {
    await suspendAll(publishers, operation);
    for (const { ID } of publishers) suspended.add(ID);
    publishers = await waitForTasksToLeave(ingress, suspended, operation, deadline);
  }
}

/** @returns the services that publish meanwhile; none once no task is on the ingress */
async function waitForTasksToLeave(
  ingress: Network,
  suspended: ReadonlySet<string>,
  operation: Operation,
  deadline: Deadline,
): Promise<Service[]> {
  const { engine, signal } = operation;
  let holders: string | undefined;
  const satisfier = async (): Promise<Service[] | undefined> => {
    const services = await engine.listServices({}, {}, signal);
    requireUpdated(services.filter(({ ID }) => suspended.has(ID)));
    const publishers = publishersAmong(services);
    if (publishers.length > 0) {
      holders = `${nameServices(publishers)} published again`;
      // A client that publishes again and again does not prolong the swap.
      return deadline.isOver ? undefined : publishers;
    }
    const tasks = await findStoppingTasks(ingressSubject(ingress.Id, ingress.Name), engine, signal);
    if (tasks.length === 0) return [];
    holders = `waiting for ${tasks.length === 1 ? tasks.join("") : `${tasks.length} tasks to leave the ingress`}`;
    return undefined;
  };
  return awaitReady(
    {
      what: "published ports to be free",
      satisfier,
      observer: () => holders,
      timedOut: (timeout) => {
        throw new Error(
          `Services still have tasks on the ingress network "${ingress.Name}" after ${timeout.seconds} s: ` +
            `${timeout.reason ?? ""}. Give the swap more time with 'customTimeouts', or stop those tasks, and run ` +
            `the command again.`,
          { cause: timeout },
        );
      },
    },
    operation,
    deadline,
  );
}

async function suspendAll(publishers: readonly Service[], operation: Operation): Promise<void> {
  requireSuspendable(publishers);
  operation.status(`suspending the published ports of ${nameServices(publishers)}`);
  const change = ({ Spec: spec }: Service): ServiceSpec | undefined =>
    ingressPortsOf(spec).length === 0 ? undefined : withoutIngressPorts(spec);
  await settleAll(publishers.map(({ ID, Spec: { Name: name } }) => changeService(ID, { name, change }, operation)));
}

/** @throws Error when the update that suspends the ports of a service has failed; a rollback restores them */
function requireUpdated(suspended: readonly Service[]): void {
  const stuck = suspended.find(({ UpdateStatus }) => /paused|rollback/.test(UpdateStatus?.State ?? ""));
  if (stuck === undefined) return;
  const { State = "", Message = "" } = stuck.UpdateStatus ?? {};
  throw new Error(
    `Service "${stuck.Spec.Name}" does not run without its published ports (${State}: ${Message}), so the ` +
      `ingress network stays as it is. See 'docker service ps ${stuck.Spec.Name}', fix the service, and run the ` +
      "command again.",
  );
}

/** Waits for all of them, even after a failure: none may still run in the next step. @throws the first failure */
async function settleAll(works: readonly Promise<unknown>[]): Promise<void> {
  const failed = (await Promise.allSettled(works)).find(({ status }) => status === "rejected");
  if (failed?.status === "rejected") throw failed.reason;
}
