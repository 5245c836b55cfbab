import type { Network } from "../../engine/types";
import { declared, PartialFailure, type Live, type Operation } from "../../handler/handler";
import type { Properties, Property } from "../../handler/properties";
import { toNetworkState } from "../../mapping/network/network";
import { noPools, swarmPools, toNetworkInputs } from "../../mapping/network/networkImport";
import { readNetworkInputs } from "../../mapping/network/networkInputs";
import { findSuspended, PortsNotRestored } from "../ingress/portRestoration";
import { isAllocated } from "../network/networkAllocation";
import { networkChanges } from "../network/networkDiff";
import { findNamedNetwork, findNetwork } from "../network/networkLookup";
import { findTransitions } from "../network/networkSiblings";
import { withDirectives } from "./networkPreview";

/**
 * Reads a live network.
 *
 * @param previous `undefined` on import, where `id` may be a name, as in `.get`
 */
export async function readNetwork(
  id: string,
  previous: { inputs: Properties; state: Properties } | undefined,
  operation: Operation,
): Promise<Live | undefined> {
  const { engine, signal } = operation;
  const known = declared(previous);
  const network = await (known === undefined ? findNamedNetwork : findNetwork)(engine, id, signal);
  const interrupted = known === undefined ? undefined : await readInterrupted(id, known, network, operation);
  if (interrupted !== undefined) return interrupted;
  if (network === undefined) return undefined;
  requireNetwork(network);
  const pools = network.Scope === "swarm" ? swarmPools(await engine.swarm(signal)) : noPools;
  const live = toNetworkInputs(network, pools);
  const inputs = known === undefined ? live : withDrift(known.inputs, network, live);
  const read = { id: network.Id, inputs, state: toNetworkState(network, readNetworkInputs(inputs)) };
  const suspended = network.Ingress && known !== undefined ? await findSuspended(operation) : [];
  if (suspended.length === 0) return read;
  // Recorded as unfinished, so that the next 'pulumi up' restores the ports.
  throw new PartialFailure(read, [new PortsNotRestored(suspended.map(({ Spec }) => `"${Spec.Name}"`)).message]);
}

/** @throws Error for a configuration-only network: as a `docker.Network`, it would be created as a real network */
function requireNetwork({ Name, ConfigOnly }: Network): void {
  if (ConfigOnly !== true) return;
  throw new Error(
    `Network "${Name}" cannot be read: it holds only the configuration of other networks ('--config-only'), which no ` +
      `property of docker.Network describes. Keep it outside of Pulumi.`,
  );
}

/**
 * A network whose replacement was interrupted while services were on a transition network. It stays in the state even
 * if it is gone, because otherwise no resource would refer to the transition network. Without a driver it differs from
 * every declaration, so the next update completes the replacement.
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
    `Network "${readNetworkInputs(state).name}" ${network === undefined ? "is gone" : "was about to be removed"}: ` +
      `its replacement was interrupted, and "${transition.Name}" is in its place. The next 'pulumi up' completes the ` +
      `replacement.`,
  );
  const withoutDriver = Object.fromEntries(Object.entries(inputs).filter(([property]) => property !== "driver"));
  return { id, inputs: withoutDriver, state: { ...state, driver: "" } };
}

/** The previous inputs, with the live values where the network differs from them. */
function withDrift(inputs: Properties, network: Network, live: Properties): Properties {
  const given = readNetworkInputs(inputs);
  // A network that Swarm has not allocated cannot be compared.
  if (!isAllocated(network, given)) return inputs;
  const state = toNetworkState(network, given);
  const changes = networkChanges({ oldInputs: inputs, oldState: state, newInputs: inputs });
  const differing = [...changes.keys()].map((path) => /^\w+/.exec(path)?.[0] ?? path);
  const real: Properties = { ...live, labels: withDirectives(live.labels, inputs.labels) };
  return { ...inputs, ...Object.fromEntries(differing.map((name): [string, Property] => [name, real[name]])) };
}
