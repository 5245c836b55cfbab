import { defaultAddressPools } from "../../../swarm/gatewayBridge";
import { unknown } from "../../../swarm/draft";
import { reservedLabels } from "../../../swarm/labels";
import { driverOption } from "../../../swarm/options";
import type { Info, Network, Swarm } from "../../engine/types";
import type { Properties } from "../../handler/properties";
import { propertiesOf } from "../fields/field";
import { toIpamInputs, toLabelInputs, visible } from "./network";
import { hasDefaultGateway, isFromPool, type AddressPools } from "./networkAddresses";
import type { IpamInput } from "./networkInputs";
import { ipamConfigs, networkTable } from "./networkTable";

/**
 * The fewest inputs that describe a live network, for an import: without values that the Engine has added, allocated or
 * set by default. A subnet that the Engine could have allocated counts as allocated. Nothing distinguishes it from a
 * declared one, and a program that declares it could conflict with later allocations from the pool.
 *
 * @param pools the pools from which the Engine allocates subnets
 */
export function toNetworkInputs(network: Network, pools: AddressPools): Properties {
  const configs = toIpamInputs(network);
  // If no subnet is declared, there is exactly one.
  const subnets = configs.length === 1 && configs.every((config) => isFromPool(config, pools)) ? [] : configs;
  const live = visible(network);
  const labels = Object.entries(live.Labels ?? {}).filter(([key]) => !key.startsWith(reservedLabels));
  return propertiesOf(
    networkTable.reconcile(unknown, {
      ...live,
      Options: withoutAddedOptions(live.Options ?? {}),
      Labels: Object.fromEntries(labels),
      IPAM: { ...live.IPAM, Config: ipamConfigs.write(subnets.map(withoutDefaultGateway)) },
    }),
  );
}

/** The declared options: those of the driver without the keys that the Engine adds. */
function withoutAddedOptions(options: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(options).filter(([key]) => !addedOptions.includes(key)));
}

/** The pools from which the swarm allocates subnets. The Engine also reports its default pools. */
export function swarmPools({ DefaultAddrPool, SubnetSize }: Swarm): AddressPools {
  const given = DefaultAddrPool ?? [];
  return {
    pools: given.length === 0 ? defaultAddressPools : given,
    prefix: SubnetSize === undefined || SubnetSize === 0 ? 24 : SubnetSize,
  };
}

/**
 * The pools from which the node allocates subnets of local networks: Docker's default pools, unless the daemon's
 * configuration sets others.
 */
export function localPools({ DefaultAddressPools }: Pick<Info, "DefaultAddressPools">): AddressPools[] {
  const given = (DefaultAddressPools ?? []).map(({ Base, Size }) => ({ pools: [Base], prefix: Size }));
  if (given.length > 0) return given;
  return [
    { pools: ["172.16.0.0/12"], prefix: 16 },
    { pools: ["192.168.0.0/16"], prefix: 20 },
  ];
}

/**
 * For a local network: the Engine does not report the pools at the time of its creation, so its subnet counts as
 * declared.
 */
export const noPools: AddressPools = { pools: [], prefix: 0 };

/** Swarms of Engine 19.03.4 and older created their ingress with this subnet, and keep it. */
const formerIngress: AddressPools = { pools: ["10.255.0.0/16"], prefix: 16 };

/**
 * Whether an ingress network is the one that Docker creates by default: it has the default name, an allocated subnet,
 * and no options or labels of a user.
 */
export function isDefaultIngress(network: Network, pools: AddressPools): boolean {
  const subnets = toIpamInputs(network);
  const isAllocated = (config: IpamInput): boolean => isFromPool(config, pools) || isFromPool(config, formerIngress);
  return (
    network.Ingress &&
    network.Name === defaultIngressName &&
    Object.keys(withoutAddedOptions(network.Options ?? {})).length === 0 &&
    toLabelInputs(network.Labels).every(({ label }) => label.startsWith(reservedLabels)) &&
    subnets.length === 1 &&
    subnets.every(isAllocated)
  );
}

/** The name of the ingress that Docker creates with a swarm. */
export const defaultIngressName = "ingress";

const addedOptions: readonly string[] = [
  driverOption.vxlanIds,
  // Local networks since Engine 28: the values of EnableIPv4 and EnableIPv6 again.
  "com.docker.network.enable_ipv4",
  "com.docker.network.enable_ipv6",
];

function withoutDefaultGateway(config: IpamInput): Properties {
  const { gateway, ...rest } = config;
  return hasDefaultGateway(config) ? rest : { ...rest, gateway };
}
