import * as pulumi from "@pulumi/pulumi";
import { show } from "../../swarm/typed";
import { unknownProperty } from "../../swarm/unknownProperty";
import type { SwarmServiceArgs } from "./swarmServiceArgs";

/** Where each argument goes in the inputs of the `docker.Service`. */
const places: Readonly<Record<keyof SwarmServiceArgs, string>> = {
  name: "name",
  image: "taskSpec.containerSpec.image",
  command: "taskSpec.containerSpec.commands",
  args: "taskSpec.containerSpec.args",
  env: "taskSpec.containerSpec.env",
  mode: "mode",
  replicas: "mode.replicated.replicas",
  networks: "taskSpec.networksAdvanceds",
  ports: "endpointSpec.ports",
  endpointMode: "endpointSpec.mode",
  constraints: "taskSpec.placement.constraints",
  spreadOver: "taskSpec.placement.prefs",
  maxReplicasPerNode: "taskSpec.placement.maxReplicas",
  platforms: "taskSpec.placement.platforms",
  resources: "taskSpec.resources",
  healthcheck: "taskSpec.containerSpec.healthcheck",
  updateConfig: "updateConfig",
  rollbackConfig: "rollbackConfig",
  restartPolicy: "taskSpec.restartPolicy",
  mounts: "taskSpec.containerSpec.mounts",
  secrets: "taskSpec.containerSpec.secrets",
  configs: "taskSpec.containerSpec.configs",
  labels: "labels",
  containerLabels: "taskSpec.containerSpec.labels",
  user: "taskSpec.containerSpec.user",
  groups: "taskSpec.containerSpec.groups",
  workingDir: "taskSpec.containerSpec.dir",
  hostname: "taskSpec.containerSpec.hostname",
  hosts: "taskSpec.containerSpec.hosts",
  dns: "taskSpec.containerSpec.dnsConfig",
  stopGracePeriodSeconds: "taskSpec.containerSpec.stopGracePeriod",
  stopSignal: "taskSpec.containerSpec.stopSignal",
  readOnly: "taskSpec.containerSpec.readOnly",
  init: "taskSpec.containerSpec.init",
  capabilityAdds: "taskSpec.containerSpec.capAdds",
  capabilityDrops: "taskSpec.containerSpec.capDrops",
  sysctls: "taskSpec.containerSpec.sysctl",
  logDriver: "taskSpec.logDriver",
  forceUpdate: "taskSpec.forceUpdate",
  convergeTimeoutSeconds: "convergeConfig",
};

/** Arguments whose entries keep their keys in the `docker.Service`. */
const maps: readonly string[] = ["env", "sysctls"] satisfies (keyof SwarmServiceArgs)[];

/** Inputs of a `docker.Service` that are not arguments: a path that begins with one is passed on as it is. */
const passedOn: readonly string[] = ["*", "taskSpec", "endpointSpec", "convergeConfig", "auth"];

/**
 * The resource option `ignoreChanges` of a service component, in the words of the `docker.Service` inside it. Pulumi does
 * not pass this option on to children.
 *
 * @throws pulumi.ResourceError if a path does not name an argument, or names a part of one that is written differently in
 *   the `docker.Service`
 */
export function ignoredChanges(
  component: pulumi.Resource,
  subject: string,
  { ignoreChanges = [] }: pulumi.ComponentResourceOptions = {},
): Pick<pulumi.CustomResourceOptions, "ignoreChanges"> {
  if (ignoreChanges.length === 0) return {};
  return {
    ignoreChanges: ignoreChanges.map((path) => {
      const [, first = "", rest = ""] = /^(\*|[^.[]*)(.*)$/s.exec(path) ?? [];
      if (passedOn.includes(first)) return path;
      const refuse = (reason: string): Error =>
        new pulumi.ResourceError(`${subject}: 'ignoreChanges' ${show(path)}: ${reason}`, component, true);
      if (!Object.hasOwn(places, first)) throw refuse(unknownProperty(first, Object.keys(places)));
      const place = places[first as keyof SwarmServiceArgs];
      if (rest === "" || maps.includes(first)) return place + rest;
      throw refuse(`it names a part of '${first}'. Ignore the argument as a whole: ${show(first)}.`);
    }),
  };
}
