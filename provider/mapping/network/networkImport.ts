import { defaultAddressPools } from "../../../swarm/gatewayBridge";
import { driverOption } from "../../../swarm/options";
import type { Info, Network, Swarm } from "../../engine/types";
import type { Properties } from "../../handler/properties";
import { toIpamInputs, toIpamOptions, toLabelInputs } from "./network";
import { hasDefaultGateway, isFromPool, type AddressPools } from "./networkAddresses";
import { networkDefaults, type IpamInput } from "./networkInputs";

/**
 * The least inputs that describe a live network, for an import: what the Engine has added, allotted or takes by default is left
 * out. A subnet that the Engine would have given by itself is taken for allotted: nothing tells it from one that was asked for,
 * and code that pins it would get in the way of what the pool gives out later.
 *
 * @param pools where subnets come from that nobody asks for
 */
export function toNetworkInputs(network: Network, pools: AddressPools): Properties {
  const configs = toIpamInputs(network);
  // Without a wish there is exactly one subnet.
  const subnets = configs.length === 1 && configs.every((config) => isFromPool(config, pools)) ? [] : configs;
  const options = withoutAddedOptions(network.Options ?? {});
  const ipamOptions = toIpamOptions(network);
  const labels = toLabelInputs(network.Labels).filter(({ label }) => !label.startsWith(swarmLabels));
  const ipamDriver = network.IPAM.Driver ?? "";
  return {
    name: network.Name,
    ...(network.Driver === "" || network.Driver === networkDefaults.driver ? {} : { driver: network.Driver }),
    ...(network.Attachable ? { attachable: true } : {}),
    ...(network.Ingress ? { ingress: true } : {}),
    ...(network.Internal ? { internal: true } : {}),
    ...(network.EnableIPv6 ? { ipv6: true } : {}),
    ...(ipamDriver === "" || ipamDriver === networkDefaults.ipamDriver ? {} : { ipamDriver }),
    ...(subnets.length === 0 ? {} : { ipamConfigs: subnets.map(withoutDefaultGateway) }),
    ...(Object.keys(ipamOptions).length === 0 ? {} : { ipamOptions }),
    ...(labels.length === 0 ? {} : { labels: labels.map((entry) => ({ ...entry })) }),
    ...(Object.keys(options).length === 0 ? {} : { options }),
  };
}

/** What the user asked the driver for: its options without the keys that the Engine adds. */
function withoutAddedOptions(options: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(options).filter(([key]) => !addedOptions.includes(key)));
}

/** Where the swarm takes subnets from that nobody asks for. Engines tell it also when nobody has set it. */
export function swarmPools({ DefaultAddrPool, SubnetSize }: Swarm): AddressPools {
  const given = DefaultAddrPool ?? [];
  return {
    pools: given.length === 0 ? defaultAddressPools : given,
    prefix: SubnetSize === undefined || SubnetSize === 0 ? 24 : SubnetSize,
  };
}

/** Where the node takes subnets of local networks from that nobody asks for: Docker's own pools, unless its daemon was given others. */
export function localPools({ DefaultAddressPools }: Pick<Info, "DefaultAddressPools">): AddressPools[] {
  const given = (DefaultAddressPools ?? []).map(({ Base, Size }) => ({ pools: [Base], prefix: Size }));
  if (given.length > 0) return given;
  return [
    { pools: ["172.16.0.0/12"], prefix: 16 },
    { pools: ["192.168.0.0/16"], prefix: 20 },
  ];
}

/** For a local network: the Engine does not say what a pool was at the time, so a subnet counts as asked for. */
export const noPools: AddressPools = { pools: [], prefix: 0 };

/** Swarms of Engine 19.03.4 and older made their ingress with this subnet, and keep it. */
const formerIngress: AddressPools = { pools: ["10.255.0.0/16"], prefix: 16 };

/**
 * Whether an ingress network is the one that Docker makes by itself: by name, without options and labels of a user's, its subnet
 * one that nobody asked for.
 */
export function isDefaultIngress(network: Network, pools: AddressPools): boolean {
  const subnets = toIpamInputs(network);
  const allotted = (config: IpamInput): boolean => isFromPool(config, pools) || isFromPool(config, formerIngress);
  return (
    network.Ingress &&
    network.Name === defaultIngressName &&
    Object.keys(withoutAddedOptions(network.Options ?? {})).length === 0 &&
    toLabelInputs(network.Labels).every(({ label }) => label.startsWith(swarmLabels)) &&
    subnets.length === 1 &&
    subnets.every(allotted)
  );
}

/** The name of the ingress that Docker makes with a swarm. */
export const defaultIngressName = "ingress";

const addedOptions: readonly string[] = [
  driverOption.vxlanIds,
  // Local networks since Engine 28: what EnableIPv4 and EnableIPv6 say, once more.
  "com.docker.network.enable_ipv4",
  "com.docker.network.enable_ipv6",
];

/** Labels with which Swarm marks what it has made itself. */
const swarmLabels = "com.docker.swarm.";

function withoutDefaultGateway(config: IpamInput): Properties {
  const { gateway, ...rest } = config;
  return hasDefaultGateway(config) ? rest : { ...rest, gateway };
}
