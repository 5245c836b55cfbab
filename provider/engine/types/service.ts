import type { JobIteration, ObjectVersion, StringMap } from "./base";
import type { TaskSpec } from "./taskSpec";

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
  readonly JobStatus?: { readonly JobIteration: JobIteration; readonly LastExecution?: string };
}
