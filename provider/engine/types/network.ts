import type { StringMap } from "./base";

/** One subnet of a network. `Gateway` is filled in by the allocator when the spec leaves it out. */
export interface IpamConfig {
  readonly Subnet?: string;
  readonly IPRange?: string;
  readonly Gateway?: string;
  /** Accepted on create, dropped for swarm networks. */
  readonly AuxiliaryAddresses?: StringMap | null;
}

export interface Ipam {
  readonly Driver?: string;
  readonly Options?: StringMap | null;
  readonly Config?: readonly IpamConfig[] | null;
}

/** `POST /networks/create`. The Engine's default driver is `bridge`, so an overlay names its driver. */
export interface NetworkSpec {
  readonly Name: string;
  readonly Driver?: string;
  readonly Scope?: string;
  /** API 1.48. A swarm network refuses `false`. */
  readonly EnableIPv4?: boolean;
  readonly EnableIPv6?: boolean;
  readonly Internal?: boolean;
  readonly Attachable?: boolean;
  readonly Ingress?: boolean;
  readonly ConfigOnly?: boolean;
  readonly ConfigFrom?: { readonly Network: string };
  readonly IPAM?: Ipam;
  readonly Options?: StringMap;
  readonly Labels?: StringMap;
}

/** Addresses of one subnet, from the leader. API 1.52. */
export interface SubnetStatus {
  readonly IPsInUse: number;
  readonly DynamicIPsAvailable: number;
}

/**
 * A network as list and inspect show it. Before the leader has allocated it, `Driver` is empty and `IPAM.Config` is
 * `null`.
 */
export interface Network {
  readonly Id: string;
  readonly Name: string;
  readonly Created?: string;
  readonly Scope: string;
  readonly Driver: string;
  readonly EnableIPv4?: boolean;
  readonly EnableIPv6: boolean;
  readonly Internal: boolean;
  readonly Attachable: boolean;
  readonly Ingress: boolean;
  readonly ConfigOnly?: boolean;
  readonly ConfigFrom?: { readonly Network: string };
  readonly IPAM: Ipam;
  readonly Options: StringMap | null;
  readonly Labels: StringMap | null;
  /** Only in this node's own copy (inspect). */
  readonly Containers?: Readonly<Record<string, NetworkContainer>> | null;
  /** Only in this node's own copy (inspect). */
  readonly Peers?: ReadonlyArray<{ readonly Name: string; readonly IP: string }> | null;
  /**
   * Only in this node's own copy (inspect), with `verbose`. Under an empty name are the containers that were attached
   * by hand.
   */
  readonly Services?: Readonly<Record<string, NetworkEndpoints>> | null;
  readonly Status?: { readonly IPAM?: { readonly Subnets?: Readonly<Record<string, SubnetStatus>> | null } };
}

/** Where a service's tasks, or containers without one, are on a network, in the whole swarm. */
export interface NetworkEndpoints {
  readonly Tasks?: ReadonlyArray<{
    /** Of a container without a service, the first 12 digits of its id (Engine 20.10), or its name (29). */
    readonly Name: string;
    readonly EndpointIP: string;
    /** `Host IP`: the node's end of the tunnel. */
    readonly Info?: StringMap | null;
  }> | null;
}

export interface NetworkContainer {
  readonly Name: string;
  readonly EndpointID: string;
  readonly MacAddress: string;
  readonly IPv4Address: string;
  readonly IPv6Address: string;
}
