/**
 * The Engine's JSON, as far as this provider reads or writes it (API 1.41 to 1.52).
 *
 * A field is optional wherever one of those versions leaves it out, and `null` wherever Go's encoder writes an empty slice or
 * map so. Source: https://docs.docker.com/reference/api/engine/.
 */

/** Text by text: labels, driver options. The Engine writes an empty map as `null`. */
export type StringMap = Readonly<Record<string, string>>;

/** The number that every write to a swarm object raises; an update names the one it has seen. */
export interface ObjectVersion {
  readonly Index: number;
}

/** What a create answers. Networks answer `Id` and `Warning`, services `ID` and `Warnings`: {@link Engine} evens it out. */
export interface Created {
  readonly id: string;
  readonly warnings: readonly string[];
}

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

/** A network as list and inspect show it. Before the leader has allocated it, `Driver` is empty and `IPAM.Config` is `null`. */
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
  /** Only with `verbose`. */
  readonly Services?: Readonly<Record<string, unknown>> | null;
  readonly Status?: { readonly IPAM?: { readonly Subnets?: Readonly<Record<string, SubnetStatus>> | null } };
}

export interface NetworkContainer {
  readonly Name: string;
  readonly EndpointID: string;
  readonly MacAddress: string;
  readonly IPv4Address: string;
  readonly IPv6Address: string;
}

/** A network in a service's task template. A read always shows the network's id as `Target`. */
export interface NetworkAttachment {
  readonly Target: string;
  readonly Aliases?: readonly string[] | null;
  readonly DriverOpts?: StringMap | null;
}

export interface Healthcheck {
  readonly Test?: readonly string[] | null;
  /** Nanoseconds, like every duration of the Engine. */
  readonly Interval?: number;
  readonly Timeout?: number;
  readonly Retries?: number;
  readonly StartPeriod?: number;
  readonly StartInterval?: number;
}

export interface Mount {
  readonly Type?: string;
  readonly Source?: string;
  readonly Target?: string;
  readonly ReadOnly?: boolean;
  readonly Consistency?: string;
  readonly BindOptions?: Readonly<Record<string, unknown>> & { readonly Propagation?: string };
  readonly VolumeOptions?: {
    readonly NoCopy?: boolean;
    readonly Labels?: StringMap | null;
    readonly DriverConfig?: { readonly Name?: string; readonly Options?: StringMap | null };
    readonly Subpath?: string;
  };
  readonly TmpfsOptions?: { readonly SizeBytes?: number; readonly Mode?: number };
}

/** The two kinds of objects that swarmkit hands to tasks as files. The Engine has the same calls for both. */
export type PayloadCollection = "secrets" | "configs";

/** `POST /secrets/create` and `/configs/create`. Only `Labels` can be changed later. */
export interface PayloadSpec {
  readonly Name: string;
  readonly Labels?: StringMap | null;
  /** Standard base64. Of a secret it is never answered. */
  readonly Data?: string;
}

/** A secret or config, as list and inspect show it. */
export interface Payload {
  readonly ID: string;
  readonly Version: ObjectVersion;
  readonly CreatedAt?: string;
  readonly UpdatedAt?: string;
  readonly Spec: PayloadSpec;
}

export interface SecretReference {
  readonly File?: { readonly Name: string; readonly UID: string; readonly GID: string; readonly Mode: number };
  readonly SecretID: string;
  readonly SecretName: string;
}

export interface ConfigReference {
  readonly File?: { readonly Name: string; readonly UID: string; readonly GID: string; readonly Mode: number };
  readonly Runtime?: object;
  readonly ConfigID: string;
  readonly ConfigName: string;
}

export interface ContainerSpec {
  readonly Image?: string;
  readonly Labels?: StringMap | null;
  readonly Command?: readonly string[] | null;
  readonly Args?: readonly string[] | null;
  readonly Hostname?: string;
  readonly Env?: readonly string[] | null;
  readonly Dir?: string;
  readonly User?: string;
  readonly Groups?: readonly string[] | null;
  readonly Privileges?: {
    readonly CredentialSpec?: { readonly Config?: string; readonly File?: string; readonly Registry?: string };
    readonly SELinuxContext?: {
      readonly Disable?: boolean;
      readonly User?: string;
      readonly Role?: string;
      readonly Type?: string;
      readonly Level?: string;
    };
    readonly Seccomp?: Readonly<Record<string, unknown>>;
    readonly AppArmor?: Readonly<Record<string, unknown>>;
    readonly NoNewPrivileges?: boolean;
  };
  readonly Init?: boolean | null;
  readonly StopSignal?: string;
  readonly TTY?: boolean;
  readonly OpenStdin?: boolean;
  readonly ReadOnly?: boolean;
  readonly Mounts?: readonly Mount[] | null;
  /** Nanoseconds. */
  readonly StopGracePeriod?: number | null;
  readonly Healthcheck?: Healthcheck;
  readonly Hosts?: readonly string[] | null;
  readonly DNSConfig?: {
    readonly Nameservers?: readonly string[] | null;
    readonly Search?: readonly string[] | null;
    readonly Options?: readonly string[] | null;
  };
  readonly Secrets?: readonly SecretReference[] | null;
  readonly Configs?: readonly ConfigReference[] | null;
  readonly Isolation?: string;
  readonly Sysctls?: StringMap | null;
  readonly CapabilityAdd?: readonly string[] | null;
  readonly CapabilityDrop?: readonly string[] | null;
  readonly Ulimits?: ReadonlyArray<{ readonly Name: string; readonly Hard: number; readonly Soft: number }> | null;
  readonly OomScoreAdj?: number;
}

export interface GenericResource {
  readonly NamedResourceSpec?: { readonly Kind: string; readonly Value: string };
  readonly DiscreteResourceSpec?: { readonly Kind: string; readonly Value: number };
}

export interface Resources {
  readonly NanoCPUs?: number;
  readonly MemoryBytes?: number;
  /** Limits only. */
  readonly Pids?: number;
  /** Reservations only. */
  readonly GenericResources?: readonly GenericResource[] | null;
}

export interface Platform {
  readonly Architecture?: string;
  readonly OS?: string;
}

export interface Placement {
  readonly Constraints?: readonly string[] | null;
  readonly Preferences?: ReadonlyArray<{ readonly Spread?: { readonly SpreadDescriptor: string } }> | null;
  readonly MaxReplicas?: number;
  readonly Platforms?: readonly Platform[] | null;
}

export interface RestartPolicy {
  readonly Condition?: string;
  readonly Delay?: number;
  readonly MaxAttempts?: number;
  readonly Window?: number;
}

export interface TaskSpec {
  readonly ContainerSpec?: ContainerSpec;
  readonly Resources?: {
    readonly Limits?: Resources;
    readonly Reservations?: Resources;
    readonly SwapBytes?: number;
    readonly MemorySwappiness?: number;
  };
  readonly RestartPolicy?: RestartPolicy;
  readonly Placement?: Placement;
  readonly Networks?: readonly NetworkAttachment[] | null;
  readonly LogDriver?: { readonly Name?: string; readonly Options?: StringMap | null };
  readonly ForceUpdate?: number;
  readonly Runtime?: string;
}

export interface ServiceMode {
  readonly Replicated?: { readonly Replicas?: number };
  readonly Global?: object;
  readonly ReplicatedJob?: { readonly MaxConcurrent?: number; readonly TotalCompletions?: number };
  readonly GlobalJob?: object;
}

export interface UpdateConfig {
  /** 0: all tasks at once. */
  readonly Parallelism: number;
  readonly Delay?: number;
  readonly FailureAction?: string;
  readonly Monitor?: number;
  readonly MaxFailureRatio?: number;
  readonly Order?: string;
}

export interface PortConfig {
  readonly Name?: string;
  readonly Protocol?: string;
  readonly TargetPort?: number;
  readonly PublishedPort?: number;
  readonly PublishMode?: string;
}

export interface EndpointSpec {
  readonly Mode?: string;
  readonly Ports?: readonly PortConfig[] | null;
}

export interface ServiceSpec {
  readonly Name: string;
  readonly Labels?: StringMap | null;
  readonly TaskTemplate: TaskSpec;
  readonly Mode?: ServiceMode;
  readonly UpdateConfig?: UpdateConfig;
  readonly RollbackConfig?: UpdateConfig;
  readonly EndpointSpec?: EndpointSpec;
}

export type UpdateState =
  "updating" | "paused" | "completed" | "rollback_started" | "rollback_paused" | "rollback_completed";

export interface Service {
  readonly ID: string;
  readonly Version: ObjectVersion;
  readonly CreatedAt?: string;
  readonly UpdatedAt?: string;
  readonly Spec: ServiceSpec;
  readonly PreviousSpec?: ServiceSpec;
  /** Without networks and ports it is an empty object. */
  readonly Endpoint?: {
    readonly Spec?: EndpointSpec;
    readonly Ports?: readonly PortConfig[] | null;
    readonly VirtualIPs?: ReadonlyArray<{ readonly NetworkID: string; readonly Addr?: string }> | null;
  };
  /** Absent right after create, and after an update that changes no task. */
  readonly UpdateStatus?: {
    readonly State?: UpdateState;
    readonly StartedAt?: string;
    readonly CompletedAt?: string;
    readonly Message?: string;
  };
  /** Only in a list with `status`. */
  readonly ServiceStatus?: {
    readonly RunningTasks: number;
    readonly DesiredTasks: number;
    readonly CompletedTasks?: number;
  };
  readonly JobStatus?: { readonly JobIteration: ObjectVersion; readonly LastExecution?: string };
}

/** The states of a task in the order that it passes them; from `complete` on it has ended. */
export const taskStates = [
  "new",
  "allocated",
  "pending",
  "assigned",
  "accepted",
  "preparing",
  "ready",
  "starting",
  "running",
  "complete",
  "shutdown",
  "failed",
  "rejected",
  "remove",
  "orphaned",
] as const;

export type TaskState = (typeof taskStates)[number];

export interface TaskStatus {
  readonly Timestamp?: string;
  readonly State: TaskState;
  readonly Message?: string;
  readonly Err?: string;
  readonly ContainerStatus?: { readonly ContainerID?: string; readonly PID?: number; readonly ExitCode?: number };
  readonly PortStatus?: { readonly Ports?: readonly PortConfig[] | null };
}

export interface Task {
  readonly ID: string;
  readonly Version: ObjectVersion;
  readonly CreatedAt?: string;
  readonly UpdatedAt?: string;
  readonly Name?: string;
  readonly Spec: TaskSpec;
  readonly ServiceID: string;
  /** 1 and up for replicated services, absent for global ones. */
  readonly Slot?: number;
  /** Empty or absent until the task is assigned. */
  readonly NodeID?: string;
  readonly Status: TaskStatus;
  readonly DesiredState: TaskState;
  readonly NetworksAttachments?: ReadonlyArray<{
    readonly Network: { readonly ID: string };
    readonly Addresses?: readonly string[] | null;
  }> | null;
  readonly JobIteration?: ObjectVersion;
}

export interface Node {
  readonly ID: string;
  readonly Version: ObjectVersion;
  readonly Spec: {
    readonly Name?: string;
    readonly Labels: StringMap | null;
    readonly Role: "worker" | "manager";
    readonly Availability: "active" | "pause" | "drain";
  };
  readonly Description?: { readonly Hostname?: string; readonly Engine?: { readonly EngineVersion?: string } };
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
}

export interface Info {
  readonly Name: string;
  readonly ServerVersion: string;
  readonly OperatingSystem?: string;
  readonly Swarm: {
    readonly NodeID: string;
    readonly NodeAddr: string;
    readonly LocalNodeState: "" | "inactive" | "pending" | "active" | "error" | "locked";
    readonly ControlAvailable: boolean;
    readonly Error?: string;
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

/** Who the Engine says it is to a registry; goes into the `X-Registry-Auth` header. */
export interface RegistryAuth {
  readonly username?: string;
  readonly password?: string;
  readonly identitytoken?: string;
  readonly registrytoken?: string;
  readonly serveraddress?: string;
}

/** Filters of a list: values of one key are alternatives, keys add up. `id` and `name` match prefixes or patterns: check again. */
export type Filters = Readonly<Record<string, readonly string[]>>;
