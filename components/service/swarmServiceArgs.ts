import type * as pulumi from "@pulumi/pulumi";
import type { StackScopeArgs } from "../arguments/stackScope";
import type { DnsArgs } from "./dns";
import type { EndpointMode } from "./endpointMode";
import type { FileReferenceArgs } from "./fileReference";
import type { HealthcheckArgs } from "./healthcheck";
import type { Isolation } from "./isolation";
import type { LogDriverArgs } from "./logDriver";
import type { MountArgs } from "./mount";
import type { NetworkAttachmentArgs } from "./networkAttachment";
import type { PlatformArgs } from "./placement";
import type { PortArgs } from "./port";
import type { AppArmorMode, CredentialSpecArgs, SeccompArgs } from "./privileges";
import type { ResourcesArgs } from "./resources";
import type { RestartPolicyArgs } from "./restartPolicy";
import type { ServiceMode } from "./serviceMode";
import type { UlimitArgs } from "./ulimit";
import type { RollbackConfigArgs, UpdateConfigArgs } from "./updateConfig";

/**
 * The arguments of a {@link SwarmService}. A change of `name` or `mode` replaces the service; all others are changed in
 * place, with the same service id.
 */
export interface SwarmServiceArgs {
  /**
   * Name in the swarm, and DNS name of the service on its networks. A change replaces the service.
   *
   * @default - the logical name, in a stack with the prefix of the stack
   */
  readonly name?: pulumi.Input<string>;
  /** The image, with a tag or digest, e.g. `registry.example.com/shop/api:1.4.2`. */
  readonly image: pulumi.Input<string>;
  /**
   * The stack that the service is part of. A SwarmStack can stand for it. The name of the service and of its volumes
   * then begin with that of the stack and an underscore, the service has its short name as an alias on each of its
   * networks, and `docker stack` finds it.
   *
   * @default - none
   */
  readonly stack?: pulumi.Input<StackScopeArgs>;
  /**
   * The program to run instead of the image's entrypoint: `entrypoint` of a compose file. The `command` of a compose
   * file, and what follows the image in `docker run`, is `args`.
   *
   * @default - the image's
   */
  readonly command?: pulumi.Input<pulumi.Input<string>[]>;
  /**
   * Arguments of the program, instead of the image's command: `command` of a compose file.
   *
   * @default - the image's
   */
  readonly args?: pulumi.Input<pulumi.Input<string>[]>;
  /**
   * Environment variables. A value can be secret in the state of the stack, but `docker inspect` shows it; use
   * `secrets` for passwords.
   *
   * @default - the image's
   */
  readonly env?: pulumi.Input<{ [name: string]: pulumi.Input<string> }>;
  /**
   * Whether the service has a number of replicas or one task on each node, or is a job, whose tasks end. A job requires
   * this project's provider. A change replaces the service.
   *
   * @default ServiceMode.Replicated
   */
  readonly mode?: pulumi.Input<ServiceMode>;
  /**
   * Number of tasks of a replicated service; 0 stops all of them.
   *
   * @default 1
   */
  readonly replicas?: pulumi.Input<number>;
  /**
   * Number of tasks of a replicated job that must complete.
   *
   * @default 1
   */
  readonly totalCompletions?: pulumi.Input<number>;
  /**
   * Number of tasks of a replicated job that run at the same time.
   *
   * @default - all of `totalCompletions`
   */
  readonly maxConcurrent?: pulumi.Input<number>;
  /**
   * Networks that the tasks are attached to, each of them once. An OverlayNetwork can stand for its `attach()`.
   *
   * @default - the default network of the stack; outside of a stack none, except the ingress network if a port is
   *   published through it
   */
  readonly networks?: pulumi.Input<pulumi.Input<NetworkAttachmentArgs>[]>;
  /**
   * Ports that the service publishes to the outside. Clients on its networks reach every port without publishing.
   *
   * @default - none
   */
  readonly ports?: pulumi.Input<pulumi.Input<PortArgs>[]>;
  /**
   * More ports in the short form of a compose file, or of `docker service create --publish`: `8080:80`, `53:53/udp`,
   * `8000-8002:80-82`, `published=8080,target=80,mode=host`.
   *
   * @default - none
   */
  readonly publish?: pulumi.Input<pulumi.Input<string>[]>;
  /**
   * The addresses that the name of the service resolves to.
   *
   * @default EndpointMode.Vip
   */
  readonly endpointMode?: pulumi.Input<EndpointMode>;
  /**
   * Conditions for the nodes that run tasks, e.g. `node.role==worker`, `node.labels.zone!=b`. A node must meet all of
   * them.
   *
   * @default - any node
   */
  readonly constraints?: pulumi.Input<pulumi.Input<string>[]>;
  /**
   * Labels of nodes over whose values tasks are spread evenly, the most important label first, e.g. `node.labels.zone`.
   *
   * @default - tasks are spread over nodes
   */
  readonly spreadOver?: pulumi.Input<pulumi.Input<string>[]>;
  /**
   * The highest number of tasks on one node; 0 for any number. Only for replicated services.
   *
   * @default 0
   */
  readonly maxReplicasPerNode?: pulumi.Input<number>;
  /**
   * Platforms that the image can run on.
   *
   * @default - those in the manifest of the image
   */
  readonly platforms?: pulumi.Input<pulumi.Input<PlatformArgs>[]>;
  /**
   * CPU and memory of each task.
   *
   * @default - no limits and no reservations
   */
  readonly resources?: pulumi.Input<ResourcesArgs>;
  /**
   * Units of generic resources that each task reserves, by kind: `{ gpu: 2 }`. The nodes must advertise them.
   *
   * @default - none
   */
  readonly genericResources?: pulumi.Input<{ [kind: string]: pulumi.Input<number> }>;
  /**
   * How the Engine determines whether a task is healthy.
   *
   * @default - the image's
   */
  readonly healthcheck?: pulumi.Input<HealthcheckArgs>;
  /**
   * How tasks are replaced when the service changes. A job has none: any change runs it again.
   *
   * @default - one at a time, the old task stopped first; the service is rolled back when a new task fails
   */
  readonly updateConfig?: pulumi.Input<UpdateConfigArgs>;
  /**
   * How tasks are replaced when an update is rolled back.
   *
   * @default - one at a time, the old task stopped first; the rollback pauses when a task fails
   */
  readonly rollbackConfig?: pulumi.Input<RollbackConfigArgs>;
  /**
   * When a task that has ended is replaced.
   *
   * @default - always, after 5 seconds
   */
  readonly restartPolicy?: pulumi.Input<RestartPolicyArgs>;
  /**
   * Volumes, paths on the node, and memory that are mounted into each task.
   *
   * @default - none
   */
  readonly mounts?: pulumi.Input<pulumi.Input<MountArgs>[]>;
  /**
   * More mounts in the short form of a compose file: `db-data:/var/lib/db:ro` for a volume, `/host/path:/path` for a
   * path on the node.
   *
   * @default - none
   */
  readonly volumes?: pulumi.Input<pulumi.Input<string>[]>;
  /**
   * Secrets of the swarm that each task gets as files. A SwarmSecret can stand for its `mount()`.
   *
   * @default - none
   */
  readonly secrets?: pulumi.Input<pulumi.Input<FileReferenceArgs>[]>;
  /**
   * Configs of the swarm that each task gets as files. A SwarmConfig can stand for its `mount()`.
   *
   * @default - none
   */
  readonly configs?: pulumi.Input<pulumi.Input<FileReferenceArgs>[]>;
  /**
   * Labels of the service. A change does not restart tasks.
   *
   * @default - none
   */
  readonly labels?: pulumi.Input<{ [name: string]: pulumi.Input<string> }>;
  /**
   * Labels of each container.
   *
   * @default - the image's
   */
  readonly containerLabels?: pulumi.Input<{ [name: string]: pulumi.Input<string> }>;
  /**
   * User that runs the program: a name or id, with or without a group (`1000:1000`).
   *
   * @default - the image's
   */
  readonly user?: pulumi.Input<string>;
  /**
   * Additional groups of the user.
   *
   * @default - none
   */
  readonly groups?: pulumi.Input<pulumi.Input<string>[]>;
  /**
   * Working directory of the program.
   *
   * @default - the image's
   */
  readonly workingDir?: pulumi.Input<string>;
  /**
   * Host name of each task's container.
   *
   * @default - the id of the container
   */
  readonly hostname?: pulumi.Input<string>;
  /**
   * Additional entries of `/etc/hosts`: name to IP address.
   *
   * @default - none
   */
  readonly hosts?: pulumi.Input<{ [name: string]: pulumi.Input<string> }>;
  /**
   * More entries of `/etc/hosts` in the form of a compose file, `db=192.0.2.10`. A name can have several addresses.
   *
   * @default - none
   */
  readonly extraHosts?: pulumi.Input<pulumi.Input<string>[]>;
  /**
   * DNS settings of the tasks.
   *
   * @default - the node's
   */
  readonly dns?: pulumi.Input<DnsArgs>;
  /**
   * Seconds between the stop signal and SIGKILL.
   *
   * @default 10
   */
  readonly stopGracePeriodSeconds?: pulumi.Input<number>;
  /**
   * Time between the stop signal and SIGKILL, as text: `30s`, `1m30s`. The same value as `stopGracePeriodSeconds`.
   *
   * @default - the value of `stopGracePeriodSeconds`
   */
  readonly stopGracePeriod?: pulumi.Input<string>;
  /**
   * Signal that stops the program.
   *
   * @default - the image's, otherwise SIGTERM
   */
  readonly stopSignal?: pulumi.Input<string>;
  /**
   * Whether the container's own file system is read-only.
   *
   * @default false
   */
  readonly readOnly?: pulumi.Input<boolean>;
  /**
   * Whether an init runs as process 1, which forwards signals and reaps orphaned processes.
   *
   * @default - the setting of the Engine, otherwise false
   */
  readonly init?: pulumi.Input<boolean>;
  /**
   * Linux capabilities of the program in addition to the default ones, e.g. `CAP_NET_ADMIN`.
   *
   * @default - none
   */
  readonly capabilityAdds?: pulumi.Input<pulumi.Input<string>[]>;
  /**
   * Default Linux capabilities that are removed from the program; `ALL` for all.
   *
   * @default - none
   */
  readonly capabilityDrops?: pulumi.Input<pulumi.Input<string>[]>;
  /**
   * Kernel parameters of the container's namespaces, e.g. `net.core.somaxconn`.
   *
   * @default - the node's
   */
  readonly sysctls?: pulumi.Input<{ [name: string]: pulumi.Input<string> }>;
  /**
   * Limits of the processes in the container, by name, e.g. `nofile`. Requires this project's provider.
   *
   * @default - those of the Engine
   */
  readonly ulimits?: pulumi.Input<{ [name: string]: pulumi.Input<UlimitArgs> }>;
  /**
   * The highest number of processes in the container; 0 for any number. Requires this project's provider.
   *
   * @default 0
   */
  readonly pidsLimit?: pulumi.Input<number>;
  /**
   * Whether the program gets a terminal. Requires this project's provider.
   *
   * @default false
   */
  readonly tty?: pulumi.Input<boolean>;
  /**
   * Whether the standard input of the program stays open. Requires this project's provider.
   *
   * @default false
   */
  readonly stdinOpen?: pulumi.Input<boolean>;
  /**
   * Whether the processes of the program cannot get more privileges than it has, e.g. by a setuid file. Requires Docker
   * Engine 25.0 and this project's provider.
   *
   * @default false
   */
  readonly noNewPrivileges?: pulumi.Input<boolean>;
  /**
   * Which system calls the program can make.
   *
   * @default - the Engine's profile
   */
  readonly seccomp?: pulumi.Input<SeccompArgs>;
  /**
   * Whether AppArmor confines the program. Requires Docker Engine 25.0 and this project's provider.
   *
   * @default AppArmorMode.Default
   */
  readonly appArmor?: pulumi.Input<AppArmorMode>;
  /**
   * The account of a Windows container in Active Directory.
   *
   * @default - none
   */
  readonly credentialSpec?: pulumi.Input<CredentialSpecArgs>;
  /**
   * How a Windows container is isolated from its node.
   *
   * @default - the setting of the Engine
   */
  readonly isolation?: pulumi.Input<Isolation>;
  /**
   * How likely the kernel ends the program when a node runs out of memory, from -1000 (never) to 1000. Requires Docker
   * Engine 27.0 and this project's provider.
   *
   * @default 0
   */
  readonly oomScoreAdj?: pulumi.Input<number>;
  /**
   * Swap in bytes that each task can use in addition to its memory limit, which must be set; -1 for any amount, 0 for
   * none. Requires Docker Engine 29.0 and this project's provider.
   *
   * @default - as much as the memory limit
   */
  readonly swapBytes?: pulumi.Input<number>;
  /**
   * How readily the kernel swaps memory of the task, from 0 to 100. Requires Docker Engine 29.0 and this project's
   * provider.
   *
   * @default - the setting of the node
   */
  readonly memorySwappiness?: pulumi.Input<number>;
  /**
   * The log driver of the tasks.
   *
   * @default - the setting of the Engine
   */
  readonly logDriver?: pulumi.Input<LogDriverArgs>;
  /**
   * A counter: a new value replaces all tasks in a rolling update even if nothing else has changed.
   *
   * @default - none
   */
  readonly forceUpdate?: pulumi.Input<number>;
  /**
   * Seconds that a deployment waits for all tasks to run, or those of a job to complete; with 0 it does not wait, which
   * the official plugin does not support. For a global service this must be a plain number.
   *
   * @default 180
   */
  readonly convergeTimeoutSeconds?: pulumi.Input<number>;
}
