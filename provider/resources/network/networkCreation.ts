import { gatewayBridgeName } from "../../../swarm/gatewayBridge";
import { messageOf } from "../../engine/error";
import type { Network } from "../../engine/types";
import type { Live, Operation } from "../../handler/handler";
import type { Properties } from "../../handler/properties";
import { lingers } from "../../mapping/network/lingers";
import { toNetworkSpec, toNetworkState } from "../../mapping/network/network";
import type { NetworkInputs } from "../../mapping/network/networkInputs";
import { awaitReady } from "../../reconcile/await";
import { createOnce } from "../../reconcile/createOnce";
import { Deadline } from "../../reconcile/deadline";
import { finishOrKeep } from "../../reconcile/finishOrKeep";
import { nameTaken, type Holder } from "../../reconcile/nameTaken";
import { NotAllocated, overlapsOf, waitForAllocation } from "./networkAllocation";
import { networkChanges } from "./networkDiff";
import { findLeftoverNetworks } from "./networkLeftover";
import { findNamesakes, noteCreated } from "./networkLookup";
import { removeNetwork } from "./networkRemoval";
import type { NetworkRequest } from "./networkRequest";
import { describeSharedRange } from "./subnetCheck";

/**
 * Creates a network and waits until it can be used. A network that gets no subnet is removed again: it is useless, and
 * the next run creates a new one.
 *
 * @throws PartialFailure when a network is left behind: the user cancelled, or the removal failed
 */
export async function createNetwork(request: NetworkRequest, operation: Operation, deadline: Deadline): Promise<Live> {
  const id = await requestNetwork(request, operation, deadline, {
    requireFreeName: () => requireFreeName(request, operation, deadline),
  });
  return finishOrKeep(
    async () => {
      const network = await waitForAllocation(id, request, operation, deadline);
      await noteCreated(network, operation.engine, operation.signal);
      await warnOfSharedAddresses(network, request, operation);
      return { id, inputs: request.raw, state: toNetworkState(network, request) };
    },
    async (error) => {
      if (error instanceof NotAllocated && (await undo(id, request, operation))) return undefined;
      return { live: { id, inputs: request.raw, state: unfinishedState(request) } };
    },
  );
}

/**
 * Asks the Engine for a network.
 *
 * @returns its id, before the swarm has allocated it
 */
export async function requestNetwork(
  request: NetworkRequest,
  operation: Operation,
  deadline: Deadline,
  { requireFreeName: requireFree }: { readonly requireFreeName?: () => Promise<void> } = {},
): Promise<string> {
  const isSingleton = request.ingress === true || request.name === gatewayBridgeName;
  const findOwn = async (context: Operation): Promise<string | undefined> => (await findEqual(request, context))?.Id;
  return createOnce<Network>(
    {
      kind: "network",
      name: request.name,
      interrupted: isSingleton
        ? undefined
        : {
            find: async (leftover) => (await findLeftoverNetworks(leftover, operation))[0],
            idOf: ({ Id }) => Id,
            // Networks do not change, so one that differs is removed.
            isUsable: async ({ Id }) => (await findOwn(operation)) === Id,
            remove: ({ Id, Name }) => removeNetwork({ id: Id, name: Name }, operation, deadline),
          },
      requireFreeName: requireFree,
      send: (signal) => operation.engine.createNetwork(toNetworkSpec(request), signal),
      findOwn,
    },
    operation,
    deadline,
  );
}

/** The network of this name that is all that the inputs ask for. */
async function findEqual(request: NetworkRequest, { engine, signal }: Operation): Promise<Network | undefined> {
  const namesakes = await findNamesakes(engine, request.name, signal);
  return namesakes.find((network) => {
    // Its subnets may not be allocated yet.
    const oldState = network.Driver === "" ? {} : toNetworkState(network, request);
    const changes = networkChanges({ oldInputs: request.raw, oldState, newInputs: request.raw });
    return network.Name === request.name && changes.size === 0;
  });
}

/**
 * Refuses a name that is taken. A removed network that lingers on the node, because a task on it is still stopping, is
 * waited for: the Engine refuses its name until it is gone.
 */
async function requireFreeName(request: NetworkRequest, operation: Operation, deadline: Deadline): Promise<void> {
  const { engine, signal } = operation;
  let namesakes: Network[] = [];
  await awaitReady<true>(
    {
      what: `the removed network "${request.name}" to be gone from the node at ${engine.host}`,
      satisfier: async () => {
        namesakes = await findNamesakes(engine, request.name, signal);
        const taken = namesakes.find((network) => !lingers(network));
        if (taken !== undefined) throw nameTaken(holderOf(taken), operation);
        return namesakes.length === 0 ? true : undefined;
      },
      observer: () =>
        namesakes.length === 0 ? undefined : "waiting for the node to release the removed network of this name",
    },
    operation,
    deadline,
  );
}

/** The network that has a name. */
export function holderOf({ Name: name, Id: id, Driver: driver, Scope: scope, Labels: labels }: Network): Holder {
  return { kind: "network", name, id, labels, details: `driver "${driver}", scope ${scope}` };
}

/**
 * The Engine refuses an overlap, unless a range is given: then it does not look, and two networks may share a subnet.
 */
async function warnOfSharedAddresses(network: Network, given: NetworkInputs, operation: Operation): Promise<void> {
  const ranged = (given.ipamConfigs ?? []).filter(({ ipRange }) => ipRange !== undefined);
  if (network.Scope !== "swarm" || ranged.length === 0) return;
  const listed = await operation.engine.listNetworks({}, operation.signal);
  const others = listed.filter((other) => other.Id !== network.Id && other.Scope === "swarm" && !lingers(other));
  for (const overlap of ranged.flatMap(({ subnet = "" }) => overlapsOf(subnet, others))) {
    operation.warn(describeSharedRange(network.Name, overlap));
  }
}

/** Removes a network that cannot be used. @returns whether it is gone */
async function undo(id: string, { name }: NetworkInputs, operation: Operation): Promise<boolean> {
  try {
    await removeNetwork({ id, name }, operation, Deadline.after(undoSeconds, operation.signal));
    return true;
  } catch (error) {
    operation.warn(`Network "${name}" (${id}), which got no subnet, could not be removed again: ${messageOf(error)}`);
    return false;
  }
}

const undoSeconds = 10;

/**
 * The state of a network of which only the inputs are known: without a driver, like one that Swarm has not allocated.
 */
export function unfinishedState({ name, options, labels }: NetworkInputs): Properties {
  return {
    name,
    driver: "",
    scope: "swarm",
    ipamConfigs: [],
    options: { ...options },
    labels: (labels ?? []).map((entry) => ({ ...entry })),
  };
}
