import { swarmLabel } from "../../../swarm/swarmLabel";
import { messageOf } from "../../engine/error";
import { isNotFound } from "../../engine/meaning";
import type { PortConfig, Service, ServiceSpec } from "../../engine/types";
import { NotConverged, waitForConvergence } from "../service/convergence";
import type { Operation } from "../../handler/handler";
import type { Deadline } from "../../reconcile/deadline";
import { changeService } from "../service/serviceChange";
import { describePorts, suspendedPortsOf, withIngressPorts, type SuspendedPorts } from "./suspendedPorts";

/** Services are still without ports that a swap suspended. The next operation on the ingress tries again. */
export class PortsNotRestored extends Error {
  public constructor(reasons: readonly string[], options?: ErrorOptions) {
    super(
      `Published ports that were suspended for the swap are not restored: ${reasons.join("; ")}. The services keep ` +
        `them in the label '${swarmLabel.suspendedPorts.key}'; the next 'pulumi up' tries again.`,
      options,
    );
    this.name = "PortsNotRestored";
  }
}

/** Services whose published ports a swap has suspended: one that is running, or one that was interrupted. */
export async function findSuspended({ engine, signal }: Operation): Promise<Service[]> {
  const services = await engine.listServices({}, {}, signal);
  return services.filter(({ Spec }) => Spec.Labels?.[swarmLabel.suspendedPorts.key] !== undefined);
}

/**
 * Restores the ports that this swap or an earlier one suspended, and reports how long they were suspended. If tasks do
 * not run with them, that is only a warning, because the swap itself is done.
 *
 * @param deadline without time left, the function does not wait for tasks
 * @throws PortsNotRestored that names the services without their ports
 */
export async function restorePorts(operation: Operation, deadline: Deadline): Promise<void> {
  const suspended = await findSuspended(operation);
  if (suspended.length === 0) return;
  const names = suspended.map(({ Spec }) => `"${Spec.Name}"`).sort();
  operation.status(`restoring the published ports of ${names.join(", ")}`);
  const results = await Promise.allSettled(suspended.map((service) => restore(service, operation, deadline)));
  const reasons = results.flatMap((result, i) =>
    result.status === "rejected" ? [`${suspended[i]?.Spec.Name ?? ""}: ${messageOf(result.reason)}`] : [],
  );
  operation.signal.throwIfAborted();
  if (reasons.length > 0) throw new PortsNotRestored(reasons);
}

async function restore({ ID: id, Spec: { Name } }: Service, operation: Operation, deadline: Deadline): Promise<void> {
  let suspended: SuspendedPorts | undefined;
  const change = ({ Spec: spec }: Service): ServiceSpec | undefined => {
    const remembered = suspendedPortsOf(spec);
    suspended = remembered ?? suspended;
    return remembered && withIngressPorts(spec, remembered);
  };
  const before = await changeService(id, { name: Name, change }, operation);
  if (before === undefined || suspended === undefined) return;
  if (!deadline.isOver) await converge(id, Name, operation, Math.ceil(deadline.secondsLeft));
  const seconds = Math.round(((await runningSince(id, suspended, operation)) - Date.parse(suspended.since)) / 1000);
  operation.info(
    `Service "${Name}": ${describePorts(await liveForm(id, suspended.ports, operation))} was suspended for ` +
      `${seconds} s.`,
  );
}

/** @throws Error after a rollback, which suspends the ports again */
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
      `The published ports of service "${name}" are restored, but its tasks do not run as they should. ` +
        error.message,
    );
  }
}

/**
 * When the last task started to run with its ports again, in milliseconds since 1970. Swarm monitors the tasks for some
 * time after that. Without tasks, or with the wrong clock on a node, it is the present time.
 */
async function runningSince(id: string, { since }: SuspendedPorts, { engine, signal }: Operation): Promise<number> {
  const now = Date.now();
  const tasks = await engine.listTasks({ service: [id], "_up-to-date": ["true"] }, signal);
  const running = tasks.filter(({ Status }) => Status.State === "running");
  const last = Math.max(...running.map(({ Status }) => Date.parse(Status.Timestamp ?? "")));
  return last >= Date.parse(since) && last <= now ? last : Math.max(now, Date.parse(since));
}

/** The ports with their present numbers: Swarm may assign a new number to a port without a declared number. */
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
