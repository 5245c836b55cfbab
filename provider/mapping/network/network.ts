import { isInstruction, swarmLabel } from "../../../swarm/swarmLabel";
import type { IpamConfig, Network, NetworkSpec, StringMap } from "../../engine/types";
import type { Properties } from "../../handler/properties";
import { compareBlocks } from "../../../swarm/cidr";
import { networkDefaults, type IpamInput, type LabelInput, type NetworkInputs } from "./networkInputs";

/** What the Engine is asked to create. */
export function toNetworkSpec(inputs: NetworkInputs): NetworkSpec {
  return {
    Name: inputs.name,
    Driver: inputs.driver ?? networkDefaults.driver,
    EnableIPv6: inputs.ipv6 ?? networkDefaults.ipv6,
    Internal: inputs.internal ?? networkDefaults.internal,
    Attachable: inputs.attachable ?? networkDefaults.attachable,
    Ingress: inputs.ingress ?? networkDefaults.ingress,
    IPAM: {
      Driver: inputs.ipamDriver ?? networkDefaults.ipamDriver,
      // A set without order. Sorted, so that the same set is the same request: VXLAN ids are given out in this order.
      Config: (inputs.ipamConfigs ?? []).map(toIpamConfig).sort((a, b) => compareBlocks(a.Subnet, b.Subnet)),
      Options: inputs.ipamOptions ?? {},
    },
    Options: inputs.options ?? {},
    Labels: Object.fromEntries(
      (inputs.labels ?? []).filter(({ label }) => !isInstruction(label)).map(({ label, value }) => [label, value]),
    ),
  };
}

/**
 * The state of a live network, in the form that the official plugin gives it: everything as the Engine has it, allotted subnets,
 * gateways and VXLAN ids included.
 *
 * @param given the inputs, which give labels and subnets their order; the Engine has none
 */
export function toNetworkState(network: Network, given?: NetworkInputs): Properties {
  const ipamConfigs = inOrderOf(given?.ipamConfigs, toIpamInputs(network), ({ subnet }) => subnet);
  const declared = (given?.labels ?? []).filter(({ label }) => isInstruction(label));
  const labels = inOrderOf(given?.labels, [...toLabelInputs(network.Labels), ...declared], ({ label }) => label);
  const ipamOptions = toIpamOptions(network, given);
  return {
    name: network.Name,
    driver: network.Driver,
    scope: network.Scope,
    attachable: network.Attachable,
    ingress: network.Ingress,
    internal: network.Internal,
    ipv6: network.EnableIPv6,
    ipamDriver: network.IPAM.Driver ?? "",
    ipamConfigs: ipamConfigs.map((config) => ({ ...config })),
    ...(Object.keys(ipamOptions).length === 0 ? {} : { ipamOptions }),
    labels: labels.map((entry) => ({ ...entry })),
    options: { ...network.Options },
  };
}

/** The subnets of a live network by address, with what the Engine has allotted. Absent fields are left out. */
export function toIpamInputs(network: Network): IpamInput[] {
  return (network.IPAM.Config ?? [])
    .map(({ Subnet, Gateway, IPRange, AuxiliaryAddresses }) => ({
      ...(isBlank(Subnet) ? {} : { subnet: Subnet }),
      // A bridge's gateway may come with a mask.
      ...(isBlank(Gateway) ? {} : { gateway: Gateway?.replace(/\/\d+$/, "") }),
      ...(isBlank(IPRange) ? {} : { ipRange: IPRange }),
      ...(Object.keys(AuxiliaryAddresses ?? {}).length === 0 ? {} : { auxAddress: { ...AuxiliaryAddresses } }),
    }))
    .sort((a, b) => compareBlocks(a.subnet, b.subnet));
}

/** Labels by name, without those that are the provider's own business. */
export function toLabelInputs(labels: StringMap | null): LabelInput[] {
  return Object.entries(labels ?? {})
    .filter(([label]) => !isInstruction(label) && label !== swarmLabel.restoredFrom.key)
    .map(([label, value]) => ({ label, value }))
    .sort((a, b) => (a.label < b.label ? -1 : 1));
}

/** The IPAM driver's options, without the key that Swarm's allocator leaves in them because it shares the map with the driver. */
export function toIpamOptions(network: Network, given?: NetworkInputs): Record<string, string> {
  const { [serialAllocation]: serial, ...options } = network.IPAM.Options ?? {};
  const asked = given?.ipamOptions?.[serialAllocation] !== undefined;
  return asked && serial !== undefined ? { ...options, [serialAllocation]: serial } : options;
}

const serialAllocation = "com.docker.network.ipam.serial";

/** Absent fields are left out: an empty gateway would be taken for a wrong one. */
function toIpamConfig({ subnet, gateway, ipRange, auxAddress }: IpamInput): IpamConfig {
  return {
    ...(subnet === undefined ? {} : { Subnet: subnet }),
    ...(gateway === undefined ? {} : { Gateway: gateway }),
    ...(ipRange === undefined ? {} : { IPRange: ipRange }),
    ...(auxAddress === undefined || Object.keys(auxAddress).length === 0 ? {} : { AuxiliaryAddresses: auxAddress }),
  };
}

function isBlank(text: string | undefined): boolean {
  return text === undefined || text === "";
}

/** First the entries that the user named, in the user's order, then the others as they are. */
function inOrderOf<T>(wanted: readonly T[] = [], entries: readonly T[], keyOf: (entry: T) => string | undefined): T[] {
  const places = wanted.map(keyOf);
  const place = (entry: T): number => {
    const index = places.indexOf(keyOf(entry));
    return index === -1 ? places.length : index;
  };
  return [...entries].sort((a, b) => place(a) - place(b));
}
