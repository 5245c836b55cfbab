import * as docker from "@pulumi/docker";
import * as pulumi from "@pulumi/pulumi";
import type { ServiceInspection } from "../../swarm/inspection";
import { checkedArgs, registeredArgs } from "../arguments/checkedArgs";
import { mapEach, mapInput, mapMaybe, whenResolved } from "../arguments/inputs";
import { ignoredChanges } from "../arguments/ignoredChanges";
import { labelList } from "../arguments/labels";
import { scopeOf } from "../arguments/stackScope";
import { durationOf } from "../arguments/number";
import type { Additional } from "../arguments/ownProvider";
import { additionalInputs } from "../arguments/ownProvider";
import type { ServiceMode as ServiceModeInput, ServiceTaskSpec } from "./additionalInputs";
import { containerSpecOf } from "./container";
import { EndpointMode } from "./endpointMode";
import { inspectService } from "./inspectService";
import { logDriverOf } from "./logDriver";
import { networkAdvancedOf } from "./networkAttachment";
import { placementOf } from "./placement";
import type { PublishedPort } from "./port";
import { endpointPortOf, publishedPortsOf } from "./port";
import { resourcesOf } from "./resources";
import { restartPolicyOf } from "./restartPolicy";
import { servicePlaces } from "./servicePlaces";
import { withShortForms } from "./shortForms";
import { isJob, ServiceMode } from "./serviceMode";
import type { SwarmServiceArgs } from "./swarmServiceArgs";
import { inStack } from "./stackMember";
import { swarmServiceDescription } from "./swarmServiceDescription";
import { rollbackConfigOf, updateConfigOf } from "./updateConfig";

/**
 * A service of the swarm. A deployment waits until its tasks run, and a failed update is rolled back.
 *
 * @example
 * import { IngressConfig, OverlayNetwork, SwarmService } from "pulumi-swarm-networking";
 *
 * const edge = new IngressConfig("edge");
 * const frontend = new OverlayNetwork("frontend");
 *
 * new SwarmService("web", {
 *   image: "registry.example.com/shop/web:1.4.2",
 *   replicas: 3,
 *   networks: [frontend.attach()],
 *   ports: [edge.publish({ targetPort: 8080, publishedPort: 80 })],
 * });
 */
export class SwarmService extends pulumi.ComponentResource {
  /** Id of the service in the swarm. */
  public readonly id: pulumi.Output<string>;
  /** The same as `id`, which programs in other languages do not get from a component. */
  public readonly serviceId: pulumi.Output<string>;
  /** Name of the service, which is its DNS name on its networks. */
  public readonly name: pulumi.Output<string>;
  /** The addresses that the name of the service resolves to. */
  public readonly endpointMode: pulumi.Output<EndpointMode>;
  /** Ports that the service publishes, with the numbers that Swarm has chosen. */
  public readonly publishedPorts: pulumi.Output<PublishedPort[]>;

  public constructor(name: string, args: SwarmServiceArgs, opts?: pulumi.ComponentResourceOptions) {
    const scope = scopeOf(args.stack);
    const description = swarmServiceDescription(name, scope);
    super("swarm:index:SwarmService", name, registeredArgs(args, description), opts);
    const given = withShortForms(checkedArgs(this, `SwarmService "${name}"`, args, description));
    const checked = scope === undefined ? given : inStack(given, scope, name);
    const additional = additionalInputs(this, `SwarmService "${name}"`);
    const service = new docker.Service(
      name,
      {
        name: whenResolved(checked.name, (fixed) => fixed ?? name),
        labels: labelList(checked.labels),
        mode: modeOf(checked, additional),
        taskSpec: taskSpecOf(checked, additional),
        endpointSpec: endpointSpecOf(checked),
        updateConfig: updatesOf(checked),
        rollbackConfig: mapInput(checked.rollbackConfig, rollbackConfigOf),
        convergeConfig: convergeConfigOf(checked),
      },
      // Two services cannot have the same name, nor publish the same ports.
      {
        parent: this,
        deleteBeforeReplace: true,
        ...customTimeoutsOf(checked),
        ...ignoredChanges(this, `SwarmService "${name}"`, opts, servicePlaces),
      },
    );

    this.id = service.id;
    this.serviceId = service.id;
    this.name = service.name;
    this.endpointMode = pulumi.output(checked.endpointMode).apply((mode) => mode ?? EndpointMode.Vip);
    this.publishedPorts = publishedPortsOf(service);
    this.registerOutputs({
      id: this.id,
      serviceId: this.serviceId,
      name: this.name,
      endpointMode: this.endpointMode,
      publishedPorts: this.publishedPorts,
    });
  }

  /** Reads the service and its tasks while the program runs: see {@link inspectService}. */
  public inspect(opts: pulumi.InvokeOutputOptions = {}): pulumi.Output<ServiceInspection> {
    return inspectService({ id: this.id }, { parent: this, ...opts });
  }
}

/** Waits for all numbers in each mode: those that do not fit the mode must stop the deployment. */
function modeOf(
  { mode, replicas, totalCompletions, maxConcurrent }: SwarmServiceArgs,
  additional: Additional,
): pulumi.Input<docker.types.input.ServiceMode> {
  const given = [mode, replicas, totalCompletions, maxConcurrent] as const;
  return whenResolved(given, ([kind, tasks = 1, total = 1, atOnce = total]): ServiceModeInput => {
    switch (kind) {
      case ServiceMode.Global:
        return { global: true };
      case ServiceMode.GlobalJob:
        return { globalJob: additional("mode", true) };
      case ServiceMode.ReplicatedJob:
        return { replicatedJob: additional("mode", { maxConcurrent: atOnce, totalCompletions: total }) };
      default:
        return { replicated: { replicas: tasks } };
    }
  });
}

/** A job must not have an update config. */
function updatesOf({
  mode,
  updateConfig = {},
}: SwarmServiceArgs): pulumi.Input<docker.types.input.ServiceUpdateConfig> | undefined {
  return mapMaybe(mode, (kind) => (isJob(kind) ? undefined : mapInput(updateConfig, updateConfigOf))) as
    pulumi.Input<docker.types.input.ServiceUpdateConfig> | undefined;
}

function taskSpecOf(args: SwarmServiceArgs, additional: Additional): ServiceTaskSpec {
  return {
    containerSpec: containerSpecOf(args, additional),
    networksAdvanceds: mapEach(args.networks, networkAdvancedOf),
    placement: placementOf(args),
    resources: resourcesOf(args, additional),
    restartPolicy: mapInput(args.restartPolicy, restartPolicyOf),
    logDriver: mapInput(args.logDriver, logDriverOf),
    forceUpdate: args.forceUpdate,
  };
}

/**
 * `undefined` for a service that has neither a network nor a port and does not set the mode: the Engine then reports no
 * endpoint, and the official plugin would show an endpoint as a change.
 */
function endpointSpecOf(args: SwarmServiceArgs): docker.types.input.ServiceEndpointSpec | undefined {
  const { endpointMode, ports, networks } = args;
  if (endpointMode === undefined && ports === undefined && networks === undefined) return undefined;
  return { mode: endpointMode ?? EndpointMode.Vip, ports: mapEach(ports, endpointPortOf) };
}

/**
 * The official plugin refuses a converge config for global services; on this project's provider they wait for as long
 * as the timeouts of the resource allow. The provider waits three minutes if there is none, so a service that must not
 * be waited for needs one.
 */
function convergeConfigOf(args: SwarmServiceArgs): pulumi.Input<docker.types.input.ServiceConvergeConfig | undefined> {
  return whenResolved([args.mode, args.convergeTimeoutSeconds] as const, ([mode, seconds = 180]) => {
    if (seconds === 0) return { timeout: "0s" };
    return mode === ServiceMode.Global ? undefined : { delay: "1s", timeout: durationOf(seconds) };
  });
}

function customTimeoutsOf({ mode, convergeTimeoutSeconds: seconds }: SwarmServiceArgs): pulumi.CustomResourceOptions {
  if (mode !== ServiceMode.Global || typeof seconds !== "number" || seconds === 0) return {};
  return { customTimeouts: { create: durationOf(seconds), update: durationOf(seconds) } };
}
