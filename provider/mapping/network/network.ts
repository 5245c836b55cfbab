import { unknown } from "../../../swarm/draft";
import type { Label } from "../../../swarm/labels";
import { isInstruction, swarmLabel } from "../../../swarm/swarmLabel";
import type { IpamConfig, Network, NetworkSpec, StringMap } from "../../engine/types";
import type { Properties, Property } from "../../handler/properties";
import { elementsOf, propertiesOf } from "../fields/field";
import { typedValue } from "../fields/typedValue";
import { networkDefaults, type IpamInput, type NetworkInputs } from "./networkInputs";
import { ipamConfigs, networkTable } from "./networkTable";

/** The request that creates the network. */
export function toNetworkSpec(inputs: NetworkInputs): NetworkSpec {
  return networkTable.write(inputs as unknown as Properties) as NetworkSpec;
}

/**
 * The state of a live network, in the form of the official plugin: all values that the Engine has, including allocated
 * subnets, gateways and VXLAN ids, and the network's id, which policies see only here.
 *
 * @param given the inputs, whose order of labels and subnets the state keeps; the Engine has no order
 */
export function toNetworkState(network: Network, given?: NetworkInputs): Properties {
  const live = propertiesOf(networkTable.reconcile(unknown, visible(network, given)));
  const declared = (given?.labels ?? []).filter(({ label }) => isInstruction(label)).map((entry) => ({ ...entry }));
  const labels = [...elementsOf(live.labels), ...declared];
  return {
    ...networkDefaults,
    options: {},
    ...live,
    id: network.Id,
    // Empty until the swarm has allocated the network.
    driver: network.Driver,
    scope: network.Scope,
    ipamConfigs: inOrderOf(given?.ipamConfigs, elementsOf(live.ipamConfigs), "subnet"),
    labels: inOrderOf(given?.labels, labels, "label"),
  };
}

/**
 * The subnets of a live network by address, with the values that the Engine has allocated. Absent fields are left out.
 */
export function toIpamInputs(network: Network): readonly IpamInput[] {
  return typedValue(ipamConfigs, ipamConfigs.reconcile(unknown, visible(network).IPAM.Config)) ?? [];
}

/** Labels by name, without those that the provider uses for itself. */
export function toLabelInputs(labels: StringMap | null): Label[] {
  return Object.entries(visibleLabels(labels)).map(([label, value]) => ({ label, value }));
}

/**
 * A live network as a program would describe it: sorted, without empty values, and without the entries of Swarm's
 * allocator and of the provider.
 */
export function visible(network: Network, given?: NetworkInputs): Network {
  const { [serialAllocation]: serial, ...options } = network.IPAM.Options ?? {};
  const isAsked = given?.ipamOptions?.[serialAllocation] !== undefined && serial !== undefined;
  const configs = ipamConfigs.write(ipamConfigs.reconcile(unknown, (network.IPAM.Config ?? []).map(withoutBlanks)));
  return {
    ...network,
    IPAM: {
      ...network.IPAM,
      Config: configs as IpamConfig[],
      Options: isAsked ? { ...options, [serialAllocation]: serial } : options,
    },
    Labels: visibleLabels(network.Labels),
  };
}

/** Swarm's allocator leaves this key in the options of the IPAM driver, because it shares the map with the driver. */
const serialAllocation = "com.docker.network.ipam.serial";

function withoutBlanks({ Gateway, ...config }: IpamConfig): IpamConfig {
  // A bridge's gateway may have a mask.
  const entries = Object.entries({ ...config, Gateway: Gateway?.replace(/\/\d+$/, "") });
  return Object.fromEntries(entries.filter(([, value]) => value !== "" && value !== undefined));
}

function visibleLabels(labels: StringMap | null): Record<string, string> {
  const entries = Object.entries(labels ?? {}).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.filter(([key]) => !isInstruction(key) && key !== swarmLabel.restoredFrom.key));
}

/** First the entries that the program names, in its order, then the others as they are. */
function inOrderOf<K extends string>(
  wanted: ReadonlyArray<{ readonly [key in K]?: string }> = [],
  entries: readonly Property[],
  key: K,
): Property[] {
  const places: readonly Property[] = wanted.map((entry) => entry[key]);
  const place = (entry: Property): number => {
    const index = places.indexOf(propertiesOf(entry)[key]);
    return index === -1 ? places.length : index;
  };
  return [...entries].sort((a, b) => place(a) - place(b));
}
