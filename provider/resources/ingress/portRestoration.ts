import { swarmLabel } from "../../../swarm/swarmLabel";
import { isNotFound } from "../../engine/error";
import type { PortConfig, Service } from "../../engine/types";
import { NotConverged, waitForConvergence } from "../service/convergence";
import { messageOf } from "../network/networkCreation";
import type { Operation } from "../../handler/handler";
import { reviseService } from "../service/serviceRevision";
import { describePorts, suspendedPortsOf, withIngressPorts, type SuspendedPorts } from "./suspendedPorts";

/** Services are still without ports that a swap took off them. The next operation on the ingress tries again. */
export class PortsNotRestored extends Error {
  public constructor(reasons: readonly string[], options?: ErrorOptions) {
    super(
      `Published ports that were taken off for the swap are not back: ${reasons.join("; ")}. The services keep them in the label ` +
        `'${swarmLabel.suspendedPorts.key}'; the next 'pulumi up' tries again.`,
      options,
    );
    this.name = "PortsNotRestored";
  }
}

/** Services that a swap has left without their published ports: one that runs now, or one that was cut short. */
export async function findSuspended({ engine, signal }: Operation): Promise<Service[]> {
  const services = await engine.listServices({}, {}, signal);
  return services.filter(({ Spec }) => Spec.Labels?.[swarmLabel.suspendedPorts.key] !== undefined);
}

/**
 * Gives services back the ports that a swap has taken off them, this one or an earlier one, and tells how long they were away. What does
 * not run with them is a warning: the swap itself is done.
 *
 * @param timeoutSeconds 0: does not wait for their tasks
 * @throws PortsNotRestored that names the services which are still without
 */
export async function restorePorts(operation: Operation, timeoutSeconds: number): Promise<void> {
  const suspended = await findSuspended(operation);
  if (suspended.length === 0) return;
  const names = suspended.map(({ Spec }) => `"${Spec.Name}"`).sort();
  operation.status(`putting the published ports of ${names.join(", ")} back`);
  const results = await Promise.allSettled(suspended.map((service) => restore(service, operation, timeoutSeconds)));
  const reasons = results.flatMap((result, i) =>
    result.status === "rejected" ? [`${suspended[i]?.Spec.Name ?? ""}: ${messageOf(result.reason)}`] : [],
  );
  operation.signal.throwIfAborted();
  if (reasons.length > 0) throw new PortsNotRestored(reasons);
}

async function restore(
  { ID: id, Spec: { Name } }: Service,
  operation: Operation,
  timeoutSeconds: number,
): Promise<void> {
  let suspended: SuspendedPorts | undefined;
  const before = await reviseService(
    id,
    ({ Spec: spec }) => {
      const remembered = suspendedPortsOf(spec);
      suspended = remembered ?? suspended;
      return remembered && withIngressPorts(spec, remembered);
    },
    operation,
  );
  if (before === undefined || suspended === undefined) return;
  if (timeoutSeconds > 0) await converge(id, Name, operation, timeoutSeconds);
  const seconds = Math.round(((await runningSince(id, suspended, operation)) - Date.parse(suspended.since)) / 1000);
  operation.info(
    `Service "${Name}": ${describePorts(await liveForm(id, suspended.ports, operation))} was away for ${seconds} s.`,
  );
}

/** @throws Error after a rollback, which takes the ports away again and brings the label back */
async function converge(id: string, name: string, operation: Operation, timeoutSeconds: number): Promise<void> {
  const status = (message: string): void => {
    operation.status(`service "${name}": ${message}`);
  };
  try {
    await waitForConvergence(id, { timeoutSeconds, after: "update" }, { ...operation, status });
  } catch (error) {
    if (isNotFound(error)) return;
    if (!(error instanceof NotConverged)) throw error;
    const { Spec } = await operation.engine.inspectService(id, operation.signal);
    if (Spec.Labels?.[swarmLabel.suspendedPorts.key] !== undefined) throw error;
    operation.warn(
      `Service "${name}" has its published ports back, but does not run with them as it should. ${error.message}`,
    );
  }
}

/**
 * When the last task began to run with its ports again, in milliseconds since 1970: Swarm watches the tasks for some time after that. A
 * node's clock that cannot be right, and a service without tasks, make it now.
 */
async function runningSince(id: string, { since }: SuspendedPorts, { engine, signal }: Operation): Promise<number> {
  const now = Date.now();
  const tasks = await engine.listTasks({ service: [id], "_up-to-date": ["true"] }, signal);
  const running = tasks.filter(({ Status }) => Status.State === "running");
  const last = Math.max(...running.map(({ Status }) => Date.parse(Status.Timestamp ?? "")));
  return last >= Date.parse(since) && last <= now ? last : Math.max(now, Date.parse(since));
}

/** The ports with the numbers that they have now: one that was left to Swarm may get another. */
async function liveForm(
  id: string,
  ports: readonly PortConfig[],
  { engine, signal }: Operation,
): Promise<readonly PortConfig[]> {
  const { Endpoint } = await engine.inspectService(id, signal);
  return ports.map((port) => {
    if (port.PublishedPort) return port;
    const same = (Endpoint?.Ports ?? []).find(
      ({ TargetPort, Protocol, PublishMode }) =>
        PublishMode !== "host" && TargetPort === port.TargetPort && (Protocol ?? "tcp") === (port.Protocol ?? "tcp"),
    );
    return { ...port, PublishedPort: same?.PublishedPort };
  });
}
