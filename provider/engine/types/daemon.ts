import type { ObjectVersion, StringMap } from "./base";
import type { Resources } from "./taskSpec";

export interface Node {
  readonly ID: string;
  readonly Version: ObjectVersion;
  readonly Spec: {
    readonly Name?: string;
    readonly Labels: StringMap | null;
    readonly Role: "worker" | "manager";
    readonly Availability: "active" | "pause" | "drain";
  };
  readonly Description?: {
    readonly Hostname?: string;
    readonly Platform?: { readonly Architecture?: string; readonly OS?: string };
    readonly Resources?: Pick<Resources, "NanoCPUs" | "MemoryBytes" | "GenericResources">;
    readonly Engine?: {
      readonly EngineVersion?: string;
      readonly Labels?: StringMap | null;
      readonly Plugins?: ReadonlyArray<{ readonly Type: string; readonly Name: string }> | null;
    };
  };
  readonly Status: {
    readonly State: "unknown" | "down" | "ready" | "disconnected";
    readonly Addr?: string;
    readonly Message?: string;
  };
  /** Managers only. */
  readonly ManagerStatus?: { readonly Leader?: boolean; readonly Reachability?: string; readonly Addr?: string };
}

/** `GET /swarm`, without the join tokens: nothing here needs them, and what is not read cannot leak. */
export interface Swarm {
  readonly ID: string;
  readonly Version: ObjectVersion;
  readonly DefaultAddrPool?: readonly string[] | null;
  readonly SubnetSize?: number;
  readonly DataPathPort?: number;
  readonly Spec?: SwarmSpec;
  /** `TrustRoot`: the certificates of the root CA, PEM. */
  readonly TLSInfo?: { readonly TrustRoot?: string };
  readonly RootRotationInProgress?: boolean;
}

/** The part of a swarm's settings that can be changed, as far as it is read here. */
export interface SwarmSpec {
  readonly CAConfig?: {
    /** Nanoseconds that a node's certificate is valid; nodes renew theirs at half of it and later. */
    readonly NodeCertExpiry?: number;
    readonly ExternalCAs?: ReadonlyArray<{ readonly Protocol?: string; readonly URL?: string }> | null;
  };
  readonly EncryptionConfig?: { readonly AutoLockManagers?: boolean };
  /** Nanoseconds. */
  readonly Dispatcher?: { readonly HeartbeatPeriod?: number };
}

/** A swarm's spec, whole: what is not known here goes back to the Engine as it came. */
export interface SwarmSettings {
  readonly [part: string]: unknown;
  readonly Orchestration?: { readonly TaskHistoryRetentionLimit?: number };
  readonly CAConfig?: { readonly NodeCertExpiry?: number };
  readonly EncryptionConfig?: { readonly AutoLockManagers?: boolean };
  readonly Dispatcher?: { readonly HeartbeatPeriod?: number };
}

/** Addresses of a node. Without a port `ListenAddr` and `AdvertiseAddr` get 2377. */
export interface NodeAddresses {
  readonly ListenAddr: string;
  readonly AdvertiseAddr?: string;
  readonly DataPathAddr?: string;
  readonly Availability?: Node["Spec"]["Availability"];
}

export interface SwarmInit extends NodeAddresses {
  readonly DataPathPort?: number;
  readonly DefaultAddrPool?: readonly string[];
  readonly SubnetSize?: number;
  readonly Spec?: SwarmSettings;
}

export interface SwarmJoin extends NodeAddresses {
  /** Of managers. The Engine tries the first one only. */
  readonly RemoteAddrs: readonly string[];
  readonly JoinToken: string;
}

export interface JoinTokens {
  readonly Worker: string;
  readonly Manager: string;
}

export interface Info {
  /** The daemon's own. */
  readonly ID?: string;
  readonly Name: string;
  /** The daemon's clock. ISO 8601. */
  readonly SystemTime?: string;
  readonly ServerVersion: string;
  readonly OperatingSystem?: string;
  readonly KernelVersion?: string;
  /** Bytes of memory of the daemon's host. */
  readonly MemTotal?: number;
  /** What local networks get their subnets from; only where the daemon's configuration says so. */
  readonly DefaultAddressPools?: ReadonlyArray<{ readonly Base: string; readonly Size: number }> | null;
  readonly Swarm: {
    readonly NodeID: string;
    readonly NodeAddr: string;
    readonly LocalNodeState: "" | "inactive" | "pending" | "active" | "error" | "locked";
    readonly ControlAvailable: boolean;
    readonly Error?: string;
    /** The managers that the node knows, with their ports. */
    readonly RemoteManagers?: ReadonlyArray<{ readonly NodeID: string; readonly Addr: string }> | null;
    /** On a manager that knows its leader. */
    readonly Cluster?: Partial<Swarm> & Pick<Swarm, "ID">;
  };
}

export interface Version {
  readonly Version: string;
  readonly ApiVersion: string;
  readonly MinAPIVersion?: string;
  readonly Os?: string;
  readonly Arch?: string;
  readonly KernelVersion?: string;
}

/** What a registry knows about an image: the digest that pins it, and where it runs. */
export interface Distribution {
  readonly Descriptor: { readonly mediaType?: string; readonly digest: string; readonly size?: number };
  readonly Platforms?: ReadonlyArray<{
    readonly architecture?: string;
    readonly os?: string;
    readonly "os.version"?: string;
    readonly variant?: string;
  }> | null;
}
