import type { Draft } from "../../../swarm/draft";
import { onPublishedPortsOf } from "../../../swarm/ingress";
import type { Labels } from "../../../swarm/labels";
import { isNotManager } from "../../engine/error";
import type { Network } from "../../engine/types";
import { toNetworkState } from "../../mapping/network/network";
import { hasUnknown, readNetworkInputs, type NetworkInputs } from "../../mapping/network/networkInputs";
import { adoptionDifferences } from "../network/networkAdoption";
import { findObstacle, waitForAllocation } from "../network/networkAllocation";
import { messageOf, unfinishedState } from "../network/networkCreation";
import { PartialFailure, type Live, type Operation } from "../../handler/handler";
import type { Properties } from "../../handler/properties";
import { findIngress, isDockers } from "./ingressLookup";
import { copyOf, defaultIngress, describeAbsent } from "./ingressMaking";
import { rejoinNodes } from "./ingressNodes";
import { nameServices } from "./ingressPublishers";
import { isOwn, requireNobodysElse } from "./ingressOwner";
import { requireSwappable, swapIngress, type Swap } from "./ingressSwap";
import { PortsNotRestored, restorePorts } from "./portRestoration";
import { timeLeft, type TimeLeft } from "./timeLeft";

/**
 * Makes the swarm's ingress what the inputs say. There is one in a swarm, and Docker makes it with the swarm, so:
 * an equal one is adopted; Docker's default one is replaced, and so is the one that this resource has had until now; one that somebody else
 * has made is left alone. Whatever fails after one is removed puts it back.
 */
export async function createIngress(inputs: Properties, given: NetworkInputs, operation: Operation): Promise<Live> {
  const onPublishedPorts = onPublishedPortsOf(inputs.labels as Draft<Labels>);
  const left = timeLeft(onPublishedPorts, operation);
  const { current, isAdopted, isDefault } = await compare(inputs, given, operation);
  if (current !== undefined && isAdopted) return adopt(current, inputs, given, operation, left);
  if (current !== undefined) await requireRoom(current, given, operation);
  const otherwise = current === undefined || isDefault ? defaultIngress() : copyOf(current);
  const made: { id?: string } = {};
  try {
    const swap: Swap = { current, next: { inputs, given }, otherwise, onPublishedPorts };
    const network = await swapIngress(swap, operation, left, made);
    return { id: network.Id, inputs, state: toNetworkState(network, given) };
  } catch (error) {
    const { aborted } = operation.signal;
    if (made.id === undefined || !(aborted || error instanceof PortsNotRestored)) throw error;
    const state = aborted ? unfinishedState(given) : await stateOf(made.id, given, operation);
    throw new PartialFailure({ id: made.id, inputs, state }, [messageOf(error)], { cause: error });
  }
}

/**
 * Tells, in a preview, what {@link createIngress} would do to services that publish through the ingress.
 *
 * @throws the error that the create would throw
 */
export async function preflightIngress(inputs: Properties, operation: Operation): Promise<void> {
  // Only inputs that are known as a whole can be compared.
  if (hasUnknown(inputs)) return;
  const given = readNetworkInputs(inputs);
  const { current, isAdopted } = await compare(inputs, given, operation).catch((error: unknown) => {
    // The stack may be about to create the swarm.
    if (isNotManager(error)) return { current: undefined, isAdopted: false };
    throw error;
  });
  if (current === undefined || isAdopted) return;
  await requireRoom(current, given, operation);
  const onPublishedPorts = onPublishedPortsOf(inputs.labels as Draft<Labels>);
  const publishers = await requireSwappable(current, onPublishedPorts, operation);
  if (publishers.length === 0) return;
  operation.info(
    `The ingress "${current.Name}" is replaced while services publish through it. Until the replacement is done, they are ` +
      `without these ports, and their tasks are replaced twice: ${nameServices(publishers)}.`,
  );
}

interface Comparison {
  /** The swarm's ingress. */
  readonly current: Network | undefined;
  /** It is all that is asked for. */
  readonly isAdopted: boolean;
  /** Docker has made it by itself. */
  readonly isDefault: boolean;
}

/** @throws Error when the swarm's ingress is somebody else's */
async function compare(inputs: Properties, given: NetworkInputs, operation: Operation): Promise<Comparison> {
  const current = await findIngress(operation.engine, operation.signal);
  if (current === undefined) return { current, isAdopted: false, isDefault: false };
  requireNobodysElse(current, given, operation);
  const differences = adoptionDifferences(current, inputs, given);
  const isReplaced = current.Id === operation.replaces;
  const [isAdopted, isDefault] = [differences.length === 0 && !isReplaced, await isDockers(current, operation)];
  if (!isAdopted && !isDefault && !isReplaced && !isOwn(current, given)) {
    throw new Error(describeStranger(current, differences, operation));
  }
  return { current, isAdopted, isDefault };
}

async function requireRoom(current: Network, given: NetworkInputs, { engine, signal }: Operation): Promise<void> {
  const obstacle = await findObstacle(current.Id, given, engine, signal);
  if (obstacle !== undefined) throw new Error(`Network "${given.name}" would get no subnet: ${obstacle}`);
}

/** Finishes a creation or a swap that was cut short after the ingress was there. */
export async function finishIngress(
  id: string,
  inputs: Properties,
  given: NetworkInputs,
  operation: Operation,
): Promise<Network> {
  const left = timeLeft(onPublishedPortsOf(inputs.labels as Draft<Labels>), operation);
  const network = await waitForAllocation(id, given, operation, left());
  const absent = await rejoinNodes(network, operation);
  if (absent.length > 0) operation.warn(describeAbsent(network, absent));
  await restorePorts(operation, left());
  return network;
}

/** Takes the swarm's ingress as it is. One of this resource's own may come from a run that was cut short. */
async function adopt(
  current: Network,
  inputs: Properties,
  given: NetworkInputs,
  operation: Operation,
  left: TimeLeft,
): Promise<Live> {
  operation.journal.adopt();
  const live = { id: current.Id, inputs, state: toNetworkState(current, given) };
  try {
    if (isOwn(current, given)) await finishIngress(current.Id, inputs, given, operation);
    else await restorePorts(operation, left());
  } catch (error) {
    if (!(error instanceof PortsNotRestored)) throw error;
    throw new PartialFailure(live, [error.message], { cause: error });
  }
  return live;
}

function describeStranger(current: Network, differences: readonly string[], { logicalName }: Operation): string {
  return (
    `The swarm has an ingress network already, "${current.Name}" (${current.Id}), that is not Docker's default one and differs ` +
    `from what is declared in ${differences.join(", ")}. A swarm has one ingress, and this one belongs to somebody. Take it over ` +
    `with 'pulumi import docker:index/network:Network ${logicalName} ${current.Id}', or remove it with 'docker network rm ` +
    `${current.Name}'.`
  );
}

async function stateOf(id: string, given: NetworkInputs, { engine, signal }: Operation): Promise<Properties> {
  const network = await findIngress(engine, signal);
  return network?.Id === id ? toNetworkState(network, given) : unfinishedState(given);
}
