import type { StringMap } from "./base";
import type { ContainerSpec } from "./container";

/** A network in a service's task template. A read always shows the network's id as `Target`. */
export interface NetworkAttachment {
  readonly Target: string;
  readonly Aliases?: readonly string[] | null;
  readonly DriverOpts?: StringMap | null;
}

export interface GenericResource {
  readonly NamedResourceSpec?: { readonly Kind: string; readonly Value: string };
  readonly DiscreteResourceSpec?: { readonly Kind: string; readonly Value?: number };
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
  /** Of a container that was attached to a network by hand. */
  readonly NetworkAttachmentSpec?: { readonly ContainerID?: string };
}
