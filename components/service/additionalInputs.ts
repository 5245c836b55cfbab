import type * as docker from "@pulumi/docker";
import type * as pulumi from "@pulumi/pulumi";

// What the Engine supports for services and the types of @pulumi/docker lack. Each interface has the name of the docker
// package's interface that it extends. The schema of the provider gets the properties from here.

type Input<T> = pulumi.Input<T | undefined>;

/** A secret. */
export interface SecretArgs extends docker.SecretArgs {
  templateDriver?: Input<string>;
}

/** A config. */
export interface ServiceConfigArgs extends docker.ServiceConfigArgs {
  templateDriver?: Input<string>;
}

/** How Swarm schedules the tasks of a service. */
export interface ServiceMode extends docker.types.input.ServiceMode {
  replicatedJob?: Input<ServiceModeReplicatedJob>;
  globalJob?: Input<boolean>;
}

/** A number of tasks that end. */
export interface ServiceModeReplicatedJob {
  maxConcurrent?: Input<number>;
  totalCompletions?: Input<number>;
}

/** The task template of a service. */
export interface ServiceTaskSpec extends docker.types.input.ServiceTaskSpec {
  containerSpec: pulumi.Input<ServiceTaskSpecContainerSpec>;
  resources?: Input<ServiceTaskSpecResources>;
}

/** The container of each task. */
export interface ServiceTaskSpecContainerSpec extends docker.types.input.ServiceTaskSpecContainerSpec {
  tty?: Input<boolean>;
  stdinOpen?: Input<boolean>;
  ulimits?: Input<pulumi.Input<ServiceTaskSpecContainerSpecUlimit>[]>;
  oomScoreAdj?: Input<number>;
  healthcheck?: Input<ServiceTaskSpecContainerSpecHealthcheck>;
  mounts?: Input<pulumi.Input<ServiceTaskSpecContainerSpecMount>[]>;
  privileges?: Input<ServiceTaskSpecContainerSpecPrivileges>;
}

/** A limit of the processes in the container; -1 stands for no limit. */
export interface ServiceTaskSpecContainerSpecUlimit {
  name: pulumi.Input<string>;
  soft: pulumi.Input<number>;
  hard: pulumi.Input<number>;
}

/** How the Engine determines whether a task is healthy. */
export interface ServiceTaskSpecContainerSpecHealthcheck
  extends docker.types.input.ServiceTaskSpecContainerSpecHealthcheck {
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
  nonRecursive?: Input<boolean>;
}

/** Options of a volume. */
export interface ServiceTaskSpecContainerSpecMountVolumeOptions
  extends docker.types.input.ServiceTaskSpecContainerSpecMountVolumeOptions {
  subpath?: Input<string>;
}

/** Options of a tmpfs. */
export interface ServiceTaskSpecContainerSpecMountTmpfsOptions
  extends docker.types.input.ServiceTaskSpecContainerSpecMountTmpfsOptions {
  options?: Input<pulumi.Input<string>[]>;
}

/** The privileges of the container. */
export interface ServiceTaskSpecContainerSpecPrivileges
  extends docker.types.input.ServiceTaskSpecContainerSpecPrivileges {
  seccomp?: Input<ServiceTaskSpecContainerSpecPrivilegesSeccomp>;
  appArmor?: Input<string>;
  noNewPrivileges?: Input<boolean>;
}

/** Which system calls the container can make. */
export interface ServiceTaskSpecContainerSpecPrivilegesSeccomp {
  mode?: Input<string>;
  profile?: Input<string>;
}

/** The resources of each task. */
export interface ServiceTaskSpecResources extends docker.types.input.ServiceTaskSpecResources {
  limits?: Input<ServiceTaskSpecResourcesLimits>;
  swapBytes?: Input<number>;
  memorySwappiness?: Input<number>;
}

/** The most that a task can use. */
export interface ServiceTaskSpecResourcesLimits extends docker.types.input.ServiceTaskSpecResourcesLimits {
  pids?: Input<number>;
}
