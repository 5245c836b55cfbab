import { unknown } from "../../../swarm/draft";
import { isInstruction } from "../../../swarm/swarmLabel";
import { driverOption, misleadingEncrypted } from "../../../swarm/options";
import { show } from "../../../swarm/typed";
import type { Network } from "../../engine/types";
import { toNetworkState } from "../../mapping/network/network";
import { noPools, swarmPools, toNetworkInputs } from "../../mapping/network/networkImport";
import { asRecord, networkDefaults, readNetworkInputs, type NetworkInputs } from "../../mapping/network/networkInputs";
import {
  createGatewayBridge,
  deleteGatewayBridge,
  isGatewayBridge,
  preflightGatewayBridge,
} from "../gatewayBridge/gatewayBridge";
import { createIngress, finishIngress, preflightIngress } from "../ingress/ingressCreation";
import { deleteIngress } from "../ingress/ingressRemoval";
import { findSuspended, PortsNotRestored } from "../ingress/portRestoration";
import { isAllocated, NotAllocated, waitForAllocation } from "../network/networkAllocation";
import { checkNetwork } from "../network/networkCheck";
import { createNetwork } from "../network/networkCreation";
import { isNameless, networkChanges, networkDifference } from "../network/networkDiff";
import { discardNetworks } from "../network/networkLeftover";
import { findNamedNetwork, findNetwork } from "../network/networkLookup";
import { removeNetwork } from "../network/networkRemoval";
import { warnOfReplacement } from "../network/networkReplacement";
import { declaredIdentity, findTransitions, identityOf } from "../network/networkSiblings";
import { makeWay } from "../replacement/networkTransition";
import { removeOverlay, type RemovalTimeouts } from "../replacement/overlayRemoval";
import { PartialFailure, type Live, type Operation, type ResourceHandler } from "../../handler/handler";
import type { Properties, Property } from "../../handler/properties";

/** Seconds that an operation waits, unless `customTimeouts` says otherwise. */
const defaultTimeouts = {
  create: 30,
  /** Long enough for tasks with a long grace period to stop. */
  delete: 120,
  /** Long enough for services to replace their tasks one after the other. */
  leave: 600,
} as const;

/**
 * `docker:index/network:Network`: an overlay, a network of a local driver, or the swarm's ingress.
 *
 * A network cannot be changed: the Engine has no call for it, so whatever differs replaces it.
 */
export const networkHandler: ResourceHandler = {
  type: "docker:index/network:Network",

  check: ({ olds, news, autoname }) => checkNetwork(olds, news, autoname),

  diff: ({ oldInputs, oldState, newInputs, ignoreChanges }) =>
    networkDifference({ oldInputs, oldState, newInputs }, ignoreChanges),

  previewCreate: previewNetwork,

  warnOfReplacement,

  // Only what the provider is told can change without a new network.
  previewUpdate: (oldState, inputs) => ({ ...oldState, labels: withDirectives(oldState.labels, inputs.labels) }),

  preflight: async (inputs, operation, isReplacement) => {
    if (inputs.ingress === true) await preflightIngress(inputs, operation);
    else if (isGatewayBridge(readNetworkInputs(inputs))) await preflightGatewayBridge(inputs, operation, isReplacement);
  },

  create: (inputs, operation) => {
    const given = readNetworkInputs(inputs);
    warnOfMisleadingEncryption(given, operation);
    if (given.ingress === true) return createIngress(inputs, given, operation);
    const create = isGatewayBridge(given) ? createGatewayBridge : replaceNetwork;
    return create(inputs, given, operation, operation.timeoutSeconds ?? defaultTimeouts.create);
  },

  update: continueCreation,

  read: readNetwork,

  delete: async (id, state, operation) => {
    const timeouts = removalTimeouts(operation.timeoutSeconds);
    const { name } = readNetworkInputs(state);
    const identity = await findIdentity(id, state, operation);
    if (state.ingress === true) {
      await deleteIngress(id, state, operation);
    } else if (isGatewayBridge(readNetworkInputs(state))) {
      await deleteGatewayBridge(id, operation, timeouts.remove);
    } else if (identity === undefined) {
      await removeNetwork({ id, name }, operation, timeouts.remove);
    } else {
      await removeOverlay({ id, name }, identity, operation, timeouts);
    }
  },

  discard: (leftover, operation) => discardNetworks(leftover, operation, defaultTimeouts.delete),
};

/** Not refused: stacks have it, from before anybody told them, and its network is what it is. New ones are the policy pack's to refuse. */
function warnOfMisleadingEncryption({ name, driver, options }: NetworkInputs, operation: Operation): void {
  const encrypted = driver === "overlay" ? misleadingEncrypted(options) : undefined;
  if (encrypted === undefined) return;
  operation.warn(
    `Network "${name}": '${driverOption.encrypted}' ${show(encrypted)} reads as "no" but encrypts: the overlay driver asks whether the ` +
      `option is there, not what it says. Leave the option out for a plain network; give "true" for an encrypted one.`,
  );
}

/** Makes a network, also in the place of one that has to go before. */
async function replaceNetwork(
  inputs: Properties,
  given: NetworkInputs,
  operation: Operation,
  timeoutSeconds: number,
): Promise<Live> {
  const transition = await makeWay(inputs, given, operation, removalTimeouts(operation.timeoutSeconds));
  try {
    return await createNetwork(inputs, given, operation, timeoutSeconds);
  } catch (error) {
    if (transition !== undefined) {
      operation.warn(
        `Services of the network that "${given.name}" replaces are on the network "${transition.Name}" until 'pulumi up' succeeds.`,
      );
    }
    throw error;
  }
}

/** Whose a network is: as it says itself, or as one says that stands in for it. */
async function findIdentity(id: string, state: Properties, operation: Operation): Promise<string | undefined> {
  const own = declaredIdentity(readNetworkInputs(state).labels);
  if (own !== undefined || state.scope !== "swarm" || state.ingress === true) return own;
  const [transition] = await findTransitions(id, operation);
  return identityOf(transition?.Labels);
}

function removalTimeouts(given: number | undefined): RemovalTimeouts {
  return { leave: given ?? defaultTimeouts.leave, remove: given ?? defaultTimeouts.delete };
}

/** Only called to finish a create that was cut short, and when the provider is told something else: any other change is a replacement. */
async function continueCreation(
  id: string,
  _oldState: Properties,
  _oldInputs: Properties,
  inputs: Properties,
  operation: Operation,
): Promise<Live> {
  const given = readNetworkInputs(inputs);
  try {
    const network =
      given.ingress === true
        ? await finishIngress(id, inputs, given, operation)
        : await waitForAllocation(id, given, operation, operation.timeoutSeconds ?? defaultTimeouts.create);
    return { id, inputs, state: toNetworkState(network, given) };
  } catch (error) {
    const network =
      error instanceof NotAllocated || error instanceof PortsNotRestored
        ? await findNetwork(operation.engine, id, operation.signal)
        : undefined;
    if (network === undefined || !(error instanceof Error)) throw error;
    throw new PartialFailure({ id, inputs, state: toNetworkState(network, given) }, [error.message], { cause: error });
  }
}

async function readNetwork(
  id: string,
  known: { inputs: Properties; state: Properties } | undefined,
  operation: Operation,
): Promise<Live | undefined> {
  const { engine, signal } = operation;
  const network = await (known === undefined ? findNamedNetwork : findNetwork)(engine, id, signal);
  const interrupted = known === undefined ? undefined : await readInterrupted(id, known, network, operation);
  if (interrupted !== undefined) return interrupted;
  if (network === undefined) return undefined;
  const pools = network.Scope === "swarm" ? swarmPools(await engine.swarm(signal)) : noPools;
  const live = toNetworkInputs(network, pools);
  const inputs = known === undefined ? live : withDrift(known.inputs, network, live);
  const read = { id: network.Id, inputs, state: toNetworkState(network, readNetworkInputs(inputs)) };
  const suspended = network.Ingress && known !== undefined ? await findSuspended(operation) : [];
  if (suspended.length === 0) return read;
  // Kept in mind, so that the next 'pulumi up' goes on with it.
  throw new PartialFailure(read, [new PortsNotRestored(suspended.map(({ Spec }) => `"${Spec.Name}"`)).message]);
}

/**
 * A network whose replacement was cut short while another one stood in for it: it may be gone, but is no more to be forgotten than the one
 * that stands in. As a network of no driver it differs from whatever is declared, so that the next update replaces it to the end.
 */
async function readInterrupted(
  id: string,
  { inputs, state }: { inputs: Properties; state: Properties },
  network: Network | undefined,
  operation: Operation,
): Promise<Live | undefined> {
  if (state.scope !== "swarm") return undefined;
  const [transition] = await findTransitions(id, operation);
  if (transition === undefined) return undefined;
  operation.warn(
    `Network "${readNetworkInputs(state).name}" ${network === undefined ? "is gone" : "was about to go"}: its replacement was cut short, and ` +
      `"${transition.Name}" stands in for it. The next 'pulumi up' finishes that.`,
  );
  const withoutDriver = Object.fromEntries(Object.entries(inputs).filter(([property]) => property !== "driver"));
  return { id, inputs: withoutDriver, state: { ...state, driver: "" } };
}

/** The inputs as they are known, with what the network really is where that differs from what they say. */
function withDrift(inputs: Properties, network: Network, live: Properties): Properties {
  const given = readNetworkInputs(inputs);
  // Nothing can be said of a network that its swarm has not finished.
  if (!isAllocated(network, given)) return inputs;
  const state = toNetworkState(network, given);
  const changes = networkChanges({ oldInputs: inputs, oldState: state, newInputs: inputs });
  const differing = [...changes.keys()].map((path) => /^\w+/.exec(path)?.[0] ?? path);
  const real: Properties = { ...live, labels: withDirectives(live.labels, inputs.labels) };
  return { ...inputs, ...Object.fromEntries(differing.map((name): [string, Property] => [name, real[name]])) };
}

/** Labels as they are in the swarm, with what is declared for the provider. */
function withDirectives(live: Property, declared: Property): Property {
  if (declared === unknown) return unknown;
  const entries = (list: Property): Property[] => (Array.isArray(list) ? list : []);
  const speaks = (entry: Property): boolean => isInstruction(asRecord(entry)?.label);
  const labels = [...entries(live).filter((entry) => !speaks(entry)), ...entries(declared).filter(speaks)];
  return labels.length === 0 ? live : labels;
}

/** What a create leads to: what is left to the Engine is unknown. */
function previewNetwork(inputs: Properties): Properties {
  const driver = inputs.driver === undefined ? networkDefaults.driver : inputs.driver;
  const isSwarm = driver === "overlay";
  const options = inputs.options === undefined ? {} : inputs.options;
  const given = Object.fromEntries(Object.entries(inputs).filter(([name]) => !name.startsWith("__")));
  return {
    ...networkDefaults,
    labels: [],
    ...given,
    driver,
    scope: isSwarm ? "swarm" : localDrivers.includes(driver) ? "local" : unknown,
    ipamConfigs: previewSubnets(inputs.ipamConfigs),
    options: isSwarm && options !== unknown ? { [driverOption.vxlanIds]: unknown, ...asRecord(options) } : options,
    // An ingress that is adopted keeps its name, unless another one is asked for.
    ...(inputs.ingress === true && isNameless(inputs) ? { name: unknown } : {}),
  };
}

/** The drivers of Docker's own whose networks are of one node. A plugin's may be of either scope. */
const localDrivers: readonly Property[] = ["bridge", "host", "null", "macvlan", "ipvlan"];

function previewSubnets(configs: Property): Property {
  if (!Array.isArray(configs) || configs.length === 0) return unknown;
  return configs.map((config) => {
    const given = asRecord(config);
    return given === undefined ? unknown : { gateway: unknown, ...given };
  });
}
