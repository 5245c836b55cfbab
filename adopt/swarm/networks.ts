import { contains, parseBlock } from "../../swarm/cidr";
import { driverOption, isEncrypted } from "../../swarm/options";
import { gatewayBridgeName, gatewayBridgeOptions } from "../../swarm/gatewayBridge";
import { baseOfHashedName, isPredefinedNetwork } from "../../swarm/names";
import { stackLabel } from "../../swarm/stack";
import { swarmLabel } from "../../swarm/swarmLabel";
import type { Network } from "../../provider/engine/types";
import { propertiesOf, textOf } from "../../provider/mapping/fields/field";
import type { AddressPools } from "../../provider/mapping/network/networkAddresses";
import { isDefaultIngress, noPools, swarmPools, toNetworkInputs } from "../../provider/mapping/network/networkImport";
import type { AdoptedComponent } from "../model/project";
import type { SwarmLists } from "./lists";
import { Remaining } from "./remaining";
import type { Scope } from "./scope";
import { isMemberOf, isRead, logicalNameOf } from "./scope";
import type { Args } from "./values";
import { labelsOf, plain, present } from "./values";

/** A component, and what of its object the program does not say. */
export interface ReadComponent {
  /** Absent for an object that the program does not use. */
  readonly component?: AdoptedComponent;
  readonly remarks: readonly string[];
}

/**
 * The networks of the program: those of the scope, and other ones that its services are attached to.
 *
 * @param attached ids of networks that services of the scope are attached to
 */
export function readNetworks(lists: SwarmLists, scope: Scope, attached: ReadonlySet<string>): ReadComponent[] {
  return lists.networks
    .filter((network) => isOverlay(network) || (attached.has(network.Id) && isPredefinedNetwork(network.Name)))
    .filter((network) => attached.has(network.Id) || isRead(scope, network.Labels))
    .filter((network) => !isDefaultNetwork(network, scope))
    .map((network) =>
      isOverlay(network) && isRead(scope, network.Labels) ? readNetwork(network, lists, scope) : existing(network),
    );
}

/** The ingress, if it is not the one that Docker creates by default. It belongs to the swarm, not to a stack. */
export function readIngress({ networks, swarm }: SwarmLists, scope: Scope): ReadComponent[] {
  const ingress = networks.find(({ Ingress }) => Ingress);
  if (scope.stack !== undefined || ingress === undefined || isDefaultIngress(ingress, swarmPools(swarm))) return [];
  const rest = new Remaining(toNetworkInputs(ingress, swarmPools(swarm)));
  for (const implied of ["name", "driver", "ingress"]) rest.take(implied);
  const subnets = plain(rest.take("ipamConfigs")) as readonly Readonly<Record<string, string>>[] | undefined;
  const { options, labels } = commonArgs(rest, ingress);
  const args = { subnet: subnets?.[0]?.["subnet"], gateway: subnets?.[0]?.["gateway"], ...options, labels };
  return [
    finished("IngressConfig", "ingress", present(args), ingress.Name, false, rest, `the ingress "${ingress.Name}"`),
  ];
}

/**
 * What the program does not say about the gateway bridge. Every node has its own, and a daemon shows only that of its
 * node, so the program cannot know the others.
 */
export function bridgeRemarks({ networks }: SwarmLists, { stack }: Scope): string[] {
  const bridge = networks.find(({ Name, Scope }) => Name === gatewayBridgeName && Scope === "local");
  if (stack !== undefined || bridge === undefined) return [];
  const usual: Readonly<Record<string, string>> = gatewayBridgeOptions();
  const options = Object.entries(bridge.Options ?? {}).filter(([option, value]) => usual[option] !== value);
  if (options.length === 0) return [];
  const listed = options.map(([option, value]) => `\`${option}=${value}\``).join(", ");
  return [
    `The gateway bridge \`${gatewayBridgeName}\` of this daemon's node has the options ${listed}. The program does ` +
      `not manage it, because every node has its own. Declare a \`GatewayBridge\` for each node.`,
  ];
}

/** The default network of the stack, which the SwarmStack creates. */
export function isDefaultNetwork({ Labels, Name, ...network }: Network, scope: Scope): boolean {
  if (!isMemberOf(scope, Labels) || hasFixedName({ Labels })) return false;
  if (baseName({ Labels, Name }) !== `${scope.stack ?? ""}_default`) return false;
  const { Internal, Attachable, Options } = network;
  const options = Object.keys(Options ?? {}).filter((key) => key !== driverOption.vxlanIds);
  return !Internal && !Attachable && options.length === 0;
}

/** The name of the component that owns this network, or of one that would have made it: without the hash. */
export function networkName(network: Network, scope: Scope): string {
  const [, , owner] = (network.Labels?.[swarmLabel.identity.key] ?? "").split("/");
  return owner ?? logicalNameOf(scope, isMemberOf(scope, network.Labels), baseName(network));
}

function readNetwork(network: Network, { swarm }: SwarmLists, scope: Scope): ReadComponent {
  const isMember = isMemberOf(scope, network.Labels);
  const pools = swarmPools(swarm);
  const rest = new Remaining(toNetworkInputs(network, isBeyondAllocation(network, pools) ? noPools : pools));
  for (const implied of ["name", "driver"]) rest.take(implied);
  const { options, labels, isSensitive } = commonArgs(rest, network);
  const args: Args = {
    name: hasFixedName(network) ? network.Name : undefined,
    subnets: plain(rest.take("ipamConfigs")),
    internal: plain(rest.take("internal")),
    attachable: plain(rest.take("attachable")),
    ...(isSensitive ? { ...options, sensitive: true, encrypted: undefined } : options),
    labels,
    ipamDriver: plain(rest.take("ipamDriver")),
    ipamOptions: plain(rest.take("ipamOptions")),
  };
  const name = networkName(network, scope);
  return finished("OverlayNetwork", name, present(args), network.Name, isMember, rest, `the network "${network.Name}"`);
}

/**
 * Whether the subnet is so far inside the swarm's pool that it was declared: Swarm allocates from the beginning. The
 * program then has it. Others are left out, because a network with a fixed subnet costs more to replace.
 */
function isBeyondAllocation({ IPAM }: Network, { pools, prefix }: AddressPools): boolean {
  const subnets = (IPAM.Config ?? [])
    .map(({ Subnet = "" }) => parseBlock(Subnet))
    .filter((block) => block !== undefined);
  const blocks = pools.map(parseBlock).filter((pool) => pool !== undefined);
  return subnets.some((subnet) =>
    blocks.some(
      (pool) => contains(pool, subnet) && (subnet.first - pool.first) >> BigInt(32 - prefix) >= mostAllocated,
    ),
  );
}

/** More subnets than a swarm allocates in its life. */
const mostAllocated = 4096n;

function existing({ Name }: Network): ReadComponent {
  const place = { logicalName: Name, args: {}, isMember: false, isExternal: true, swarmName: Name, comments: [] };
  return { component: { component: "OverlayNetwork", ...place }, remarks: [] };
}

function finished(
  component: "OverlayNetwork" | "IngressConfig",
  logicalName: string,
  args: AdoptedComponent["args"],
  swarmName: string,
  isMember: boolean,
  rest: Remaining,
  subject: string,
): ReadComponent {
  return {
    component: { component, logicalName, args, isMember, isExternal: false, swarmName, comments: [] },
    remarks: rest
      .paths()
      .map((path) => `The program does not say \`${path}\` of ${subject}: no argument describes it.`),
  };
}

/** The arguments that are options of the driver, and the labels. */
function commonArgs(
  rest: Remaining,
  { Labels }: Network,
): { readonly options: Args; readonly labels: Args["labels"]; readonly isSensitive: boolean } {
  const {
    [driverOption.mtu]: mtu,
    [driverOption.encrypted]: _,
    ...others
  } = propertiesOf(rest.take("options")) as Readonly<Record<string, string>>;
  const encrypted = isEncrypted(_ === undefined ? {} : { [driverOption.encrypted]: _ });
  return {
    options: {
      encrypted: encrypted ? true : undefined,
      mtu: mtu === undefined ? undefined : Number(textOf(mtu)),
      driverOptions: plain(others),
    },
    labels: labelsOf(rest.take("labels"), (label) => setLabels.includes(label)),
    isSensitive: Labels?.[swarmLabel.sensitive.key] === "true" && encrypted,
  };
}

/** Labels that the components set. */
const setLabels: readonly string[] = [
  stackLabel.namespace,
  swarmLabel.identity.key,
  swarmLabel.spec.key,
  swarmLabel.sensitive.key,
];

/** Whether the name of a network of a component has no hash. */
function hasFixedName({ Labels }: Pick<Network, "Labels">): boolean {
  return Labels?.[swarmLabel.spec.key] !== undefined;
}

function isOverlay({ Scope, Driver, Ingress }: Network): boolean {
  return Scope === "swarm" && Driver === "overlay" && !Ingress;
}

/** A network of a component has an identity, and the hash of its spec at the end of its name. */
function baseName({ Name, Labels }: Pick<Network, "Name" | "Labels">): string {
  const isHashed = Labels?.[swarmLabel.identity.key] !== undefined && Labels[swarmLabel.spec.key] === undefined;
  return isHashed ? baseOfHashedName(Name) : Name;
}
