import type * as docker from "@pulumi/docker";
import type * as pulumi from "@pulumi/pulumi";
import { mapEach, mapInput } from "../arguments/inputs";
import { labelList } from "../arguments/labels";
import { durationOf } from "../arguments/number";
import { configOf, secretOf } from "./fileReference";
import { healthcheckOf } from "./healthcheck";
import { mountOf } from "./mount";
import type { SwarmServiceArgs } from "./swarmServiceArgs";

/** The container of each task in the form of the docker package. */
export function containerSpecOf(args: SwarmServiceArgs): docker.types.input.ServiceTaskSpecContainerSpec {
  return {
    image: args.image,
    commands: args.command,
    args: args.args,
    env: args.env,
    user: args.user,
    groups: args.groups,
    dir: args.workingDir,
    hostname: args.hostname,
    hosts: hostsOf(args.hosts),
    dnsConfig: args.dns,
    labels: labelList(args.containerLabels),
    healthcheck: mapInput(args.healthcheck, healthcheckOf),
    mounts: mapEach(args.mounts, mountOf),
    secrets: mapEach(args.secrets, secretOf),
    configs: mapEach(args.configs, configOf),
    stopGracePeriod: mapInput(args.stopGracePeriodSeconds, durationOf),
    stopSignal: args.stopSignal,
    readOnly: args.readOnly,
    init: args.init,
    capAdds: args.capabilityAdds,
    capDrops: args.capabilityDrops,
    sysctl: args.sysctls,
  };
}

function hostsOf(
  hosts: SwarmServiceArgs["hosts"],
): pulumi.Input<docker.types.input.ServiceTaskSpecContainerSpecHost[]> | undefined {
  return mapInput(hosts, (addresses) =>
    Object.entries(addresses)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([host, ip]) => ({ host, ip })),
  );
}
