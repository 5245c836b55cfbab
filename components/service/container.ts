import type * as docker from "@pulumi/docker";
import type * as pulumi from "@pulumi/pulumi";
import { parseExtraHost } from "../../swarm/shortForms/extraHost";
import { parsedList } from "../../swarm/shortForms/parsed";
import { mapEach, mapInput, mapMaybe, whenResolved } from "../arguments/inputs";
import { labelList } from "../arguments/labels";
import { durationOf, secondsOf } from "../arguments/number";
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
    hosts: hostsOf(args),
    dnsConfig: args.dns,
    labels: labelList(args.containerLabels),
    healthcheck: mapInput(args.healthcheck, healthcheckOf),
    mounts: mapEach(args.mounts, mountOf),
    secrets: mapEach(args.secrets, secretOf),
    configs: mapEach(args.configs, configOf),
    stopGracePeriod: mapInput(secondsOf(args.stopGracePeriod, args.stopGracePeriodSeconds), durationOf),
    stopSignal: args.stopSignal,
    readOnly: args.readOnly,
    init: args.init,
    capAdds: args.capabilityAdds,
    capDrops: args.capabilityDrops,
    sysctl: args.sysctls,
  };
}

type Hosts = docker.types.input.ServiceTaskSpecContainerSpecHost[];

/** The addresses of one name stay in their order, because the first one counts. */
function hostsOf({ hosts, extraHosts }: SwarmServiceArgs): pulumi.Input<Hosts> | undefined {
  if (extraHosts === undefined) return mapInput(hosts, sortedHosts);
  return mapMaybe(hosts, (addresses = {}) =>
    whenResolved(extraHosts, (texts) =>
      sortedHosts(
        addresses,
        texts.flatMap((text) => parsedList(parseExtraHost(text))),
      ),
    ),
  );
}

function sortedHosts(addresses: { readonly [host: string]: pulumi.Input<string> }, more: Hosts = []): Hosts {
  const entries = [...Object.entries(addresses).map(([host, ip]) => ({ host, ip })), ...more];
  return entries.sort((a, b) => (a.host < b.host ? -1 : a.host > b.host ? 1 : 0));
}
