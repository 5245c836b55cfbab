import { driverOption, misleadingEncrypted } from "../../../swarm/options";
import { show } from "../../../swarm/typed";
import type { Network } from "../../engine/types";
import type { Live, Operation, ResourceHandler } from "../../handler/handler";
import type { Properties } from "../../handler/properties";
import { credentialsInNetwork } from "../../mapping/credentials";
import { toNetworkState } from "../../mapping/network/network";
import { readNetworkInputs, type NetworkInputs } from "../../mapping/network/networkInputs";
import { Deadline } from "../../reconcile/deadline";
import { finishOrKeep } from "../../reconcile/finishOrKeep";
import { previewChecks, repeatChecks, type Change } from "../../preview/liveCheck";
import { awaitHandover, type Handover } from "../../reconcile/handover";
import {
  createGatewayBridge,
  deleteGatewayBridge,
  isGatewayBridge,
  preflightGatewayBridge,
} from "../gatewayBridge/gatewayBridge";
import { createIngress, finishIngress, preflightIngress } from "../ingress/ingressCreation";
import { deleteIngress } from "../ingress/ingressRemoval";
import { PortsNotRestored } from "../ingress/portRestoration";
import { NotAllocated, waitForAllocation } from "../network/networkAllocation";
import { checkNetwork } from "../network/networkCheck";
import { createNetwork } from "../network/networkCreation";
import { networkDifference } from "../network/networkDiff";
import { discardNetworks } from "../network/networkLeftover";
import { findNetwork } from "../network/networkLookup";
import { removeNetwork } from "../network/networkRemoval";
import { warnOfReplacement } from "../network/networkReplacement";
import { networkRequest, type NetworkRequest } from "../network/networkRequest";
import type { Subject } from "../network/networkTasks";
import {
  declaredIdentity,
  findTransitions,
  hasNetwork,
  identityFor,
  identityOf,
  plannedIdentity,
} from "../network/networkSiblings";
import { networkChecks } from "../network/networkChecks";
import { findSubnetConflicts } from "../network/subnetConflict";
import { moveToTransition } from "../replacement/networkTransition";
import { removeOverlay, type RemovalTimeouts } from "../replacement/overlayRemoval";
import { replacementCheck, requireReplaceable } from "../replacement/replacementCheck";
import { planNetwork } from "./networkPlan";
import { previewNetwork, withDirectives } from "./networkPreview";
import { readNetwork } from "./networkRead";

/** Seconds that an operation may take, unless `customTimeouts` says otherwise. */
const defaultTimeouts = {
  create: 30,
  /** Long enough for tasks with a long grace period to stop. */
  delete: 120,
  /** Long enough for services to replace their tasks one after the other. */
  move: 600,
} as const;

/**
 * `docker:index/network:Network`: an overlay, a network of a local driver, or the swarm's ingress.
 *
 * The Engine has no call that changes a network, so every difference replaces it.
 */
export const networkHandler: ResourceHandler = {
  type: "docker:index/network:Network",

  sharedInPreview: ["name"],

  credentialsIn: credentialsInNetwork,

  check: checkNetwork,

  diff: ({ oldInputs, oldState, newInputs, ignoreChanges }) =>
    networkDifference({ oldInputs, oldState, newInputs }, ignoreChanges),

  previewCreate: previewNetwork,

  warnOfReplacement,

  // Only labels that are instructions to the provider can change without a new network.
  previewUpdate: (oldState, inputs) => ({ ...oldState, labels: withDirectives(oldState.labels, inputs.labels) }),

  plan: planNetwork,

  preflight: async (inputs, operation, isReplacement) => {
    const change: Change = { id: undefined, before: undefined, inputs };
    if (inputs.ingress === true) await preflightIngress(inputs, operation);
    else if (isGatewayBridge(readNetworkInputs(inputs))) await preflightGatewayBridge(inputs, operation, isReplacement);
    else await previewChecks([...networkChecks, replacementCheck], change, operation);
  },

  create: (inputs, operation) => {
    const request = networkRequest(inputs);
    warnOfMisleadingEncryption(request, operation);
    if (request.ingress === true) return createIngress(request, operation);
    if (!isGatewayBridge(request)) return replaceNetwork(request, operation);
    return createGatewayBridge(request, operation, Deadline.of(operation, defaultTimeouts.create));
  },

  update: (id, _oldState, _oldInputs, inputs, operation) => continueCreation(id, networkRequest(inputs), operation),

  read: readNetwork,

  delete: async (id, state, operation) => {
    const { name } = readNetworkInputs(state);
    if (state.ingress === true) {
      await deleteIngress(id, state, operation);
    } else if (isGatewayBridge(readNetworkInputs(state))) {
      await deleteGatewayBridge(id, operation, Deadline.of(operation, defaultTimeouts.delete));
    } else {
      await deleteNetwork({ id, name }, await findIdentity(id, state, operation), operation);
    }
  },

  discard: (leftover, operation) =>
    discardNetworks(leftover, operation, Deadline.after(defaultTimeouts.delete, operation.signal)),
};

/** @param identity the overlay that the network belongs to */
async function deleteNetwork(subject: Subject, identity: string | undefined, operation: Operation): Promise<void> {
  if (identity === undefined) {
    await removeNetwork(subject, operation, Deadline.of(operation, defaultTimeouts.delete));
  } else {
    await removeOverlay(subject, identity, operation, removalTimeouts(operation));
  }
}

/**
 * Waits for a subnet that another network gives up in this update. Pulumi deletes a replaced network last, so the
 * provider removes it as soon as its services are on the new one; Pulumi then finds it gone.
 */
function subnetHandover(request: NetworkRequest, operation: Operation): Handover {
  const remove = ({ Id: id, Name: name, Labels: labels }: Network): Promise<void> =>
    deleteNetwork({ id, name }, identityOf(labels) ?? plannedIdentity(id, operation.plan), operation);
  return {
    find: async () => (await findSubnetConflicts(request, operation, remove))[0],
    isRefusal: () => false,
    patienceMs: 2000,
  };
}

/**
 * A warning, not an error: stacks that existed before this check have such networks, and they are encrypted. The policy
 * pack refuses new ones.
 */
function warnOfMisleadingEncryption({ name, driver, options }: NetworkInputs, operation: Operation): void {
  const encrypted = driver === "overlay" ? misleadingEncrypted(options) : undefined;
  if (encrypted === undefined) return;
  operation.warn(
    `Network "${name}": '${driverOption.encrypted}' ${show(encrypted)} turns encryption on: the overlay driver ` +
      `checks only whether the option is present, not its value. Leave the option out for an unencrypted network; ` +
      `set it to "true" for an encrypted one.`,
  );
}

/** The same conflicts as in the preview: the swarm may have changed since. */
async function requireSubnet(request: NetworkRequest, operation: Operation): Promise<void> {
  // An interrupted update may have created the holder. This update then takes it over or removes it.
  const isUncertain = await operation.journal.hasLeftovers();
  const handover = subnetHandover(request, operation);
  const deadline = Deadline.of(operation, defaultTimeouts.move);
  await awaitHandover({ ...handover, ...(isUncertain ? { refuse: () => undefined } : {}) }, operation, deadline);
}

/** Creates a network. If it cannot exist beside the network that it replaces, the provider makes room for it first. */
async function replaceNetwork(request: NetworkRequest, operation: Operation): Promise<Live> {
  await requireReplaceable(request, operation);
  await requireSubnet(request, operation);
  await repeatChecks(networkChecks, { id: undefined, before: undefined, inputs: request.raw }, operation);
  const transition = await moveToTransition(request, operation, removalTimeouts(operation));
  try {
    return await createNetwork(request, operation, Deadline.of(operation, defaultTimeouts.create));
  } catch (error) {
    if (transition !== undefined) {
      operation.warn(
        `Services of the network that "${request.name}" replaces are on the network "${transition.Name}" until ` +
          `'pulumi up' succeeds.`,
      );
    }
    throw error;
  }
}

/**
 * The overlay that a network belongs to: by its own label, or by that of its transition network or successor. After an
 * interrupted replacement, only the name of the resource leads to a successor.
 */
async function findIdentity(id: string, state: Properties, operation: Operation): Promise<string | undefined> {
  const own = declaredIdentity(readNetworkInputs(state).labels);
  if (own !== undefined || state.scope !== "swarm" || state.ingress === true) return own;
  const [transition] = await findTransitions(id, operation);
  const planned = identityOf(transition?.Labels) ?? plannedIdentity(id, operation.plan);
  if (planned !== undefined) return planned;
  const identity = identityFor(operation.urn);
  return (await hasNetwork(identity, operation)) ? identity : undefined;
}

function removalTimeouts({ timeoutSeconds }: Operation): RemovalTimeouts {
  return { move: timeoutSeconds ?? defaultTimeouts.move, remove: timeoutSeconds ?? defaultTimeouts.delete };
}

/**
 * Finishes an interrupted create, or records a changed instruction to the provider. Every other change is a
 * replacement.
 */
async function continueCreation(id: string, request: NetworkRequest, operation: Operation): Promise<Live> {
  const { raw: inputs } = request;
  return finishOrKeep(
    async () => {
      const network =
        request.ingress === true
          ? await finishIngress(id, request, operation)
          : await waitForAllocation(id, request, operation, Deadline.of(operation, defaultTimeouts.create));
      return { id, inputs, state: toNetworkState(network, request) };
    },
    async (error) => {
      if (!(error instanceof NotAllocated || error instanceof PortsNotRestored)) return undefined;
      const network = await findNetwork(operation.engine, id, operation.signal);
      return network && { live: { id, inputs, state: toNetworkState(network, request) } };
    },
  );
}
