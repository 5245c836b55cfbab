import { controlPort, isIpAddress, parseNodeAddress } from "../../../swarm/nodeAddress";
import type { NodeAvailability, NodeRole, NodeSpec } from "../../../swarm/node";
import type { Node, NodeAddresses, SwarmInit, SwarmJoin, SwarmSettings } from "../../engine/types";
import type { Properties, Property } from "../../handler/properties";
import { asRecord } from "../network/networkInputs";

/** The checked, known inputs of `docker:swarm/node:Node`. What is absent is left as it is. */
export interface NodeInputs extends NodeSpec {
  readonly joinToken?: string;
  readonly swarmId?: string;
  readonly managerHosts: readonly string[];
  readonly rejoin: boolean;
  readonly allowSwarmLoss: boolean;
}

/** The inputs, or a state, as a typed value. What is of another type than check lets through is taken as absent. */
export function readNodeInputs(properties: Properties): NodeInputs {
  const text = (name: string): string | undefined => only("string", properties[name]) as string | undefined;
  const number = (name: string): number | undefined => only("number", properties[name]) as number | undefined;
  const flag = (name: string): boolean | undefined => only("boolean", properties[name]) as boolean | undefined;
  return {
    remoteAddresses: textsOf(properties.remoteAddresses),
    joinToken: text("joinToken"),
    swarmId: text("swarmId"),
    managerHosts: textsOf(properties.managerHosts) ?? [],
    role: text("role") as NodeRole | undefined,
    availability: text("availability") as NodeAvailability | undefined,
    labels: mapOf(properties.labels),
    listenAddress: text("listenAddress"),
    advertiseAddress: text("advertiseAddress"),
    dataPathAddress: text("dataPathAddress"),
    dataPathPort: number("dataPathPort"),
    defaultAddressPools: textsOf(properties.defaultAddressPools),
    subnetSize: number("subnetSize"),
    autolock: flag("autolock"),
    certificateExpirySeconds: number("certificateExpirySeconds"),
    taskHistoryLimit: number("taskHistoryLimit"),
    dispatcherHeartbeatSeconds: number("dispatcherHeartbeatSeconds"),
    rejoin: flag("rejoin") ?? false,
    allowSwarmLoss: flag("allowSwarmLoss") ?? false,
  };
}

export const defaultListenAddress = `0.0.0.0:${controlPort}`;

/** What starts a swarm on a node. */
export function toSwarmInit(given: NodeInputs): SwarmInit {
  return {
    ...addressesOf(given),
    ...defined({
      DataPathPort: given.dataPathPort,
      DefaultAddrPool: given.defaultAddressPools,
      SubnetSize: given.subnetSize,
      // The manager's own key is locked from the start when this says so, and not by the spec.
      AutoLockManagers: given.autolock,
    }),
    Spec: withSettings({ Name: "default", Labels: {} }, given),
  };
}

/** What makes a node join a swarm. */
export function toSwarmJoin(given: NodeInputs, remoteAddress: string, token: string): SwarmJoin {
  return { ...addressesOf(given), RemoteAddrs: [remoteAddress], JoinToken: token };
}

function addressesOf(given: NodeInputs): NodeAddresses {
  return {
    ListenAddr: withPort(given.listenAddress ?? defaultListenAddress),
    ...defined({
      AdvertiseAddr: given.advertiseAddress,
      DataPathAddr: given.dataPathAddress,
      Availability: given.availability,
    }),
  };
}

/** An address with the port that it stands for. */
export function withPort(address: string): string {
  const { host, port = controlPort } = parseNodeAddress(address) ?? { host: address };
  return host.includes(":") ? `[${host}]:${port}` : `${host}:${port}`;
}

/** The host of an address, when it is no interface: the node has to be found there. */
export function ipOf(address: string | undefined): string | undefined {
  const host = address === undefined ? undefined : parseNodeAddress(address)?.host;
  return host !== undefined && isIpAddress(host) ? host : undefined;
}

const second = 1_000_000_000;

/** A swarm's settings with those that are given; the same object when they are there already. */
export function withSettings(settings: SwarmSettings, given: NodeInputs): SwarmSettings {
  const put = (part: string, name: string, value: unknown): SwarmSettings => {
    const present = (settings[part] ?? {}) as Readonly<Record<string, unknown>>;
    if (value === undefined || present[name] === value) return settings;
    return { ...settings, [part]: { ...present, [name]: value } };
  };
  const nanoseconds = (seconds: number | undefined): number | undefined =>
    seconds === undefined ? undefined : Math.round(seconds * second);
  settings = put("Orchestration", "TaskHistoryRetentionLimit", given.taskHistoryLimit);
  settings = put("CAConfig", "NodeCertExpiry", nanoseconds(given.certificateExpirySeconds));
  settings = put("EncryptionConfig", "AutoLockManagers", given.autolock);
  return put("Dispatcher", "HeartbeatPeriod", nanoseconds(given.dispatcherHeartbeatSeconds));
}

/** The settings of a swarm that can be changed, in the words of the inputs. */
export function toSettings(settings: SwarmSettings): Properties {
  const seconds = (nanoseconds: number | undefined): number | undefined =>
    nanoseconds === undefined ? undefined : nanoseconds / second;
  return {
    autolock: settings.EncryptionConfig?.AutoLockManagers ?? false,
    certificateExpirySeconds: seconds(settings.CAConfig?.NodeCertExpiry),
    taskHistoryLimit: settings.Orchestration?.TaskHistoryRetentionLimit,
    dispatcherHeartbeatSeconds: seconds(settings.Dispatcher?.HeartbeatPeriod),
  };
}

/**
 * A node's spec with what is given; the same object when that is there already. Labels that are not given stay.
 *
 * @param dropped labels that were given before
 */
export function withNodeSpec(
  spec: Node["Spec"],
  given: Pick<NodeInputs, "role" | "availability" | "labels">,
  dropped: readonly string[],
): Node["Spec"] {
  const labels = spec.Labels ?? {};
  const kept = Object.entries(labels).filter(([name]) => !dropped.includes(name));
  const wanted: Record<string, string> = { ...Object.fromEntries(kept), ...given.labels };
  const sameLabels =
    Object.keys(wanted).length === Object.keys(labels).length &&
    Object.entries(wanted).every(([name, value]) => labels[name] === value);
  const { role = spec.Role, availability = spec.Availability } = given;
  if (sameLabels && role === spec.Role && availability === spec.Availability) return spec;
  return { ...spec, Labels: wanted, Role: role, Availability: availability };
}

function only(type: "string" | "number" | "boolean", value: Property): Property {
  return typeof value === type && value !== "" ? value : undefined;
}

function textsOf(value: Property): string[] | undefined {
  return Array.isArray(value) ? value.filter((entry) => typeof entry === "string") : undefined;
}

function mapOf(value: Property): Record<string, string> | undefined {
  const record = asRecord(value);
  if (record === undefined) return undefined;
  return Object.fromEntries(
    Object.entries(record).filter((entry): entry is [string, string] => typeof entry[1] === "string"),
  );
}

function defined<T extends object>(record: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(record).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>;
  };
}
