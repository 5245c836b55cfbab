import type { Network, Service, ServiceSpec } from "../../engine/types";
import { findStoppingTasks } from "../network/networkTasks";
import type { Operation } from "../../handler/handler";
import { awaitReady } from "../../reconcile/await";
import type { Deadline } from "../../reconcile/deadline";
import { findPublishers, nameServices } from "./ingressPublishers";
import { changeService } from "../service/serviceChange";
import { ingressPortsOf, withoutIngressPorts } from "./suspendedPorts";

/**
 * Refuses services whose ports cannot be suspended without a side effect: an update runs a job again, and resumes an
 * update that was paused because it failed.
 *
 * @throws Error that names them, before anything is changed
 */
export function requireSuspendable(publishers: readonly Service[]): void {
  const jobs = publishers.filter(
    ({ Spec: { Mode } }) => Mode?.ReplicatedJob !== undefined || Mode?.GlobalJob !== undefined,
  );
  const paused = publishers.filter(({ UpdateStatus }) => UpdateStatus?.State?.endsWith("paused") === true);
  const reasons = [
    ...(jobs.length === 0 ? [] : [`${nameServices(jobs)} would run again, as any update of a job makes it`]),
    ...(paused.length === 0 ? [] : [`${nameServices(paused)} would resume a paused update`]),
  ];
  if (reasons.length === 0) return;
  throw new Error(
    `The ingress network cannot be swapped by suspending published ports: ${reasons.join("; ")}. Remove their ports ` +
      `in mode ingress, or end the update (docker service update --rollback SERVICE), and run the command again.`,
  );
}

/**
 * Suspends the ports in mode ingress of all services, and waits until none of their tasks is on the ingress. It does
 * not wait for the new tasks to settle: the sooner the ingress is swapped, the shorter the outage of the ports.
 *
 * @throws Error when the old tasks of a service do not stop
 */
export async function suspendPorts(ingress: Network, operation: Operation, deadline: Deadline): Promise<void> {
  const publishers = await findPublishers(operation);
  if (publishers.length === 0) return;
  operation.status(`suspending the published ports of ${nameServices(publishers)}`);
  const change = ({ Spec: spec }: Service): ServiceSpec | undefined =>
    ingressPortsOf(spec).length === 0 ? undefined : withoutIngressPorts(spec);
  await settleAll(publishers.map(({ ID, Spec: { Name: name } }) => changeService(ID, { name, change }, operation)));
  await waitForTasksToLeave(ingress, publishers, operation, deadline);
}

async function waitForTasksToLeave(
  ingress: Network,
  suspended: readonly Service[],
  operation: Operation,
  deadline: Deadline,
): Promise<void> {
  const { engine, signal } = operation;
  const ids = new Set(suspended.map(({ ID }) => ID));
  let holders: string | undefined;
  const satisfier = async (): Promise<true | undefined> => {
    const services = (await engine.listServices({}, {}, signal)).filter(({ ID }) => ids.has(ID));
    const stuck = services.find(({ UpdateStatus }) => /paused|rollback/.test(UpdateStatus?.State ?? ""));
    if (stuck !== undefined) {
      const { State = "", Message = "" } = stuck.UpdateStatus ?? {};
      throw new Error(
        `Service "${stuck.Spec.Name}" does not run without its published ports (${State}: ${Message}), so the ` +
          `ingress network stays as it is. See 'docker service ps ${stuck.Spec.Name}', fix the service, and run the ` +
          "command again.",
      );
    }
    const tasks = await findStoppingTasks(ingress.Id, engine, signal);
    if (tasks.length === 0) return true;
    holders = `waiting for ${tasks.length === 1 ? tasks.join("") : `${tasks.length} tasks to leave the ingress`}`;
    return undefined;
  };
  await awaitReady(
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

/** Waits for all of them, even after a failure: none may still run in the next step. @throws the first failure */
async function settleAll(works: readonly Promise<unknown>[]): Promise<void> {
  const failed = (await Promise.allSettled(works)).find(({ status }) => status === "rejected");
  if (failed?.status === "rejected") throw failed.reason;
}
