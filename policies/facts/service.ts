import type { Draft, Unknown } from "../../swarm/draft";
import type { Endpoint } from "../../swarm/ports";
import type { Placement } from "../../swarm/windows";
import { unknown } from "../../swarm/draft";
import { draftOf } from "../unknowns/draft";
import { known } from "../unknowns/looks";

/** The type of the docker package's services, on whatever provider; a SwarmService has one as its child. */
export const serviceType = "docker:index/service:Service";

/** The type of the docker package's configs, on whatever provider; a SwarmConfig has one as its child. */
export const serviceConfigType = "docker:index/serviceConfig:ServiceConfig";

/** The type of this project's services. */
export const swarmServiceType = "swarm:index:SwarmService";

/** What the policies read of a docker.Service. */
export interface Service {
  readonly name?: string;
  readonly mode?: ServiceMode;
  readonly taskSpec?: TaskSpec;
  readonly endpointSpec?: Endpoint;
  readonly updateConfig?: { readonly parallelism?: number };
}

/** How many tasks a service has. */
export interface ServiceMode {
  readonly global?: boolean;
  readonly replicated?: { readonly replicas?: number };
}

/** What the policies read of a service's tasks. */
export interface TaskSpec {
  readonly containerSpec?: { readonly image?: string };
  readonly networksAdvanceds?: readonly NetworkReference[];
  readonly placement?: Placement;
}

/** How a service names a network that it is on. */
export interface NetworkReference {
  readonly id?: string;
  /** The older form; it may hold an id as well. */
  readonly name?: string;
  readonly aliases?: readonly string[];
}

/** Fields of an object that may be absent or unknown: none of them, then. */
export function fieldsOf<T extends object>(value: Draft<T>): { readonly [K in keyof T]?: Draft<T[K]> } {
  return typeof value === "object" && !Array.isArray(value) ? (value as { readonly [K in keyof T]?: Draft<T[K]> }) : {};
}

/** Entries of a list that may be absent or unknown: none, then. */
export function entriesOf<T>(value: Draft<readonly T[]>): readonly Draft<T>[] {
  return Array.isArray(value) ? (value as readonly Draft<T>[]) : [];
}

/**
 * A value inside of a resource's properties; `undefined` where there is none, unknown when it or a value on the way is.
 */
export function valueAt(properties: object, ...path: readonly string[]): unknown {
  return path.reduce<unknown>((holder, key) => {
    if (typeof holder !== "object" || holder === null) return holder === unknown ? unknown : undefined;
    return (holder as Readonly<Record<string, unknown>>)[key];
  }, draftOf(properties));
}

/** A network that a service names. */
export interface NamedNetwork {
  /** Its place in `networksAdvanceds`. */
  readonly index: number;
  readonly reference: ReturnType<typeof fieldsOf<NetworkReference>>;
}

/** The networks that a service names, those that are known. */
export function namedNetworks(properties: object): readonly NamedNetwork[] {
  return known(() => {
    const { taskSpec } = fieldsOf(draftOf<Service>(properties));
    const references = entriesOf<NetworkReference>(fieldsOf<TaskSpec>(taskSpec).networksAdvanceds);
    return references.map((reference, index) => ({ index, reference: fieldsOf<NetworkReference>(reference) }));
  });
}

/** Whether the name of a service stands for one virtual address that balances; unknown when a preview cannot tell. */
export function hasVirtualAddress(service: Draft<Service>): boolean | Unknown {
  const { endpointSpec } = fieldsOf(service);
  if (typeof endpointSpec === "symbol") return endpointSpec;
  const { mode } = fieldsOf<Endpoint>(endpointSpec);
  if (typeof mode === "symbol") return mode;
  // The Engine reads the mode in any case.
  return !(typeof mode === "string" && mode.trim().toLowerCase() === "dnsrr");
}

/**
 * Whether the provider has refused a service: Pulumi then still shows it to the rules, with none of its inputs, and
 * what is not there says nothing.
 */
export function isRefused(properties: object): boolean {
  return !("taskSpec" in properties);
}
