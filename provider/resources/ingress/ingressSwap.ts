import type { OnPublishedPorts } from "../../../swarm/ingress";
import { messageOf } from "../../engine/error";
import { inUseBy } from "../../engine/meaning";
import type { Network, Service } from "../../engine/types";
import { defaultIngressName } from "../../mapping/network/networkImport";
import type { Operation } from "../../handler/handler";
import { Deadline, uncancelled } from "../../reconcile/deadline";
import { removeNetwork } from "../network/networkRemoval";
import type { NetworkRequest } from "../network/networkRequest";
import { requireNoPausedTasks, type Subject } from "../network/networkTasks";
import { requireOneVersion } from "./engineVersions";
import { findIngress } from "./ingressLookup";
import { makeIngress } from "./ingressMaking";
import { waitForContact } from "./ingressNodes";
import { describePublishers, findPublishers, ingressSubject } from "./ingressPublishers";
import { restorePorts } from "./portRestoration";
import { requireSuspendable, suspendPorts } from "./portSuspension";

/** The replacement of one ingress by another. */
export interface Swap {
  /** The swarm's ingress; `undefined` when it has none, e.g. after an interrupted swap. */
  readonly current: Network | undefined;
  readonly next: NetworkRequest;
  /** Created when `next` cannot be created, so that the swarm is not left without an ingress. */
  readonly fallback: NetworkRequest;
  readonly onPublishedPorts: OnPublishedPorts;
}

/** The seconds that restoring the ingress and ports may take, independent of the operation's deadline. */
const restoreSeconds = 30;

/** How often ports are suspended again when a service gets new ones before the ingress is gone. */
const attempts = 3;

/**
 * Removes an ingress and creates another one. While services publish through it, the swap is refused, or their ports
 * are suspended until the new ingress exists.
 *
 * At every step, the swarm itself shows what remains to be done: its ingress, and the label in which services keep
 * their suspended ports. So the next run resumes an interrupted swap.
 *
 * @param made receives the id of the new ingress as soon as it exists
 * @throws Error that says what remains; PortsNotRestored when the swap is done, but not all services have their ports
 *   back
 */
export async function swapIngress(
  swap: Swap,
  operation: Operation,
  deadline: Deadline,
  made: { id?: string } = {},
): Promise<Network> {
  const { current, next, onPublishedPorts } = swap;
  if (current !== undefined) {
    await requireSwappable(current, onPublishedPorts, operation);
    await requireContact(current, operation, deadline);
    // Now the version of each node is known.
    await requireOneVersion(operation);
  }
  let network: Network;
  try {
    if (current !== undefined) await clear(current, onPublishedPorts, operation, deadline);
    network = await makeIngress(next, operation, deadline, made);
  } catch (error) {
    throw await withIngressRestored(swap, made.id, error, operation);
  }
  try {
    await restorePorts(operation, deadline);
  } catch (error) {
    if (operation.signal.aborted) await restoreNow(operation, 0);
    throw error;
  }
  return network;
}

/**
 * Refuses a swap before anything is changed.
 *
 * @returns the services whose ports would be suspended
 */
export async function requireSwappable(
  current: Network,
  onPublishedPorts: OnPublishedPorts,
  operation: Operation,
): Promise<Service[]> {
  await requireOneVersion(operation);
  const publishers = await findPublishers(operation);
  if (onPublishedPorts === "suspend") requireSuspendable(publishers);
  else if (publishers.length > 0) throw new Error(describePublishers(current, publishers));
  await requireNoPausedTasks(ingressSubject(current.Id, current.Name), operation);
  return publishers;
}

/**
 * Waits until every node is connected to a manager or down: a node that does not learn of the swap keeps the old
 * ingress.
 *
 * @throws Error that names the nodes that are neither, before anything is changed
 */
async function requireContact({ Name, Id }: Network, operation: Operation, deadline: Deadline): Promise<void> {
  const missing = await waitForContact(operation, deadline);
  if (missing.length === 0) return;
  throw new Error(
    `The ingress network "${Name}" (${Id}) is not removed while the swarm does not hear from ${missing.join(", ")}: ` +
      `such a node would keep it, which disturbs the next one. Check that these nodes reach the managers, or remove ` +
      `them from the swarm, and run the command again.`,
  );
}

/** Removes the ingress, after suspending the published ports if that is allowed. */
async function clear(
  current: Network,
  onPublishedPorts: OnPublishedPorts,
  operation: Operation,
  deadline: Deadline,
): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    if (onPublishedPorts === "suspend") await suspendPorts(current, operation, deadline);
    operation.status(`removing the ingress "${current.Name}"`);
    try {
      await removeNetwork(ingressSubject(current.Id, current.Name), operation, deadline);
      return;
    } catch (error) {
      // A service was created or changed meanwhile.
      const isUsed = error instanceof Error && inUseBy(error.cause)?.kind === "service";
      if (isUsed && onPublishedPorts === "suspend" && attempt < attempts) continue;
      throw isUsed ? new Error(describePublishers(current, await findPublishers(operation)), { cause: error }) : error;
    }
  }
}

/** After a failed swap, restores an ingress and the ports. @returns the error that describes the result */
async function withIngressRestored(
  { next, fallback }: Swap,
  madeId: string | undefined,
  cause: unknown,
  operation: Operation,
): Promise<Error> {
  const why = messageOf(cause).replace(/[^.]$/, "$&.");
  // Cancelled after the new ingress was created: it stays, and the caller keeps it in the stack's state.
  const isKept = operation.signal.aborted && madeId !== undefined;
  let back = "";
  try {
    const failed = madeId === undefined ? undefined : ingressSubject(madeId, next.name);
    if (!isKept) back = await restoreIngress(fallback, failed, operation);
  } catch (error) {
    const command = "docker network create --driver overlay --ingress ingress";
    return new Error(
      `${why} ${nameOf(fallback)} could not be restored either (${messageOf(error)}), so the swarm has no ingress ` +
        `now, and no service can publish ports in mode ingress. Run '${command}', or this command again.`,
      { cause: error },
    );
  }
  try {
    await restoreNow(operation, operation.signal.aborted ? 0 : restoreSeconds);
    return new Error(`${why}${back}`, { cause });
  } catch (error) {
    return new Error(`${why}${back} ${messageOf(error)}`, { cause: error });
  }
}

/** Restores the suspended ports, also after a cancellation. */
async function restoreNow(operation: Operation, waitSeconds: number): Promise<void> {
  const steady = uncancelled(operation, 2 * restoreSeconds);
  await restorePorts(steady, Deadline.after(waitSeconds, steady.signal));
}

/** @returns a space and a sentence about the restored ingress; empty when the ingress was never removed */
async function restoreIngress(
  fallback: NetworkRequest,
  failed: Subject | undefined,
  operation: Operation,
): Promise<string> {
  const steady = uncancelled(operation, 2 * restoreSeconds);
  const deadline = Deadline.after(restoreSeconds, steady.signal);
  if (failed !== undefined) await removeNetwork(failed, steady, deadline);
  if ((await findIngress(steady.engine, steady.signal)) !== undefined) return "";
  await makeIngress(fallback, steady, Deadline.after(restoreSeconds, steady.signal), {});
  return ` ${nameOf(fallback)} was restored.`;
}

function nameOf({ name }: NetworkRequest): string {
  return name === defaultIngressName ? "Docker's default ingress" : `The ingress network "${name}"`;
}
