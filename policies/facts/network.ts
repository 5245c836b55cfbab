import type { Draft, Unknown } from "../../swarm/draft";
import { isPresent, unknown } from "../../swarm/draft";
import type { Label } from "../../swarm/labels";
import { isEncrypted, saysNo } from "../../swarm/options";
import type { Subnet } from "../../swarm/subnet";
import { swarmLabel } from "../../swarm/swarmLabel";
import { draftOf } from "../unknowns/draft";
import { known, settled } from "../unknowns/looks";
import { matchesAny } from "./pattern";
import { fieldsOf } from "./service";

/** The type of a docker.Network, with any provider. */
export const networkType = "docker:index/network:Network";

/** The type of this project's OverlayNetwork, in any language. */
export const overlayNetworkType = "swarm:index:OverlayNetwork";

/** The type of this project's IngressConfig. */
export const ingressConfigType = "swarm:index:IngressConfig";

/** The properties of a docker.Network that the policies read. */
export interface Network {
  readonly id?: string;
  readonly name?: string;
  readonly driver?: string;
  readonly attachable?: boolean;
  readonly internal?: boolean;
  readonly ipv6?: boolean;
  readonly ingress?: boolean;
  readonly labels?: readonly Label[];
  readonly options?: Readonly<Record<string, string>>;
  readonly ipamConfigs?: readonly (Subnet & { readonly auxAddress?: Readonly<Record<string, string>> })[];
}

/** The inputs of an OverlayNetwork that the policies read. */
export interface OverlayNetwork {
  readonly sensitive?: boolean;
  readonly encrypted?: boolean;
  readonly internal?: boolean;
  readonly attachable?: boolean;
  readonly allowAttachable?: string;
  readonly name?: string;
  readonly driverOptions?: Readonly<Record<string, string>>;
}

/** The properties of a network, each of which may be absent, unknown, or of the wrong type. */
export type NetworkDraft = Exclude<Draft<Network>, Unknown | undefined>;

/** A subnet of a network, which may be absent, unknown, or of the wrong type. */
export type SubnetDraft = Draft<NonNullable<Network["ipamConfigs"]>[number]>;

/** Reads a docker.Network. */
export function networkOf(props: object): NetworkDraft {
  const network = draftOf<Network>(props);
  return typeof network === "object" ? network : {};
}

/**
 * Whether a network is an overlay network. Without a driver, it is a bridge network, unless it is the ingress network.
 */
export function isOverlay(network: NetworkDraft): boolean | Unknown {
  return settled(() => {
    if (network.driver === "overlay") return true;
    const ingress = isOn(network.ingress);
    if (ingress === true) return true;
    return network.driver === unknown || ingress === unknown ? unknown : false;
  });
}

/** Whether a flag is set. Accepts text such as "true", which untyped languages may use. */
export function isOn(flag: unknown): boolean | Unknown {
  if (flag === unknown) return unknown;
  return isPresent(flag) && flag !== "" && !saysNo(flag);
}

/** The known subnets of a network. */
export function subnetsOf(network: NetworkDraft): readonly Exclude<SubnetDraft, Unknown>[] {
  return known(() => {
    const { ipamConfigs } = network;
    const configs = Array.isArray(ipamConfigs) ? (ipamConfigs as readonly SubnetDraft[]) : [];
    return configs.filter((entry) => entry !== unknown);
  });
}

/** The known subnets of a network as text, as the program writes them. */
export function blocksOf(network: NetworkDraft): string[] {
  return known(() =>
    subnetsOf(network)
      .map((entry) => (typeof entry === "object" ? entry.subnet : undefined))
      .filter((subnet) => typeof subnet === "string"),
  );
}

/**
 * Whether Swarm has given the network its addresses: it exists, and each subnet has a gateway. In a preview, a new
 * network has no id. A network whose subnet is taken exists without addresses, hence without gateways.
 */
export function isAllocated(network: NetworkDraft): boolean {
  const { id } = network;
  return (
    isPresent(id) &&
    id !== "" &&
    subnetsOf(network).every((entry) => typeof entry === "object" && isPresent(entry.gateway) && entry.gateway !== "")
  );
}

/** A driver option of a network; unknown if the options are. */
export function optionOf({ options }: NetworkDraft, key: string): unknown {
  return options === unknown ? unknown : fieldsOf<Readonly<Record<string, unknown>>>(options)[key];
}

/** The driver options of a network; empty if they are unknown. */
export function optionsOf({ options }: NetworkDraft): Readonly<Record<string, unknown>> {
  return typeof options === "object" && !Array.isArray(options) ? options : {};
}

/**
 * Whether a network encrypts the traffic between nodes. The presence of the option decides, so its value may be
 * unknown.
 */
export function isEncryptedNetwork({ options }: NetworkDraft): boolean | Unknown {
  if (options === unknown) return unknown;
  return settled(() => isEncrypted(fieldsOf<Readonly<Record<string, unknown>>>(options)));
}

/**
 * Whether a setting names a network, by its logical name or its name in the swarm; `*` stands for any characters. In an
 * audit, only the label that a component writes tells the logical name.
 */
export function isNamedIn(
  patterns: readonly string[],
  logicalName: string,
  network: { readonly name?: unknown; readonly labels?: unknown },
): boolean {
  if (patterns.length === 0) return false;
  return [logicalName, network.name, ownerOf(network.labels)].some(
    (name) => typeof name === "string" && matchesAny([name], patterns) !== undefined,
  );
}

/** The logical name of the component that owns a network: the end of `project/stack/logicalName`. */
function ownerOf(labels: unknown): string | undefined {
  if (!Array.isArray(labels)) return undefined;
  const entries = (labels as readonly Draft<Label>[]).map((entry) => fieldsOf<Label>(entry));
  const identity = entries.find(({ label }) => label === swarmLabel.identity.key)?.value;
  return typeof identity === "string" ? /^[^/]*\/[^/]*\/(.+)$/s.exec(identity)?.[1] : undefined;
}

/** Whether a resource is the child of a component of this type. */
export function isPartOf(opts: { readonly parent?: string }, ...types: readonly string[]): boolean {
  // urn:pulumi:<stack>::<project>::<type of the grandparent>$<type of the parent>::<name>
  const type = opts.parent?.split("::")[2]?.split("$").at(-1);
  return type !== undefined && types.includes(type);
}
