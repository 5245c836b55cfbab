import type * as docker from "@pulumi/docker";
import type * as pulumi from "@pulumi/pulumi";
import { configOf, secretOf } from "./fileReference";
import { healthcheckOf } from "./healthcheck";
import { mapEach, mapInput } from "../arguments/inputs";
import { labelList } from "../arguments/labels";
import { mountsOf } from "./mount";
import { durationOf } from "../arguments/number";
import type { SwarmServiceArgs } from "./swarmService";
import type { Verification } from "../arguments/verification";

/** The container of each task in the docker package's form. */
export function containerSpecOf(
  args: SwarmServiceArgs,
  verified: Verification<SwarmServiceArgs>,
): docker.types.input.ServiceTaskSpecContainerSpec {
  return {
    image: verified.release(args.image, "image"),
    commands: args.command,
    args: args.args,
    env: verified.release(args.env, "env"),
    user: args.user,
    groups: args.groups,
    dir: args.workingDir,
    hostname: args.hostname,
    hosts: verified.release(hostsOf(args.hosts), "hosts"),
    dnsConfig: verified.release(args.dns, "dns"),
    labels: verified.release(labelList(args.containerLabels), "containerLabels"),
    healthcheck: verified.release(mapInput(args.healthcheck, healthcheckOf), "healthcheck"),
    mounts: verified.release(mountsOf(args.mounts, verified.hold), "mounts"),
    secrets: verified.release(mapEach(args.secrets, secretOf), "secrets"),
    configs: verified.release(mapEach(args.configs, configOf), "configs"),
    stopGracePeriod: verified.release(mapInput(args.stopGracePeriodSeconds, durationOf), "stopGracePeriodSeconds"),
    stopSignal: args.stopSignal,
    readOnly: verified.release(args.readOnly, "readOnly"),
    init: verified.release(args.init, "init"),
    capAdds: args.capabilityAdds,
    capDrops: args.capabilityDrops,
    sysctl: args.sysctls,
  };
}

function hostsOf(
  hosts: SwarmServiceArgs["hosts"],
): pulumi.Input<docker.types.input.ServiceTaskSpecContainerSpecHost[]> | undefined {
  return mapInput(hosts, (given) =>
    Object.entries(given)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([host, ip]) => ({ host, ip })),
  );
}
