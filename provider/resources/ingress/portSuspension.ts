import { poll, PollTimeout } from "../../engine/poll";
import type { Network, Service } from "../../engine/types";
import { findStoppingTasks } from "../network/networkTasks";
import type { Operation } from "../../handler/handler";
import { findPublishers, nameServices } from "./ingressPublishers";
import { reviseService } from "../service/serviceRevision";
import { ingressPortsOf, withoutIngressPorts } from "./suspendedPorts";

/**
 * Refuses services whose ports cannot be taken off without doing more than that: an update runs a job again, and goes on with an update
 * that was paused because it went wrong.
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
    ...(paused.length === 0 ? [] : [`${nameServices(paused)} would go on with an update that is paused`]),
  ];
  if (reasons.length === 0) return;
  throw new Error(
    `The ingress network cannot be swapped by suspending published ports: ${reasons.join("; ")}. Remove their ports in mode ingress, or end ` +
      `the update (docker service update --rollback SERVICE), and run the command again.`,
  );
}

/**
 * Takes the ports in mode ingress off all services, and waits until no task of theirs is on the ingress any more. Their new tasks need not
 * have proved themselves by then: the sooner the ingress is swapped, the shorter the ports are away.
 *
 * @throws Error when a service does not get rid of its old tasks
 */
export async function suspendPorts(ingress: Network, operation: Operation, timeoutSeconds: number): Promise<void> {
  const publishers = await findPublishers(operation);
  if (publishers.length === 0) return;
  operation.status(`taking published ports off ${nameServices(publishers)}`);
  await settleAll(
    publishers.map(({ ID }) =>
      reviseService(
        ID,
        ({ Spec: spec }) => (ingressPortsOf(spec).length === 0 ? undefined : withoutIngressPorts(spec)),
        operation,
      ),
    ),
  );
  await waitForTasksToLeave(ingress, publishers, operation, timeoutSeconds);
}

async function waitForTasksToLeave(
  ingress: Network,
  suspended: readonly Service[],
  operation: Operation,
  timeoutSeconds: number,
): Promise<void> {
  const { engine, signal } = operation;
  const ids = new Set(suspended.map(({ ID }) => ID));
  let waitingFor = "";
  const look = async (): Promise<true | undefined> => {
    const services = (await engine.listServices({}, {}, signal)).filter(({ ID }) => ids.has(ID));
    const stuck = services.find(({ UpdateStatus }) => /paused|rollback/.test(UpdateStatus?.State ?? ""));
    if (stuck !== undefined) {
      const { State = "", Message = "" } = stuck.UpdateStatus ?? {};
      throw new Error(
        `Service "${stuck.Spec.Name}" did not come to run without its published ports (${State}: ${Message}), so the ingress network is left ` +
          `as it is. See 'docker service ps ${stuck.Spec.Name}', mend the service, and run the command again.`,
      );
    }
    const tasks = await findStoppingTasks(ingress.Id, engine, signal);
    if (tasks.length === 0) return true;
    const holders = tasks.length === 1 ? tasks.join("") : `${tasks.length} tasks to leave the ingress`;
    if (holders !== waitingFor) operation.status(`waiting for ${holders}`);
    waitingFor = holders;
    return undefined;
  };
  try {
    await poll("published ports to be free", look, { timeoutSeconds, signal, missing: () => waitingFor });
  } catch (error) {
    if (!(error instanceof PollTimeout)) throw error;
    throw new Error(
      `Services still have tasks on the ingress network "${ingress.Name}" after ${timeoutSeconds} s: waiting for ${waitingFor}. Give the ` +
        `swap more time with 'customTimeouts', or stop those tasks, and run the command again.`,
      { cause: error },
    );
  }
}

/** Waits for all, whatever becomes of some: what comes next must find none under way. @throws the first failure */
async function settleAll(works: readonly Promise<unknown>[]): Promise<void> {
  const failed = (await Promise.allSettled(works)).find(({ status }) => status === "rejected");
  if (failed?.status === "rejected") throw failed.reason;
}
