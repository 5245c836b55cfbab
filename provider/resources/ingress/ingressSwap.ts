import { memo } from "../../../swarm/labels";
import type { OnPublishedPorts } from "../../../swarm/ingress";
import { inUseBy } from "../../engine/error";
import type { Network } from "../../engine/types";
import { defaultIngressName, noPools, toNetworkInputs } from "../../spec/networkImport";
import { asRecord, readNetworkInputs, type NetworkInputs } from "../../spec/networkInputs";
import { waitForAllocation } from "../networkAllocation";
import { messageOf, requestNetwork } from "../networkCreation";
import { removeNetwork } from "../networkRemoval";
import type { Operation, Properties } from "../resource";
import { requireOneVersion } from "./engineVersions";
import { findIngress } from "./ingressLookup";
import { joinNodes, letNodesRelease } from "./ingressNodes";
import { describePublishers, findPublishers } from "./ingressPublishers";
import { restorePorts } from "./portRestoration";
import { requireSuspendable, suspendPorts } from "./portSuspension";
import type { TimeLeft } from "./timeLeft";

/** An ingress that is to be made. */
export interface Wanted {
  readonly inputs: Properties;
  readonly given: NetworkInputs;
}

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
  if (current !== undefined) {
    await requireOneVersion(operation);
    if (onPublishedPorts === "suspend") await requireSuspendable(operation);
    else await requireNoPublishers(current, operation);
  }
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

/** Docker's own, as it makes it with a swarm. */
export function defaultIngress(): Wanted {
  const inputs: Properties = { name: defaultIngressName, driver: "overlay", ingress: true };
  return { inputs, given: readNetworkInputs(inputs) };
}

/** The same again, under another id, which it keeps the old one beside: the stack's state knows no other. */
export function copyOf(network: Network): Wanted {
  const live = toNetworkInputs(network, noPools);
  const origin = { label: memo.restoredFrom, value: network.Labels?.[memo.restoredFrom] ?? network.Id };
  const labels = Array.isArray(live.labels) ? live.labels : [];
  const inputs: Properties = { ...live, options: { ...asRecord(live.options) }, labels: [...labels, origin] };
  return { inputs, given: readNetworkInputs(inputs) };
}

/** The Engine refuses to remove an ingress that is used; this says for whom, before anything is changed. */
async function requireNoPublishers(current: Network, operation: Operation): Promise<void> {
  const publishers = await findPublishers(operation);
  if (publishers.length > 0) throw new Error(describePublishers(current, publishers));
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

async function removeIngress(
  ingress: Pick<Network, "Id" | "Name">,
  operation: Operation,
  timeoutSeconds: number,
): Promise<void> {
  await removeNetwork({ id: ingress.Id, name: ingress.Name }, operation, timeoutSeconds);
  await letNodesRelease(operation);
}

/**
 * Makes an ingress where there is none. When a node does not take it, because it was not done with the one before, it is made once
 * more: nothing else makes that node try again.
 */
async function makeIngress(
  { inputs, given }: Wanted,
  operation: Operation,
  left: TimeLeft,
  made: { id?: string },
): Promise<Network> {
  for (let attempt = 1; ; attempt++) {
    operation.status(`making the ingress "${given.name}"`);
    made.id = await requestNetwork(inputs, given, operation, left());
    const network = await waitForAllocation(made.id, given, operation, left());
    const absent = await joinNodes(network, operation);
    if (absent.length === 0) return network;
    if (attempt === 2 || (await findPublishers(operation)).length > 0) {
      operation.warn(describeAbsent(network, absent));
      return network;
    }
    operation.status(`${absent.join(", ")} did not take the new ingress; making it again`);
    await removeIngress(network, operation, left());
    delete made.id;
  }
}

/** What is wrong when nodes stay without the ingress. */
export function describeAbsent(network: Network, absent: readonly string[]): string {
  return (
    `The ingress network "${network.Name}" (${network.Id}) is in place, but ${absent.join(", ")} did not join it. Published ports ` +
    `do not answer there. Restart the Docker daemon of that node, and see its log for the reason.`
  );
}

/** After a failed swap, puts things back as they were: an ingress, and the ports. Answers the error that says so. */
async function withIngressRestored(
  { otherwise }: Swap,
  madeId: string | undefined,
  cause: unknown,
  operation: Operation,
): Promise<Error> {
  const why = messageOf(cause).replace(/[^.]$/, "$&.");
  const calm = steady(operation);
  // What was cancelled after the new ingress was there stays, and the stack's state gets to know it.
  const isKept = operation.signal.aborted && madeId !== undefined;
  let back = "";
  try {
    if (!isKept) back = await restoreIngress(otherwise, madeId, calm);
  } catch (error) {
    const command = "docker network create --driver overlay --ingress ingress";
    return new Error(
      `${why} ${nameOf(otherwise)} could not be put back either (${messageOf(error)}), so the swarm has none now: until ` +
        `it has, no service can publish ports in mode ingress. Run '${command}', or this command again.`,
      { cause },
    );
  }
  try {
    await restorePorts(calm, operation.signal.aborted ? 0 : restoreTimeout);
    return new Error(`${why}${back}`, { cause });
  } catch (error) {
    return new Error(`${why}${back} ${messageOf(error)}`, { cause });
  }
}

/** The operation without its user's cancel, for a short while. */
function steady(operation: Operation): Operation {
  return { ...operation, signal: AbortSignal.timeout(restoreTimeout * 1000) };
}

/** @returns a sentence about what was put back, after a space; nothing when the ingress never went */
async function restoreIngress(otherwise: Wanted, madeId: string | undefined, operation: Operation): Promise<string> {
  if (madeId !== undefined) await removeIngress({ Id: madeId, Name: "" }, operation, restoreTimeout);
  if ((await findIngress(operation.engine, operation.signal)) !== undefined) return "";
  await makeIngress(otherwise, operation, () => restoreTimeout, {});
  return ` ${nameOf(otherwise)} is back in its place.`;
}

function nameOf({ given }: Wanted): string {
  return given.name === defaultIngressName ? "Docker's default ingress" : `The ingress network "${given.name}"`;
}
