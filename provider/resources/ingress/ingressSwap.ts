import type { OnPublishedPorts } from "../../../swarm/ingress";
import { inUseBy } from "../../engine/error";
import type { Network, Service } from "../../engine/types";
import { defaultIngressName } from "../../mapping/network/networkImport";
import { messageOf } from "../network/networkCreation";
import type { Operation } from "../../handler/handler";
import { requireOneVersion } from "./engineVersions";
import { findIngress } from "./ingressLookup";
import { makeIngress, removeIngress, type Wanted } from "./ingressMaking";
import { letNodesRelease } from "./ingressNodes";
import { describePublishers, findPublishers } from "./ingressPublishers";
import { restorePorts } from "./portRestoration";
import { requireSuspendable, suspendPorts } from "./portSuspension";
import type { TimeLeft } from "./timeLeft";

/** One ingress in place of another. */
export interface Swap {
  /** What the swarm has; `undefined` when it has none, which is how an earlier swap may have ended. */
  readonly current: Network | undefined;
  readonly next: Wanted;
  /** What is made when `next` cannot be: a swarm without an ingress is no place to stop. */
  readonly otherwise: Wanted;
  readonly onPublishedPorts: OnPublishedPorts;
}

/** Seconds that putting things back may take, whatever is left for the operation. */
const restoreTimeout = 30;

/** How often ports are taken off again because a service got some before the ingress was gone. */
const attempts = 3;

/**
 * Removes an ingress and makes another one. Services that publish through it are a reason to refuse, or have their ports taken off
 * until the new one is there.
 *
 * Wherever it ends, what is still to be done can be told from the swarm: from its ingress, and from the label by which services know the
 * ports that they are to get back. So the next swap goes on where one was cut short.
 *
 * @param made gets the id of the new ingress as soon as there is one
 * @throws Error that says what is left; PortsNotRestored when the swap is done, but not all services have their ports back
 */
export async function swapIngress(
  swap: Swap,
  operation: Operation,
  left: TimeLeft,
  made: { id?: string } = {},
): Promise<Network> {
  const { current, next, onPublishedPorts } = swap;
  if (current !== undefined) await requireSwappable(current, onPublishedPorts, operation);
  let network: Network;
  try {
    if (current === undefined) await letNodesRelease(operation);
    else await clear(current, onPublishedPorts, operation, left);
    network = await makeIngress(next, operation, left, made);
  } catch (error) {
    throw await withIngressRestored(swap, made.id, error, operation);
  }
  try {
    await restorePorts(operation, left());
  } catch (error) {
    if (operation.signal.aborted) await restorePorts(steady(operation), 0);
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
  return publishers;
}

/** Removes the ingress, and what is in the way of that if it may. */
async function clear(
  current: Network,
  onPublishedPorts: OnPublishedPorts,
  operation: Operation,
  left: TimeLeft,
): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    if (onPublishedPorts === "suspend") await suspendPorts(current, operation, left());
    operation.status(`removing the ingress "${current.Name}"`);
    try {
      await removeIngress(current, operation, left());
      return;
    } catch (error) {
      // A service came in between.
      const isUsed = error instanceof Error && inUseBy(error.cause)?.kind === "service";
      if (isUsed && onPublishedPorts === "suspend" && attempt < attempts) continue;
      throw isUsed ? new Error(describePublishers(current, await findPublishers(operation)), { cause: error }) : error;
    }
  }
}

/** After a failed swap, puts things back as they were: an ingress, and the ports. Answers the error that says so. */
async function withIngressRestored(
  { next, otherwise }: Swap,
  madeId: string | undefined,
  cause: unknown,
  operation: Operation,
): Promise<Error> {
  const why = messageOf(cause).replace(/[^.]$/, "$&.");
  // What was cancelled after the new ingress was there stays, and the stack's state gets to know it.
  const isKept = operation.signal.aborted && madeId !== undefined;
  let back = "";
  try {
    const failed = madeId === undefined ? undefined : { Id: madeId, Name: next.given.name };
    if (!isKept) back = await restoreIngress(otherwise, failed, steady(operation));
  } catch (error) {
    const command = "docker network create --driver overlay --ingress ingress";
    return new Error(
      `${why} ${nameOf(otherwise)} could not be put back either (${messageOf(error)}), so the swarm has none now: until ` +
        `it has, no service can publish ports in mode ingress. Run '${command}', or this command again.`,
      { cause },
    );
  }
  try {
    await restorePorts(steady(operation), operation.signal.aborted ? 0 : restoreTimeout);
    return new Error(`${why}${back}`, { cause });
  } catch (error) {
    return new Error(`${why}${back} ${messageOf(error)}`, { cause });
  }
}

/** The operation without its user's cancel, for as long as a step back and its wait may take. */
function steady(operation: Operation): Operation {
  return { ...operation, signal: AbortSignal.timeout(2 * restoreTimeout * 1000) };
}

/** @returns a sentence about what was put back, after a space; nothing when the ingress never went */
async function restoreIngress(
  otherwise: Wanted,
  failed: Pick<Network, "Id" | "Name"> | undefined,
  operation: Operation,
): Promise<string> {
  if (failed !== undefined) await removeIngress(failed, operation, restoreTimeout);
  if ((await findIngress(operation.engine, operation.signal)) !== undefined) return "";
  await makeIngress(otherwise, operation, () => restoreTimeout, {});
  return ` ${nameOf(otherwise)} is back in its place.`;
}

function nameOf({ given }: Wanted): string {
  return given.name === defaultIngressName ? "Docker's default ingress" : `The ingress network "${given.name}"`;
}
