import { isIP } from "node:net";
import type { Draft } from "../../swarm/draft";
import { isPresent } from "../../swarm/draft";
import { checkImageReference } from "../../swarm/imageReference";
import type { Labels } from "../../swarm/labels";
import { checkLabels } from "../../swarm/labels";
import { checkName } from "../../swarm/names";
import { checkEndpoint } from "../../swarm/ports";
import type { Problem } from "../../swarm/problem";
import { under } from "../../swarm/problem";
import { checkReplicas } from "../../swarm/replicas";
import { keyPath, recordOf, show, textOf } from "../../swarm/typed";
import { checkChoice } from "../arguments/choice";
import { checkDns } from "./dns";
import { checkFileReferences, referencesToCheck } from "./fileReference";
import { checkHealthcheck } from "./healthcheck";
import { entriesToCheck, isPlain } from "../arguments/inputs";
import { checkMounts, mountsToCheck } from "./mount";
import { attachmentsToCheck, checkNetworks } from "./networkAttachment";
import { checkFlags } from "../network/networkRules";
import { checkNumber, checkSeconds } from "../arguments/number";
import { checkMaxReplicas, checkPlacement } from "./placement";
import { checkIngressPorts, portsToCheck } from "./port";
import { checkResources } from "./resources";
import { checkRestartPolicy } from "./restartPolicy";
import type { SwarmServiceArgs } from "./swarmService";
import { ServiceMode } from "./swarmService";
import { checkRollbackConfig, checkUpdateConfig } from "./updateConfig";
import type { Rule } from "../arguments/verification";
import { rule } from "../arguments/verification";

/** What a {@link SwarmServiceArgs} has to keep. */
export function swarmServiceRules(logicalName: string): readonly Rule<SwarmServiceArgs>[] {
  return [
    rule(
      ["name"],
      ({ name }: SwarmServiceArgs) => name ?? logicalName,
      (name) => under("name", checkName(name)),
    ),
    rule(
      ["image"],
      ({ image }: SwarmServiceArgs) => ({ image }),
      (draft) => checkImage(recordOf(draft, "", "args", [])["image"]),
    ),
    rule(
      ["env"],
      ({ env }: SwarmServiceArgs) => entriesToCheck(env),
      (env) => checkEnv(env),
    ),
    ...scheduling,
    ...endpoint,
    ...task,
    rule(
      ["labels"],
      ({ labels }: SwarmServiceArgs) => entriesToCheck(labels),
      (labels) => under("labels", checkLabels(labels as Draft<Labels>)),
    ),
    rule(
      ["containerLabels"],
      ({ containerLabels }: SwarmServiceArgs) => entriesToCheck(containerLabels),
      (labels) => under("containerLabels", checkLabels(labels as Draft<Labels>)),
    ),
    rule(
      ["convergeTimeoutSeconds"],
      ({ convergeTimeoutSeconds }: SwarmServiceArgs) => convergeTimeoutSeconds,
      (seconds) => checkSeconds(seconds, "convergeTimeoutSeconds", "convergeTimeoutSeconds"),
    ),
    rule(
      ["convergeTimeoutSeconds"],
      ({ mode, convergeTimeoutSeconds }: SwarmServiceArgs) => ({ mode, isLate: !isPlain(convergeTimeoutSeconds) }),
      (draft) => checkGlobalTimeout(draft),
    ),
  ];
}

const scheduling: readonly Rule<SwarmServiceArgs>[] = [
  rule(
    ["mode"],
    ({ mode }: SwarmServiceArgs) => mode,
    (mode) => checkChoice(mode, "mode", "mode", ServiceMode),
  ),
  rule(
    ["replicas"],
    ({ replicas }: SwarmServiceArgs) => replicas,
    (replicas) => under("replicas", checkReplicas(replicas)),
  ),
  rule(
    ["mode", "replicas"],
    ({ mode, replicas }: SwarmServiceArgs) => ({ mode, replicas }),
    (draft) => checkGlobal(draft),
  ),
  rule(
    ["constraints", "spreadOver", "maxReplicasPerNode", "platforms"],
    ({ constraints, spreadOver, maxReplicasPerNode, platforms }: SwarmServiceArgs) => ({
      constraints,
      spreadOver,
      maxReplicasPerNode,
      platforms,
    }),
    (placement) => checkPlacement(placement),
  ),
  rule(
    ["mode", "maxReplicasPerNode"],
    ({ mode, maxReplicasPerNode }: SwarmServiceArgs) => ({ mode, maxReplicasPerNode }),
    (args) => checkMaxReplicas(args),
  ),
  rule(
    ["resources"],
    ({ resources }: SwarmServiceArgs) => resources,
    (resources) => checkResources(resources),
  ),
  rule(
    ["restartPolicy"],
    ({ restartPolicy }: SwarmServiceArgs) => restartPolicy,
    (policy) => checkRestartPolicy(policy),
  ),
  rule(
    ["updateConfig"],
    ({ updateConfig }: SwarmServiceArgs) => updateConfig,
    (config) => checkUpdateConfig(config),
  ),
  rule(
    ["rollbackConfig"],
    ({ rollbackConfig }: SwarmServiceArgs) => rollbackConfig,
    (config) => checkRollbackConfig(config),
  ),
  rule(
    ["forceUpdate"],
    ({ forceUpdate }: SwarmServiceArgs) => forceUpdate,
    (counter) =>
      checkNumber(counter, "forceUpdate", "forceUpdate", { lowest: 0, whole: true, wayOut: "Use 0, 1, 2, …" }),
  ),
];

const endpoint: readonly Rule<SwarmServiceArgs>[] = [
  // What resolves later is held back entry by entry: see networksAdvancedOf.
  rule(
    [],
    ({ networks }: SwarmServiceArgs) => attachmentsToCheck(networks),
    (networks) => under("networks", checkNetworks(networks)),
  ),
  rule(
    ["ports", "endpointMode"],
    ({ ports, endpointMode }: SwarmServiceArgs) => ({ mode: endpointMode, ports: portsToCheck(ports) }),
    (draft) => [
      ...checkEndpoint(draft as Draft<object>).map(inComponent),
      ...checkIngressPorts(recordOf(draft, "", "args", [])["ports"]),
    ],
  ),
];

const task: readonly Rule<SwarmServiceArgs>[] = [
  rule(
    ["healthcheck"],
    ({ healthcheck }: SwarmServiceArgs) => healthcheck,
    (healthcheck) => checkHealthcheck(healthcheck),
  ),
  rule(
    ["mounts"],
    ({ mounts }: SwarmServiceArgs) => mountsToCheck(mounts),
    (mounts) => checkMounts(mounts),
  ),
  rule(
    ["secrets"],
    ({ secrets }: SwarmServiceArgs) => referencesToCheck(secrets),
    (secrets) => checkFileReferences(secrets, "secrets"),
  ),
  rule(
    ["configs"],
    ({ configs }: SwarmServiceArgs) => referencesToCheck(configs),
    (configs) => checkFileReferences(configs, "configs"),
  ),
  rule(
    ["hosts"],
    ({ hosts }: SwarmServiceArgs) => hosts,
    (hosts) => checkHosts(hosts),
  ),
  rule(
    ["dns"],
    ({ dns }: SwarmServiceArgs) => dns,
    (dns) => checkDns(dns),
  ),
  rule(
    ["stopGracePeriodSeconds"],
    ({ stopGracePeriodSeconds }: SwarmServiceArgs) => stopGracePeriodSeconds,
    (seconds) => checkSeconds(seconds, "stopGracePeriodSeconds", "stopGracePeriodSeconds"),
  ),
  rule(
    ["readOnly", "init"],
    ({ readOnly, init }: SwarmServiceArgs) => ({ readOnly, init }),
    (flags) => checkFlags(flags),
  ),
];

function checkImage(image: unknown): Problem[] {
  // An image is required: nothing is as wrong as an empty text.
  return checkImageReference(image ?? "", "image");
}

function checkEnv(env: unknown): Problem[] {
  const problems: Problem[] = [];
  for (const [name, value] of Object.entries(recordOf(env, "", "env", problems))) {
    if (!/^[^=\0]+$/.test(name)) {
      const reason = `'env' ${show(name)} is not the name of a variable: it is empty or has "=" in it. Use e.g. { LOG_LEVEL: "info" }.`;
      problems.push({ path: keyPath(name), reason });
    }
    textOf(value, keyPath(name), name, `"info"`, problems);
  }
  return under("env", problems);
}

function checkGlobal(draft: unknown): Problem[] {
  const { mode, replicas } = recordOf(draft, "", "args", []);
  if (mode !== ServiceMode.Global || !isPresent(replicas)) return [];
  const reason = `'replicas' ${show(replicas)} contradicts 'mode' "global", which runs one task on each node. Leave one of them out.`;
  return [{ path: "replicas", reason }];
}

/** The timeout of a global service is a resource option, and those cannot be Outputs. */
function checkGlobalTimeout(draft: unknown): Problem[] {
  const { mode, isLate } = recordOf(draft, "", "args", []);
  if (mode !== ServiceMode.Global || isLate !== true) return [];
  const reason = `'convergeTimeoutSeconds' of a global service has to be known when the program runs. Use a plain number, or leave it out for 180.`;
  return [{ path: "convergeTimeoutSeconds", reason }];
}

function checkHosts(hosts: unknown): Problem[] {
  const problems: Problem[] = [];
  for (const [name, ip] of Object.entries(recordOf(hosts, "", "hosts", problems))) {
    if (!isPresent(ip) || (typeof ip === "string" && isIP(ip) !== 0)) continue;
    problems.push({
      path: keyPath(name),
      reason: `'${name}' ${show(ip)} is not an IP address. Use e.g. "192.0.2.10".`,
    });
  }
  return under("hosts", problems);
}

/** The rule uses the docker package's name for the endpoint mode. */
function inComponent({ path, reason }: Problem): Problem {
  return path === "mode"
    ? { path: "endpointMode", reason: reason.replace("'mode'", "'endpointMode'") }
    : { path, reason };
}
