import type { Draft, Unknown } from "../../swarm/draft";
import type { Endpoint } from "../../swarm/ports";
import type { Placement } from "../../swarm/windows";
import { unknown } from "../../swarm/draft";
import { draftOf } from "../unknowns/draft";
import { known } from "../unknowns/looks";

/** The type of a docker.Service, with any provider. A SwarmService has one as its child. */
export const serviceType = "docker:index/service:Service";

/** The type of a docker.ServiceConfig, with any provider. A SwarmConfig has one as its child. */
export const serviceConfigType = "docker:index/serviceConfig:ServiceConfig";

/** The type of this project's SwarmService. */
export const swarmServiceType = "swarm:index:SwarmService";

/** The properties of a docker.Service that the policies read. */
export interface Service {
  readonly name?: string;
  readonly mode?: ServiceMode;
  readonly taskSpec?: TaskSpec;
  readonly endpointSpec?: Endpoint;
  readonly updateConfig?: { readonly parallelism?: number };
}

/** The mode of a service, which decides how many tasks it has. */
export interface ServiceMode {
  readonly global?: boolean;
  readonly replicated?: { readonly replicas?: number };
  readonly globalJob?: boolean;
  readonly replicatedJob?: { readonly maxConcurrent?: number; readonly totalCompletions?: number };
}

/** The properties of a task spec that the policies read. */
export interface TaskSpec {
  readonly containerSpec?: { readonly image?: string };
  readonly networksAdvanceds?: readonly NetworkReference[];
  readonly placement?: Placement;
}

/** A reference of a service to a network that it is attached to. */
export interface NetworkReference {
  readonly id?: string;
  /** Deprecated. May also hold an id. */
  readonly name?: string;
  readonly aliases?: readonly string[];
}

/** The fields of an object; none if the object is absent or unknown. */
export function fieldsOf<T extends object>(value: Draft<T>): { readonly [K in keyof T]?: Draft<T[K]> } {
  return typeof value === "object" && !Array.isArray(value) ? (value as { readonly [K in keyof T]?: Draft<T[K]> }) : {};
}

/** The entries of a list; none if the list is absent or unknown. */
export function entriesOf<T>(value: Draft<readonly T[]>): readonly Draft<T>[] {
  return Array.isArray(value) ? (value as readonly Draft<T>[]) : [];
}

/**
 * The value at a path in a resource's properties. `undefined` if it is absent; unknown if it or a value on its path is.
 */
export function valueAt(properties: object, ...path: readonly string[]): unknown {
  return path.reduce<unknown>((holder, key) => {
    if (typeof holder !== "object" || holder === null) return holder === unknown ? unknown : undefined;
    return (holder as Readonly<Record<string, unknown>>)[key];
  }, draftOf(properties));
}

/** A network that a service refers to. */
export interface NamedNetwork {
  /** The index in `networksAdvanceds`. */
  readonly index: number;
  readonly reference: ReturnType<typeof fieldsOf<NetworkReference>>;
}

/** The known references of a service to networks. */
export function namedNetworks(properties: object): readonly NamedNetwork[] {
  return known(() => {
    const { taskSpec } = fieldsOf(draftOf<Service>(properties));
    const references = entriesOf<NetworkReference>(fieldsOf<TaskSpec>(taskSpec).networksAdvanceds);
    return references.map((reference, index) => ({ index, reference: fieldsOf<NetworkReference>(reference) }));
  });
}

/** Whether the name of a service resolves to a virtual address. */
export function hasVirtualAddress(service: Draft<Service>): boolean | Unknown {
  const { endpointSpec } = fieldsOf(service);
  if (typeof endpointSpec === "symbol") return endpointSpec;
  const { mode } = fieldsOf<Endpoint>(endpointSpec);
  if (typeof mode === "symbol") return mode;
  // The Engine ignores the case of the mode.
  return !(typeof mode === "string" && mode.trim().toLowerCase() === "dnsrr");
}

/**
 * Whether the provider has refused a service. Pulumi still shows such a service to the rules, but without its inputs,
 * so a missing input is not a violation.
 */
export function isRefused(properties: object): boolean {
  return !("taskSpec" in properties);
}
