import { isConflict, type EngineError } from "../engine/error";
import { poll, PollTimeout } from "../engine/poll";
import type { Network } from "../engine/types";
import { toNetworkSpec, toNetworkState } from "../spec/network";
import type { NetworkInputs } from "../spec/networkInputs";
import { NotAllocated, overlapsOf, waitForAllocation } from "./networkAllocation";
import { networkChanges } from "./networkDiff";
import { findNamesakes, isPassing, lingers } from "./networkLookup";
import { removeNetwork } from "./networkRemoval";
import { PartialFailure, type Live, type Operation, type Properties } from "./resource";

/**
 * Makes a network and waits until it can be used. One that gets no subnet is removed again: it is of no use, and the next run
 * starts from nothing.
 *
 * @throws PartialFailure when a network is left behind: the wait was cancelled, or the removal failed
 */
export async function createNetwork(
  inputs: Properties,
  given: NetworkInputs,
  operation: Operation,
  timeoutSeconds: number,
): Promise<Live> {
  const end = performance.now() + timeoutSeconds * 1000;
  const left = (): number => Math.max(1, (end - performance.now()) / 1000);
  await requireFreeName(given, operation, left());
  const id = await requestNetwork(inputs, given, operation, left());
  try {
    const network = await waitForAllocation(id, given, operation, left());
    await warnOfSharedAddresses(network, given, operation);
    return { id, inputs, state: toNetworkState(network, given) };
  } catch (error) {
    if (error instanceof NotAllocated && (await undo(id, given, operation))) throw error;
    throw new PartialFailure({ id, inputs, state: unfinishedState(given) }, [messageOf(error)], { cause: error });
  }
}

/** Asks the Engine for a network, and finds out whether there is one when the answer is lost. Answers its id. */
export async function requestNetwork(
  inputs: Properties,
  given: NetworkInputs,
  operation: Operation,
  timeoutSeconds: number,
): Promise<string> {
  const { engine, signal } = operation;
  const spec = toNetworkSpec(given);
  let lost: EngineError | undefined;
  const request = async (): Promise<string | undefined> => {
    try {
      // The name was free a moment ago: a network that has it after a lost answer, and is all that was asked for, is that one.
      const ours = lost === undefined ? undefined : await findEqual(inputs, given, operation);
      if (ours !== undefined) return ours.Id;
      // Not to be cancelled: without the answer nobody knows the id of what was made.
      const { id, warnings } = await engine.createNetwork(spec);
      for (const warning of warnings) operation.warn(warning);
      return id;
    } catch (error) {
      if (isPassing(error)) {
        lost = error;
        operation.status(`waiting for the Engine at ${engine.host}`);
        return undefined;
      }
      const ours = lost !== undefined && isConflict(error) ? await findEqual(inputs, given, operation) : undefined;
      if (ours !== undefined) return ours.Id;
      throw error;
    }
  };
  try {
    return await poll("the Engine to answer", request, { timeoutSeconds, signal });
  } catch (error) {
    throw error instanceof PollTimeout && lost !== undefined ? lost : error;
  }
}

/** The network of this name that is all that the inputs ask for. */
async function findEqual(inputs: Properties, given: NetworkInputs, operation: Operation): Promise<Network | undefined> {
  const namesakes = await findNamesakes(operation.engine, given.name, operation.signal);
  return namesakes.find((network) => {
    // Its subnets may still be on their way.
    const oldState = network.Driver === "" ? {} : toNetworkState(network, given);
    const changes = networkChanges({ oldInputs: inputs, oldState, newInputs: inputs });
    return network.Name === given.name && changes.size === 0;
  });
}

/**
 * Refuses a name that is taken. A network that was removed and lingers on the node, because a task of it still stops, is waited
 * for: the Engine refuses its name until it is gone.
 */
async function requireFreeName(given: NetworkInputs, operation: Operation, timeoutSeconds: number): Promise<void> {
  const { engine, signal } = operation;
  let told = false;
  const look = async (): Promise<true | undefined> => {
    const namesakes = await findNamesakes(engine, given.name, signal);
    const taken = namesakes.find((network) => !lingers(network));
    if (taken !== undefined) throw new Error(describeConflict(taken, operation));
    if (namesakes.length === 0) return true;
    if (!told) operation.status("waiting for the node to let go of the removed network of this name");
    told = true;
    return undefined;
  };
  await poll(`the removed network "${given.name}" to be gone from the node at ${engine.host}`, look, {
    timeoutSeconds,
    signal,
  });
}

function describeConflict(taken: Network, { logicalName }: Operation): string {
  const { Name: name, Id: id, Driver: driver, Scope: scope } = taken;
  return (
    `There is a network "${name}" already, with driver "${driver}", scope ${scope} and id ${id}. If it is the one that this ` +
    `resource declares, or an interrupted update left it behind, take it over with ` +
    `'pulumi import docker:index/network:Network ${logicalName} ${id}', or remove it with 'docker network rm ${id}'. ` +
    `Otherwise choose another name.`
  );
}

/** Without an overlap the Engine is content, but with a range it does not look for one: two networks may share a subnet then. */
async function warnOfSharedAddresses(network: Network, given: NetworkInputs, operation: Operation): Promise<void> {
  const ranged = (given.ipamConfigs ?? []).filter(({ ipRange }) => ipRange !== undefined);
  if (network.Scope !== "swarm" || ranged.length === 0) return;
  const listed = await operation.engine.listNetworks({}, operation.signal);
  const others = listed.filter((other) => other.Id !== network.Id && other.Scope === "swarm" && !lingers(other));
  for (const overlap of ranged.flatMap(({ subnet = "" }) => overlapsOf(subnet, others))) {
    operation.warn(
      `Network "${network.Name}": ${overlap}. The Engine does not refuse that when 'ipRange' is given. Addresses may be given ` +
        `out twice; choose a subnet that no other network has.`,
    );
  }
}

/** Takes back a network that cannot be used. Answers whether it is gone. */
async function undo(id: string, { name }: NetworkInputs, operation: Operation): Promise<boolean> {
  try {
    await removeNetwork({ id, name }, operation, undoTimeout);
    return true;
  } catch (error) {
    operation.warn(`Network "${name}" (${id}), which got no subnet, could not be removed again: ${messageOf(error)}`);
    return false;
  }
}

const undoTimeout = 10;

/** A network of which nothing is known but what was asked for: without a driver, like one that Swarm has not finished. */
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

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
