import * as docker from "@pulumi/docker";
import * as pulumi from "@pulumi/pulumi";
import { containerSpecOf } from "./container";
import type { DnsArgs } from "./dns";
import type { FileReferenceArgs } from "./fileReference";
import type { HealthcheckArgs } from "./healthcheck";
import type { ServiceInspection } from "../../swarm/inspection";
import { mapInput, whenResolved } from "../arguments/inputs";
import { inspectService } from "./inspectService";
import { labelList } from "../arguments/labels";
import type { LogDriverArgs } from "./logDriver";
import type { MountArgs } from "./mount";
import type { NetworkAttachmentArgs } from "./networkAttachment";
import { networksAdvancedOf } from "./networkAttachment";
import { durationOf } from "../arguments/number";
import type { PlatformArgs } from "./placement";
import { placementOf } from "./placement";
import type { PortArgs, PublishedPort } from "./port";
import { endpointPortsOf, publishedPortsOf } from "./port";
import type { ResourcesArgs } from "./resources";
import { resourcesOf } from "./resources";
import type { RestartPolicyArgs } from "./restartPolicy";
import { restartPolicyOf } from "./restartPolicy";
import { swarmServiceRules } from "./swarmServiceRules";
import type { RollbackConfigArgs, UpdateConfigArgs } from "./updateConfig";
import { rollbackConfigOf, updateConfigOf } from "./updateConfig";
import { Verification } from "../arguments/verification";

/** How many tasks a service has: a number of replicas, or one on each node. */
export const ServiceMode = { Replicated: "replicated", Global: "global" } as const;
export type ServiceMode = (typeof ServiceMode)[keyof typeof ServiceMode];

/** What the name of a service resolves to: one virtual address that balances, or the addresses of its tasks in turn. */
export const EndpointMode = { Vip: "vip", Dnsrr: "dnsrr" } as const;
export type EndpointMode = (typeof EndpointMode)[keyof typeof EndpointMode];

/** What a service is made of. All but `name` and `mode` is changed in place, with the same service id. */
export interface SwarmServiceArgs {
  /**
   * Name in the swarm, which is the service's DNS name on its networks. A change replaces the service.
   *
   * @default - the logical name
   */
  readonly name?: pulumi.Input<string>;
  /** The image, by tag or digest, e.g. `registry.example.com/shop/api:1.4.2`. */
  readonly image: pulumi.Input<string>;
  /**
   * The program to run, in place of the image's entrypoint.
   *
   * @default - the image's
   */
  readonly command?: pulumi.Input<pulumi.Input<string>[]>;
  /**
   * Arguments of the program, in place of the image's command.
   *
   * @default - the image's
   */
  readonly args?: pulumi.Input<pulumi.Input<string>[]>;
  /**
   * Environment variables. Each value may be a secret of its own; what a task must not show in `docker inspect` belongs in `secrets`.
   *
   * @default - the image's
   */
  readonly env?: pulumi.Input<{ [name: string]: pulumi.Input<string> }>;
  /**
   * Whether the service has a number of replicas or a task on each node. A change replaces the service.
   *
   * @default ServiceMode.Replicated
   */
  readonly mode?: pulumi.Input<ServiceMode>;
  /**
   * Number of tasks of a replicated service; 0 stops it.
   *
   * @default 1
   */
  readonly replicas?: pulumi.Input<number>;
  /**
   * Networks that the tasks are on, each once.
   *
   * @default - none, apart from the ingress network if a port is published through it
   */
  readonly networks?: pulumi.Input<pulumi.Input<NetworkAttachmentArgs>[]>;
  /**
   * Ports that the service publishes to the outside. On its networks every port can be reached without.
   *
   * @default - none
   */
  readonly ports?: pulumi.Input<pulumi.Input<PortArgs>[]>;
  /**
   * What the name of the service resolves to.
   *
   * @default EndpointMode.Vip
   */
  readonly endpointMode?: pulumi.Input<EndpointMode>;
  /**
   * What a node must be, e.g. `node.role==worker`, `node.labels.zone!=b`; all must hold.
   *
   * @default - any node
   */
  readonly constraints?: pulumi.Input<pulumi.Input<string>[]>;
  /**
   * Labels over whose values tasks are spread evenly, the most important first, e.g. `node.labels.zone`.
   *
   * @default - over nodes
   */
  readonly spreadOver?: pulumi.Input<pulumi.Input<string>[]>;
  /**
   * The most tasks that one node gets; 0 for any number. Replicated services only.
   *
   * @default 0
   */
  readonly maxReplicasPerNode?: pulumi.Input<number>;
  /**
   * Kinds of nodes that the image can run on.
   *
   * @default - found out from the image
   */
  readonly platforms?: pulumi.Input<pulumi.Input<PlatformArgs>[]>;
  /**
   * CPU and memory of each task.
   *
   * @default - no limit, nothing reserved
   */
  readonly resources?: pulumi.Input<ResourcesArgs>;
  /**
   * How the Engine finds out whether a task is healthy.
   *
   * @default - the image's
   */
  readonly healthcheck?: pulumi.Input<HealthcheckArgs>;
  /**
   * How tasks are replaced when the service changes.
   *
   * @default - one at a time, the old one stopped first; back to what it was when a new task fails
   */
  readonly updateConfig?: pulumi.Input<UpdateConfigArgs>;
  /**
   * How tasks are replaced when an update is taken back.
   *
   * @default - one at a time, the old one stopped first; pause when a task fails
   */
  readonly rollbackConfig?: pulumi.Input<RollbackConfigArgs>;
  /**
   * When a task that has ended gets a successor.
   *
   * @default - always, after 5 seconds
   */
  readonly restartPolicy?: pulumi.Input<RestartPolicyArgs>;
  /**
   * Volumes, paths of the node, and memory that are mounted into each task.
   *
   * @default - none
   */
  readonly mounts?: pulumi.Input<pulumi.Input<MountArgs>[]>;
  /**
   * Secrets of the swarm that each task finds as files.
   *
   * @default - none
   */
  readonly secrets?: pulumi.Input<pulumi.Input<FileReferenceArgs>[]>;
  /**
   * Configs of the swarm that each task finds as files.
   *
   * @default - none
   */
  readonly configs?: pulumi.Input<pulumi.Input<FileReferenceArgs>[]>;
  /**
   * Labels of the service. A change restarts no task.
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
   * User that the program runs as: a name or id, with or without a group (`1000:1000`).
   *
   * @default - the image's
   */
  readonly user?: pulumi.Input<string>;
  /**
   * Further groups of the user.
   *
   * @default - none
   */
  readonly groups?: pulumi.Input<pulumi.Input<string>[]>;
  /**
   * Directory that the program starts in.
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
   * Addresses of names, beside what DNS knows: name to IP address.
   *
   * @default - none
   */
  readonly hosts?: pulumi.Input<{ [name: string]: pulumi.Input<string> }>;
  /**
   * DNS settings of the tasks.
   *
   * @default - the node's
   */
  readonly dns?: pulumi.Input<DnsArgs>;
  /**
   * Seconds between the signal to stop and the end by force.
   *
   * @default 10
   */
  readonly stopGracePeriodSeconds?: pulumi.Input<number>;
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
   * Whether a small init runs as process 1, which forwards signals and collects the program's orphans.
   *
   * @default - the Engine's setting, otherwise false
   */
  readonly init?: pulumi.Input<boolean>;
  /**
   * Linux capabilities that the program has beside the usual ones, e.g. `CAP_NET_ADMIN`.
   *
   * @default - none
   */
  readonly capabilityAdds?: pulumi.Input<pulumi.Input<string>[]>;
  /**
   * Usual Linux capabilities that the program does not have; `ALL` for all.
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
   * Where the output of the tasks goes.
   *
   * @default - the Engine's setting
   */
  readonly logDriver?: pulumi.Input<LogDriverArgs>;
  /**
   * A counter: another value replaces all tasks in a rolling update although nothing else has changed.
   *
   * @default - not given
   */
  readonly forceUpdate?: pulumi.Input<number>;
  /**
   * Seconds that a deployment waits until all tasks run; 0 for not at all, which the official plugin cannot do. A global service needs a
   * plain number.
   *
   * @default 180
   */
  readonly convergeTimeoutSeconds?: pulumi.Input<number>;
}

/** A service of the swarm. */
export class SwarmService extends pulumi.ComponentResource {
  /** Id of the service in the swarm. */
  public readonly id: pulumi.Output<string>;
  /** The same as `id`, which programs in other languages do not get from a component. */
  public readonly serviceId: pulumi.Output<string>;
  /** Name of the service, which is its DNS name on its networks. */
  public readonly name: pulumi.Output<string>;
  /** What the name of the service resolves to. */
  public readonly endpointMode: pulumi.Output<EndpointMode>;
  /** Ports that the service publishes, with the numbers that Swarm has chosen. */
  public readonly publishedPorts: pulumi.Output<PublishedPort[]>;

  public constructor(name: string, args: SwarmServiceArgs, opts?: pulumi.ComponentResourceOptions) {
    super("swarm:index:SwarmService", name, { ...args }, opts);
    const verified = new Verification(this, `SwarmService "${name}"`, args, swarmServiceRules(name));
    const service = new docker.Service(
      name,
      {
        name: whenResolved(verified.release(args.name, "name"), (given) => given ?? name),
        labels: verified.release(labelList(args.labels), "labels"),
        mode: verified.release(modeOf(args), "mode", "replicas"),
        taskSpec: taskSpecOf(args, verified),
        endpointSpec: verified.release(endpointSpecOf(args), "endpointMode", "ports", "networks"),
        updateConfig: verified.release(mapInput(args.updateConfig ?? {}, updateConfigOf), "updateConfig"),
        rollbackConfig: verified.release(mapInput(args.rollbackConfig, rollbackConfigOf), "rollbackConfig"),
        convergeConfig: verified.release(convergeConfigOf(args), "convergeTimeoutSeconds"),
      },
      // What replaces a service (name, kind of mode) would otherwise leave two that want the same ports, or the same name.
      { parent: this, deleteBeforeReplace: true, ...customTimeoutsOf(args) },
    );

    this.id = service.id;
    this.serviceId = service.id;
    this.name = service.name;
    this.endpointMode = pulumi.output(args.endpointMode).apply((mode) => mode ?? EndpointMode.Vip);
    this.publishedPorts = publishedPortsOf(service);
    this.registerOutputs({
      id: this.id,
      serviceId: this.serviceId,
      name: this.name,
      endpointMode: this.endpointMode,
      publishedPorts: this.publishedPorts,
    });
  }

  /** What the service is and where its tasks are, when the program runs: see {@link inspectService}. */
  public inspect(opts: pulumi.InvokeOutputOptions = {}): pulumi.Output<ServiceInspection> {
    return inspectService({ id: this.id }, { parent: this, ...opts });
  }
}

function modeOf({ mode, replicas }: SwarmServiceArgs): pulumi.Input<docker.types.input.ServiceMode> {
  return mapInput(mode ?? ServiceMode.Replicated, (kind) =>
    kind === ServiceMode.Global ? { global: true } : { replicated: { replicas: replicas ?? 1 } },
  );
}

function taskSpecOf(
  args: SwarmServiceArgs,
  verified: Verification<SwarmServiceArgs>,
): docker.types.input.ServiceTaskSpec {
  return {
    containerSpec: containerSpecOf(args, verified),
    networksAdvanceds: networksAdvancedOf(args.networks, verified.hold),
    placement: verified.release(placementOf(args), "constraints", "spreadOver", "maxReplicasPerNode", "platforms"),
    resources: verified.release(mapInput(args.resources, resourcesOf), "resources"),
    restartPolicy: verified.release(mapInput(args.restartPolicy, restartPolicyOf), "restartPolicy"),
    logDriver: args.logDriver,
    forceUpdate: verified.release(args.forceUpdate, "forceUpdate"),
  };
}

/**
 * `undefined` for a service that has neither a network nor a port and leaves the mode to Swarm: the Engine then reports no endpoint, and
 * the official plugin would see that as a difference.
 */
function endpointSpecOf(args: SwarmServiceArgs): docker.types.input.ServiceEndpointSpec | undefined {
  const { endpointMode, ports, networks } = args;
  if (endpointMode === undefined && ports === undefined && networks === undefined) return undefined;
  return { mode: endpointMode ?? EndpointMode.Vip, ports: endpointPortsOf(ports) };
}

/**
 * The official plugin refuses one for global services: on this project's provider those wait as long as the resource's own timeouts let
 * them. What is left out there stands for three minutes, so that "not at all" has to be said.
 */
function convergeConfigOf(args: SwarmServiceArgs): pulumi.Input<docker.types.input.ServiceConvergeConfig | undefined> {
  return whenResolved([args.mode, args.convergeTimeoutSeconds ?? 180] as const, ([mode, seconds]) =>
    seconds === 0
      ? { timeout: "0s" }
      : mode === ServiceMode.Global
        ? undefined
        : { delay: "1s", timeout: durationOf(seconds) },
  );
}

function customTimeoutsOf({ mode, convergeTimeoutSeconds: seconds }: SwarmServiceArgs): pulumi.CustomResourceOptions {
  if (mode !== ServiceMode.Global || typeof seconds !== "number" || seconds === 0) return {};
  return { customTimeouts: { create: durationOf(seconds), update: durationOf(seconds) } };
}
