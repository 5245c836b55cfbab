import type { Draft } from "../../../swarm/draft";
import { onPublishedPortsOf } from "../../../swarm/ingress";
import type { Labels } from "../../../swarm/labels";
import { meaningOf } from "../../engine/meaning";
import type { Network } from "../../engine/types";
import type { Live, Operation, Preview } from "../../handler/handler";
import { importCommand } from "../../handler/importCommand";
import type { Properties } from "../../handler/properties";
import { toNetworkState } from "../../mapping/network/network";
import { hasUnknown } from "../../mapping/network/networkInputs";
import { previewChecks } from "../../preview/liveCheck";
import type { Deadline } from "../../reconcile/deadline";
import { finishOrKeep } from "../../reconcile/finishOrKeep";
import { adoptionDifferences } from "../network/networkAdoption";
import { findObstacle, waitForAllocation } from "../network/networkAllocation";
import { unfinishedState } from "../network/networkCreation";
import { addressChecks } from "../network/networkChecks";
import { networkRequest, type NetworkRequest } from "../network/networkRequest";
import { ingressDeadline } from "./ingressDeadline";
import { findIngress, isDockers } from "./ingressLookup";
import { copyOf, defaultIngress, describeAbsent } from "./ingressMaking";
import { rejoinNodes } from "./ingressNodes";
import { isOwn, requireNoOtherOwner } from "./ingressOwner";
import { nameServices } from "./ingressPublishers";
import { requireSwappable, swapIngress, type Swap } from "./ingressSwap";
import { PortsNotRestored, restorePorts } from "./portRestoration";

/**
 * Brings the swarm's ingress to the inputs. A swarm has one ingress, and Docker creates it with the swarm. So an equal
 * one is adopted; Docker's default one, and the one that this resource had until now, are replaced; any other one is
 * left alone. If a step fails after the old ingress was removed, the provider restores an ingress.
 */
export async function createIngress(request: NetworkRequest, operation: Operation): Promise<Live> {
  const { raw: inputs } = request;
  const onPublishedPorts = onPublishedPortsOf(inputs.labels as Draft<Labels>);
  const deadline = ingressDeadline(onPublishedPorts, operation);
  const { current, isAdopted, isDefault } = await compare(request, operation);
  if (current !== undefined && isAdopted) return adopt(current, request, operation, deadline);
  if (current !== undefined) await requireRoom(current, request, operation);
  const fallback = current === undefined || isDefault ? defaultIngress() : copyOf(current);
  const made: { id?: string } = {};
  return finishOrKeep(
    async () => {
      const swap: Swap = { current, next: request, fallback, onPublishedPorts };
      const network = await swapIngress(swap, operation, deadline, made);
      return { id: network.Id, inputs, state: toNetworkState(network, request) };
    },
    async (error) => {
      const { id } = made;
      const { aborted } = operation.signal;
      if (id === undefined || !(aborted || error instanceof PortsNotRestored)) return undefined;
      return {
        live: { id, inputs, state: aborted ? unfinishedState(request) : await stateOf(id, request, operation) },
      };
    },
  );
}

/**
 * Reports, in a preview, what {@link createIngress} would do to services that publish through the ingress.
 *
 * @throws the error that the create would throw
 */
export async function preflightIngress(inputs: Properties, operation: Preview): Promise<void> {
  // Only inputs that are known as a whole can be compared.
  if (hasUnknown(inputs)) return;
  const request = networkRequest(inputs);
  const { current, isAdopted } = await compare(request, operation).catch((error: unknown) => {
    // The stack may be about to create the swarm.
    if (meaningOf(error) === "notManager") return { current: undefined, isAdopted: false };
    throw error;
  });
  if (current === undefined || isAdopted) return;
  await previewChecks(addressChecks, { id: undefined, before: undefined, inputs }, operation);
  const onPublishedPorts = onPublishedPortsOf(inputs.labels as Draft<Labels>);
  const publishers = await requireSwappable(current, onPublishedPorts, operation);
  // The plan of a replacement says it (networkPlan.ts).
  if (publishers.length === 0 || operation.replaces !== undefined) return;
  operation.info(
    `The ingress "${current.Name}" is replaced while services publish through it. Until the replacement is done, ` +
      `they are without these ports, and their tasks are replaced twice: ${nameServices(publishers)}.`,
  );
}

interface Comparison {
  /** The swarm's ingress. */
  readonly current: Network | undefined;
  /** It is all that the inputs ask for. */
  readonly isAdopted: boolean;
  /** Docker created it by default. */
  readonly isDefault: boolean;
}

/** @throws Error when the swarm's ingress belongs to another resource, or was created outside of Pulumi */
async function compare(request: NetworkRequest, operation: Operation): Promise<Comparison> {
  const current = await findIngress(operation.engine, operation.signal);
  if (current === undefined) return { current, isAdopted: false, isDefault: false };
  requireNoOtherOwner(current, request, operation);
  const differences = adoptionDifferences(current, request);
  const isReplaced = current.Id === operation.replaces;
  const [isAdopted, isDefault] = [differences.length === 0 && !isReplaced, await isDockers(current, operation)];
  if (!isAdopted && !isDefault && !isReplaced && !isOwn(current, request)) {
    throw new Error(describeForeign(current, differences, operation));
  }
  return { current, isAdopted, isDefault };
}

async function requireRoom(current: Network, request: NetworkRequest, { engine, signal }: Operation): Promise<void> {
  const obstacle = await findObstacle(current.Id, request, engine, signal);
  if (obstacle !== undefined) throw new Error(`Network "${request.name}" would get no subnet: ${obstacle}`);
}

/** Finishes a creation or swap that was interrupted after the ingress was created. */
export async function finishIngress(id: string, request: NetworkRequest, operation: Operation): Promise<Network> {
  const deadline = ingressDeadline(onPublishedPortsOf(request.raw.labels as Draft<Labels>), operation);
  const network = await waitForAllocation(id, request, operation, deadline);
  const absent = await rejoinNodes(network, operation, deadline);
  if (absent.length > 0) operation.warn(describeAbsent(network, absent));
  await restorePorts(operation, deadline);
  return network;
}

/**
 * Adopts the swarm's ingress as it is. When it carries this resource's identity, an interrupted run may have created
 * it.
 */
async function adopt(
  current: Network,
  request: NetworkRequest,
  operation: Operation,
  deadline: Deadline,
): Promise<Live> {
  operation.journal.adopt();
  const live = { id: current.Id, inputs: request.raw, state: toNetworkState(current, request) };
  return finishOrKeep(
    async () => {
      if (isOwn(current, request)) await finishIngress(current.Id, request, operation);
      else await restorePorts(operation, deadline);
      return live;
    },
    (error) => (error instanceof PortsNotRestored ? { live } : undefined),
  );
}

function describeForeign(current: Network, differences: readonly string[], operation: Operation): string {
  return (
    `The swarm already has an ingress network, "${current.Name}" (${current.Id}), that is not Docker's default one ` +
    `and differs from the declaration in ${differences.join(", ")}. A swarm has one ingress. To replace this one by ` +
    `the declaration, import it:${importCommand(operation, current.Id)}Or remove it: docker network rm ${current.Name}`
  );
}

async function stateOf(id: string, request: NetworkRequest, { engine, signal }: Operation): Promise<Properties> {
  const network = await findIngress(engine, signal);
  return network?.Id === id ? toNetworkState(network, request) : unfinishedState(request);
}
