import { gatewayBridgeName } from "../../../swarm/gatewayBridge";
import { isConflict } from "../../engine/error";
import { poll, PollTimeout } from "../../engine/poll";
import type { Created, Network } from "../../engine/types";
import { CreateAttempt } from "../../journal/createAttempt";
import { toNetworkSpec, toNetworkState } from "../../mapping/network/network";
import type { NetworkInputs } from "../../mapping/network/networkInputs";
import { NotAllocated, overlapsOf, waitForAllocation } from "./networkAllocation";
import { networkChanges } from "./networkDiff";
import { takeOverNetwork } from "./networkLeftover";
import { findNamesakes, isPassing, lingers } from "./networkLookup";
import { removeNetwork } from "./networkRemoval";
import { PartialFailure, type Live, type Operation } from "../../handler/handler";
import type { Properties } from "../../handler/properties";

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
  const taken = await takeOverNetwork(given, operation, left(), () => findEqual(inputs, given, operation));
  if (taken === undefined) await requireFreeName(given, operation, left());
  const id = taken ?? (await requestNetwork(inputs, given, operation, left()));
  try {
    const network = await waitForAllocation(id, given, operation, left());
    await warnOfSharedAddresses(network, given, operation);
    return { id, inputs, state: toNetworkState(network, given) };
  } catch (error) {
    if (error instanceof NotAllocated && (await undo(id, given, operation))) throw error;
    throw new PartialFailure({ id, inputs, state: unfinishedState(given) }, [messageOf(error)], { cause: error });
  }
}

/**
 * Asks the Engine for a network, and finds out whether there is one when the answer is lost. Answers its id.
 *
 * The name was free a moment ago: a network that has it after a lost answer, and is all that was asked for, is that one.
 */
export async function requestNetwork(
  inputs: Properties,
  given: NetworkInputs,
  operation: Operation,
  timeoutSeconds: number,
): Promise<string> {
  const { engine, signal } = operation;
  const end = performance.now() + timeoutSeconds * 1000;
  const left = (): number => (end - performance.now()) / 1000;
  const announced = new CreateAttempt(operation.journal, given.name);
  let lost: unknown;
  for (;;) {
    signal.throwIfAborted();
    const limit = answerLimit(signal);
    try {
      const send = (): Promise<Created> => engine.createNetwork(toNetworkSpec(given), limit);
      // A swarm has one ingress, a node one gateway bridge: they are found without a note.
      const isSingleton = given.ingress === true || given.name === gatewayBridgeName;
      const { id, warnings } = await (isSingleton ? send() : announced.request(send));
      for (const warning of warnings) operation.warn(warning);
      return id;
    } catch (error) {
      const isLost = isPassing(error) || limit.aborted;
      if (!isLost && (lost === undefined || !isConflict(error))) throw error;
      const ours = await findAfterLoss(inputs, given, operation, Math.max(0, left()), error);
      if (ours !== undefined) return ours.Id;
      if (!isLost || left() <= 0) throw error;
      lost = error;
    }
  }
}

/** Looks for a network whose creation was not answered, as soon as the Engine answers again. */
async function findAfterLoss(
  inputs: Properties,
  given: NetworkInputs,
  operation: Operation,
  timeoutSeconds: number,
  lost: unknown,
): Promise<Network | undefined> {
  const { engine, signal } = operation;
  operation.status(`waiting for the Engine at ${engine.host}`);
  const ask = async (): Promise<{ found: Network | undefined } | undefined> => {
    try {
      return { found: await findEqual(inputs, given, operation) };
    } catch (error) {
      if (isPassing(error)) return undefined;
      throw error;
    }
  };
  try {
    return (await poll("the Engine to answer", ask, { timeoutSeconds, signal })).found;
  } catch (error) {
    throw error instanceof PollTimeout ? lost : error;
  }
}

/**
 * How long the answer to a creation is waited for. The user's cancel does not end that at once: without the answer nobody knows the id
 * of what was made.
 */
function answerLimit(signal: AbortSignal): AbortSignal {
  const limit = new AbortController();
  const end = (seconds: number): void => {
    setTimeout(() => {
      limit.abort(new Error(`The Engine has not answered within ${seconds} s.`));
    }, seconds * 1000).unref();
  };
  end(answerTimeout);
  signal.addEventListener(
    "abort",
    () => {
      end(graceAfterCancel);
    },
    { once: true },
  );
  return limit.signal;
}

/** Seconds. The Engine gives up asking the swarm's leader after 20. */
const answerTimeout = 30;

/** Seconds. */
const graceAfterCancel = 2;

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
