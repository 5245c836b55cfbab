import type * as docker from "@pulumi/docker";
import type * as pulumi from "@pulumi/pulumi";

// What the Engine supports for services and the types of @pulumi/docker lack. Each interface has the name of the docker
// package's interface that it extends. The schema of the provider gets the properties from here.

type Input<T> = pulumi.Input<T | undefined>;

/** A secret. */
export interface SecretArgs extends docker.SecretArgs {
  /** With `golang`, the content is a template that Swarm evaluates for each task. */
  templateDriver?: Input<string>;
}

/** A config. */
export interface ServiceConfigArgs extends docker.ServiceConfigArgs {
  /** With `golang`, the content is a template that Swarm evaluates for each task. */
  templateDriver?: Input<string>;
}

/** How Swarm schedules the tasks of a service. */
export interface ServiceMode extends docker.types.input.ServiceMode {
  /** Runs a number of tasks until they end. */
  replicatedJob?: Input<ServiceModeReplicatedJob>;
  /** Whether each node runs one task until it ends. */
  globalJob?: Input<boolean>;
}

/** A number of tasks that end. */
export interface ServiceModeReplicatedJob {
  /** Number of tasks that run at the same time. */
  maxConcurrent?: Input<number>;
  /** Number of tasks that must end without an error. */
  totalCompletions?: Input<number>;
}

/** The task template of a service. */
export interface ServiceTaskSpec extends docker.types.input.ServiceTaskSpec {
  containerSpec: pulumi.Input<ServiceTaskSpecContainerSpec>;
  resources?: Input<ServiceTaskSpecResources>;
}

/** The container of each task. */
export interface ServiceTaskSpecContainerSpec extends docker.types.input.ServiceTaskSpecContainerSpec {
  /** Whether the container has a terminal. */
  tty?: Input<boolean>;
  /** Whether the standard input of the container stays open. */
  stdinOpen?: Input<boolean>;
  /** Limits of the processes in the container. */
  ulimits?: Input<pulumi.Input<ServiceTaskSpecContainerSpecUlimit>[]>;
  /** How likely the kernel ends the container when memory runs out, -1000 to 1000. */
  oomScoreAdj?: Input<number>;
  healthcheck?: Input<ServiceTaskSpecContainerSpecHealthcheck>;
  mounts?: Input<pulumi.Input<ServiceTaskSpecContainerSpecMount>[]>;
  privileges?: Input<ServiceTaskSpecContainerSpecPrivileges>;
}

/** A limit of the processes in the container; -1 stands for no limit. */
export interface ServiceTaskSpecContainerSpecUlimit {
  /** Name of the limit, e.g. `nofile`. */
  name: pulumi.Input<string>;
  /** The limit that applies. */
  soft: pulumi.Input<number>;
  /** The limit up to which a process can raise the soft one. */
  hard: pulumi.Input<number>;
}

/** How the Engine determines whether a task is healthy. */
export interface ServiceTaskSpecContainerSpecHealthcheck
  extends docker.types.input.ServiceTaskSpecContainerSpecHealthcheck {
  /** Time between two checks in the start period, e.g. `5s`. */
  startInterval?: Input<string>;
}

/** A mount. */
export interface ServiceTaskSpecContainerSpecMount extends docker.types.input.ServiceTaskSpecContainerSpecMount {
  bindOptions?: Input<ServiceTaskSpecContainerSpecMountBindOptions>;
  volumeOptions?: Input<ServiceTaskSpecContainerSpecMountVolumeOptions>;
  tmpfsOptions?: Input<ServiceTaskSpecContainerSpecMountTmpfsOptions>;
}

/** Options of a bind mount. */
export interface ServiceTaskSpecContainerSpecMountBindOptions
  extends docker.types.input.ServiceTaskSpecContainerSpecMountBindOptions {
  /** Whether mounts inside the folder are left out. */
  nonRecursive?: Input<boolean>;
}

/** Options of a volume. */
export interface ServiceTaskSpecContainerSpecMountVolumeOptions
  extends docker.types.input.ServiceTaskSpecContainerSpecMountVolumeOptions {
  /** Path inside the volume that is mounted. */
  subpath?: Input<string>;
}

/** Options of a tmpfs. */
export interface ServiceTaskSpecContainerSpecMountTmpfsOptions
  extends docker.types.input.ServiceTaskSpecContainerSpecMountTmpfsOptions {
  /** Options of the mount, e.g. `exec` or `size=64m`. */
  options?: Input<pulumi.Input<string>[]>;
}

/** The privileges of the container. */
export interface ServiceTaskSpecContainerSpecPrivileges
  extends docker.types.input.ServiceTaskSpecContainerSpecPrivileges {
  /** Which system calls the container can make. */
  seccomp?: Input<ServiceTaskSpecContainerSpecPrivilegesSeccomp>;
  /** `default` or `disabled`. */
  appArmor?: Input<string>;
  /** Whether processes cannot get more privileges than they started with. */
  noNewPrivileges?: Input<boolean>;
}

/** Which system calls the container can make. */
export interface ServiceTaskSpecContainerSpecPrivilegesSeccomp {
  /** `default`, `unconfined` or `custom`. */
  mode?: Input<string>;
  /** The profile of `custom`, as JSON. */
  profile?: Input<string>;
}

/** The resources of each task. */
export interface ServiceTaskSpecResources extends docker.types.input.ServiceTaskSpecResources {
  limits?: Input<ServiceTaskSpecResourcesLimits>;
  /** Bytes of swap that each task can use; -1 stands for no limit. */
  swapBytes?: Input<number>;
  /** How readily the kernel swaps memory of the container out, 0 to 100. */
  memorySwappiness?: Input<number>;
}

/** The most that a task can use. */
export interface ServiceTaskSpecResourcesLimits extends docker.types.input.ServiceTaskSpecResourcesLimits {
  /** Number of processes that each task can have. */
  pids?: Input<number>;
}
