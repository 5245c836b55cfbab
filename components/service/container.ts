import type * as docker from "@pulumi/docker";
import type * as pulumi from "@pulumi/pulumi";
import { parseExtraHost } from "../../swarm/shortForms/extraHost";
import { parsedList } from "../../swarm/shortForms/parsed";
import { mapEach, mapInput, mapMaybe, whenResolved } from "../arguments/inputs";
import { labelList } from "../arguments/labels";
import { durationOf, secondsOf } from "../arguments/number";
import type { Additional } from "../arguments/ownProvider";
import type { ServiceTaskSpecContainerSpec } from "./additionalInputs";
import { configOf, secretOf } from "./fileReference";
import { healthcheckOf } from "./healthcheck";
import { mountOf } from "./mount";
import { privilegesOf } from "./privileges";
import type { SwarmServiceArgs } from "./swarmServiceArgs";
import { ulimitsOf } from "./ulimit";

/** The container of each task in the form of the docker package. */
export function containerSpecOf(args: SwarmServiceArgs, additional: Additional): ServiceTaskSpecContainerSpec {
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
    healthcheck: mapInput(args.healthcheck, (healthcheck) => healthcheckOf(healthcheck, additional)),
    mounts: mapEach(args.mounts, (mount) => mountOf(mount, additional)),
    secrets: mapEach(args.secrets, secretOf),
    configs: mapEach(args.configs, configOf),
    stopGracePeriod: mapInput(secondsOf(args.stopGracePeriod, args.stopGracePeriodSeconds), durationOf),
    stopSignal: args.stopSignal,
    readOnly: args.readOnly,
    init: args.init,
    capAdds: args.capabilityAdds,
    capDrops: args.capabilityDrops,
    sysctl: args.sysctls,
    isolation: args.isolation,
    privileges: privilegesOf(args, additional),
    tty: additional("tty", args.tty),
    stdinOpen: additional("stdinOpen", args.stdinOpen),
    ulimits: additional("ulimits", mapInput(args.ulimits, ulimitsOf)),
    oomScoreAdj: additional("oomScoreAdj", args.oomScoreAdj),
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
