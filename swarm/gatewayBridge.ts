import { blockOf, overlaps } from "./cidr";
import type { Draft } from "./draft";
import { isPresent } from "./draft";
import { driverOption } from "./options";
import type { Problem } from "./problem";
import { under } from "./problem";
import { checkSubnets } from "./subnet";
import { flagOf, keyPath, listOf, recordOf, show, textOf, wholeNumberOf } from "./typed";

/**
 * The name of the bridge that connects a node's containers on overlays to the outside. The Engine finds it by this
 * name.
 */
export const gatewayBridgeName = "docker_gwbridge";

/** The default address pools of a swarm. */
export const defaultAddressPools: readonly string[] = ["10.0.0.0/8"];

/** The options of the bridge driver for a gateway bridge, by the key that the Engine expects. */
export const bridgeOption = {
  /** Name of the device in the kernel. */
  name: "com.docker.network.bridge.name",
  interContainerCommunication: "com.docker.network.bridge.enable_icc",
  masquerade: "com.docker.network.bridge.enable_ip_masquerade",
  mtu: driverOption.mtu,
} as const;

/** The settings of a gateway bridge that are driver options. */
export interface GatewayBridgeSettings {
  /** Bytes; 0 stands for the driver's default. */
  readonly mtu?: number | undefined;
  readonly interContainerCommunication?: boolean | undefined;
  readonly masquerade?: boolean | undefined;
}

/** The driver options of a gateway bridge. The defaults are those of the bridge that the Engine creates itself. */
export function gatewayBridgeOptions(settings: GatewayBridgeSettings = {}): Record<string, string> {
  const { mtu, interContainerCommunication = false, masquerade = true } = settings;
  return {
    [bridgeOption.name]: gatewayBridgeName,
    [bridgeOption.interContainerCommunication]: String(interContainerCommunication),
    [bridgeOption.masquerade]: String(masquerade),
    ...(mtu !== undefined && mtu !== 0 && { [bridgeOption.mtu]: String(mtu) }),
  };
}

/** The addresses of a gateway bridge. */
export interface GatewayBridgeAddresses {
  readonly subnet?: string;
  readonly gateway?: string;
  /** The address pools of the node's swarm. @default {@link defaultAddressPools} */
  readonly defaultAddressPools?: readonly string[];
}

/**
 * Checks the addresses of a gateway bridge: their form, the gateway, and that they do not overlap the pools of the
 * swarm.
 */
export function checkGatewayBridgeAddresses(addresses: Draft<GatewayBridgeAddresses>): Problem[] {
  const { subnet, gateway, defaultAddressPools: pools } = recordOf(addresses, "", "args", []);
  const block = { subnet, gateway } as Draft<{ subnet: string; gateway: string }>;
  // The rule is about a list of subnets; a bridge has one.
  const problems = checkSubnets([block], "each container on an overlay").map(({ path, reason }) => ({
    path: path.replace(/^\[0\]\.?/, ""),
    reason,
  }));
  return [...problems, ...checkPools(pools), ...checkApart(subnet, pools)];
}

function checkPools(pools: unknown): Problem[] {
  const problems: Problem[] = [];
  listOf(pools, "defaultAddressPools", "defaultAddressPools", problems).forEach((entry, i) => {
    const path = `defaultAddressPools[${i}]`;
    const text = textOf(entry, path, "defaultAddressPools", `"10.20.0.0/16"`, problems);
    if (text === undefined || blockOf(text) !== undefined) return;
    problems.push({
      path,
      reason: `'defaultAddressPools' ${show(text)} is not an IPv4 block in CIDR form. Use e.g. "10.20.0.0/16".`,
    });
  });
  return problems;
}

function checkApart(subnet: unknown, pools: unknown): Problem[] {
  if (typeof subnet !== "string") return [];
  const given = listOf(pools, "", "", []);
  const known = pools === undefined || pools === null ? defaultAddressPools : given;
  const pool = known.find((one): one is string => typeof one === "string" && overlaps(one, subnet));
  if (pool === undefined) return [];
  const otherPools = given.length > 0 ? "" : ", or set 'defaultAddressPools' if the swarm has other pools";
  return [
    {
      path: "subnet",
      reason:
        `'subnet' "${subnet}" overlaps "${pool}", the pool of the swarm's overlays: a container on an overlay ` +
        `would have the same addresses on both sides. Use a block outside of the pool, e.g. ` +
        `"172.20.0.0/16"${otherPools}.`,
    },
  ];
}

/** The smallest MTU of a Linux device with IPv4. */
const smallestMtu = 68;

/** The size of the largest IPv4 packet. */
const largestMtu = 65535;

/** Checks the MTU of a bridge. Containers get the same MTU; on an overlay it is smaller. 0 stands for the default. */
export function checkBridgeMtu(mtu: Draft<number>): Problem[] {
  const problems: Problem[] = [];
  const number = wholeNumberOf(mtu, "", "mtu", "1450", problems);
  if (number === undefined || number === 0 || (number >= smallestMtu && number <= largestMtu)) return problems;
  const fault =
    number < smallestMtu ? `below ${smallestMtu}, the minimum of IPv4` : `above ${largestMtu}, the largest IPv4 packet`;
  const fix = "Use the MTU of the node's own interface, e.g. 1450, or leave 'mtu' out for 1500.";
  const reason = `'mtu' ${number} is ${fault}. ${fix}`;
  return [{ path: "", reason }];
}

/** The properties of a docker.Network that make it the gateway bridge of a node. */
export interface GatewayBridgeNetwork {
  readonly name?: string;
  readonly driver?: string;
  readonly internal?: boolean;
  readonly options?: Readonly<Record<string, string>>;
}

/** Checks a network that is the gateway bridge of a node. Networks with other names are not checked. */
export function checkGatewayBridge(network: Draft<GatewayBridgeNetwork>): Problem[] {
  const problems: Problem[] = [];
  const given = recordOf(network, "", "network", []);
  if (given["name"] !== gatewayBridgeName) return problems;
  const driver = textOf(given["driver"], "driver", "driver", `"bridge"`, []);
  if (driver !== undefined && driver !== "bridge") {
    problems.push({
      path: "driver",
      reason:
        `'driver' ${show(driver)} cannot be ${gatewayBridgeName}, which is always a bridge. Use "bridge", or ` +
        `another name.`,
    });
  }
  if (flagOf(given["internal"], "internal", "internal", []) === true) {
    problems.push({
      path: "internal",
      reason:
        `'internal' true is not possible on ${gatewayBridgeName}: it connects the node's containers on overlays to ` +
        `the outside. Leave 'internal' out, and make overlays internal that must not reach the outside.`,
    });
  }
  return [...problems, ...under("options", checkBridgeOptions(given["options"]))];
}

/** The texts that Go's ParseBool accepts; the bridge driver parses its options with it. */
const flagTexts: readonly string[] = ["1", "t", "T", "true", "TRUE", "True", "0", "f", "F", "false", "FALSE", "False"];

function checkBridgeOptions(options: unknown): Problem[] {
  const given = recordOf(options, "", "options", []);
  const flags = [bridgeOption.interContainerCommunication, bridgeOption.masquerade].flatMap((key) => {
    const text = given[key];
    if (typeof text !== "string" || flagTexts.includes(text)) return [];
    const reason = `'${key}' ${show(text)} is neither "true" nor "false". Use one of the two, as text.`;
    return [{ path: keyPath(key), reason }];
  });
  const mtu = given[bridgeOption.mtu];
  if (!isPresent(mtu) || typeof mtu !== "string") return flags;
  const problems = /^\d+$/.test(mtu)
    ? checkBridgeMtu(Number(mtu))
    : [{ path: "", reason: `'mtu' ${show(mtu)} is not a whole number of bytes. Use e.g. "1450".` }];
  return [
    ...flags,
    ...problems.map(({ reason }) => ({
      path: keyPath(bridgeOption.mtu),
      reason: reason.replaceAll("'mtu'", `'${bridgeOption.mtu}'`),
    })),
  ];
}
