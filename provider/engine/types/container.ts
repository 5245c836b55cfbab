import type { StringMap } from "./base";

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
