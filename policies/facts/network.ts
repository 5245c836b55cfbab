import type { Draft, Unknown } from "../../swarm/draft";
import { isPresent, unknown } from "../../swarm/draft";
import type { Label } from "../../swarm/labels";
import { isEncrypted, saysNo } from "../../swarm/options";
import type { Subnet } from "../../swarm/subnet";
import { draftOf } from "../unknowns/draft";
import { known, settled } from "../unknowns/looks";
import { matchesAny } from "./pattern";
import { fieldsOf } from "./service";

/** The type of the docker package's networks, on whatever provider. */
export const networkType = "docker:index/network:Network";

/** The type of this project's overlay networks, in whatever language the program is written. */
export const overlayNetworkType = "swarm:index:OverlayNetwork";

/** The type of this project's ingress. */
export const ingressConfigType = "swarm:index:IngressConfig";

/** What the policies read of a docker.Network. */
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

/** What the policies read of an OverlayNetwork. */
export interface OverlayNetwork {
  readonly sensitive?: boolean;
  readonly encrypted?: boolean;
  readonly internal?: boolean;
  readonly attachable?: boolean;
  readonly allowAttachable?: string;
  readonly name?: string;
  readonly driverOptions?: Readonly<Record<string, string>>;
}

/** A network's properties, each of which may be absent, unknown, or of a wrong type. */
export type NetworkDraft = Exclude<Draft<Network>, Unknown | undefined>;

/** A subnet of a network, under the same terms. */
export type SubnetDraft = Draft<NonNullable<Network["ipamConfigs"]>[number]>;

/** Reads a docker.Network. */
export function networkOf(props: object): NetworkDraft {
  const network = draftOf<Network>(props);
  return typeof network === "object" ? network : {};
}

/** Whether a network spans nodes. A network without a driver is a bridge; an ingress can be nothing but an overlay. */
export function isOverlay(network: NetworkDraft): boolean | Unknown {
  return settled(() => {
    if (network.driver === "overlay") return true;
    const ingress = isOn(network.ingress);
    if (ingress === true) return true;
    return network.driver === unknown || ingress === unknown ? unknown : false;
  });
}

/** Whether a flag is set: also in the words of a language or file without types, where "true" is text. */
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

/** The known blocks that a network asks for, as the program writes them. */
export function blocksOf(network: NetworkDraft): string[] {
  return known(() =>
    subnetsOf(network)
      .map((entry) => (typeof entry === "object" ? entry.subnet : undefined))
      .filter((subnet) => typeof subnet === "string"),
  );
}

/** A driver option of a network; unknown as long as the options are. */
export function optionOf({ options }: NetworkDraft, key: string): unknown {
  return options === unknown ? unknown : fieldsOf<Readonly<Record<string, unknown>>>(options)[key];
}

/** The driver options of a network; none when they are unknown. */
export function optionsOf({ options }: NetworkDraft): Readonly<Record<string, unknown>> {
  return typeof options === "object" && !Array.isArray(options) ? options : {};
}

/**
 * Whether the traffic of a network is encrypted between nodes. The option's key decides, so that an unknown value is as
 * good as any.
 */
export function isEncryptedNetwork({ options }: NetworkDraft): boolean | Unknown {
  if (options === unknown) return unknown;
  return settled(() => isEncrypted(fieldsOf<Readonly<Record<string, unknown>>>(options)));
}

/** Whether a setting names a network, by its logical name or its name in the swarm; `*` stands for any characters. */
export function isNamedIn(
  patterns: readonly string[],
  logicalName: string,
  network: { readonly name?: unknown },
): boolean {
  if (patterns.length === 0) return false;
  if (matchesAny([logicalName], patterns) !== undefined) return true;
  return typeof network.name === "string" && matchesAny([network.name], patterns) !== undefined;
}

/** Whether a resource is the child of a component of this type. */
export function isPartOf(opts: { readonly parent?: string }, ...types: readonly string[]): boolean {
  // urn:pulumi:<stack>::<project>::<type of the grandparent>$<type of the parent>::<name>
  const type = opts.parent?.split("::")[2]?.split("$").at(-1);
  return type !== undefined && types.includes(type);
}
