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
import type { Rule, Rules } from "../arguments/checkedArgs";
import { partRule, rule, unchecked } from "../arguments/checkedArgs";
import { checkChoice } from "../arguments/choice";
import { checkFlags } from "../arguments/flags";
import { entriesToCheck, isPlain } from "../arguments/inputs";
import { checkNumber, checkSeconds } from "../arguments/number";
import { checkDns } from "./dns";
import { checkFileReferences, referencesToCheck } from "./fileReference";
import { checkHealthcheck } from "./healthcheck";
import { checkMounts, holdMounts, mountsToCheck } from "./mount";
import { attachmentsToCheck, checkNetworks, holdNetworks } from "./networkAttachment";
import { checkMaxReplicas, checkPlacement } from "./placement";
import { checkIngressPorts, portsToCheck } from "./port";
import { checkResources } from "./resources";
import { checkRestartPolicy } from "./restartPolicy";
import { ServiceMode } from "./serviceMode";
import type { SwarmServiceArgs } from "./swarmServiceArgs";
import { checkRollbackConfig, checkUpdateConfig } from "./updateConfig";

/** The rules for the arguments of a SwarmService. */
export function swarmServiceRules(logicalName: string): Rules<SwarmServiceArgs> {
  return {
    name: [
      rule(
        ({ name }) => name ?? logicalName,
        (name) => under("name", checkName(name)),
      ),
    ],
    ...schedulingRules,
    ...endpointRules,
    ...containerRules,
    labels: labelRules("labels"),
    updateConfig: [rule(({ updateConfig }) => updateConfig, checkUpdateConfig)],
    rollbackConfig: [rule(({ rollbackConfig }) => rollbackConfig, checkRollbackConfig)],
    forceUpdate: [
      rule(
        ({ forceUpdate }) => forceUpdate,
        (counter) =>
          checkNumber(counter, "forceUpdate", "forceUpdate", { lowest: 0, whole: true, fix: "Use 0, 1, 2, …" }),
      ),
    ],
    convergeTimeoutSeconds: [
      secondsRule("convergeTimeoutSeconds"),
      rule(
        ({ mode, convergeTimeoutSeconds }) => (isPlain(convergeTimeoutSeconds) ? undefined : { mode }),
        checkLateTimeout,
      ),
    ],
  };
}

type ArgumentRules<Names extends keyof SwarmServiceArgs> = Pick<Rules<SwarmServiceArgs>, Names>;

const placement = rule(
  ({ constraints, spreadOver, maxReplicasPerNode, platforms }: SwarmServiceArgs) => ({
    constraints,
    spreadOver,
    maxReplicasPerNode,
    platforms,
  }),
  checkPlacement,
);

const schedulingRules: ArgumentRules<
  | "mode"
  | "replicas"
  | "constraints"
  | "spreadOver"
  | "maxReplicasPerNode"
  | "platforms"
  | "resources"
  | "restartPolicy"
> = {
  mode: [
    rule(
      ({ mode }) => mode,
      (mode) => checkChoice(mode, "mode", "mode", ServiceMode),
    ),
  ],
  replicas: [
    rule(
      ({ replicas }) => replicas,
      (replicas) => under("replicas", checkReplicas(replicas)),
    ),
    rule(({ mode, replicas }) => ({ mode, replicas }), checkGlobal),
  ],
  constraints: [placement],
  spreadOver: [placement],
  maxReplicasPerNode: [
    placement,
    rule(({ mode, maxReplicasPerNode }) => ({ mode, maxReplicasPerNode }), checkMaxReplicas),
  ],
  platforms: [placement],
  resources: [rule(({ resources }) => resources, checkResources)],
  restartPolicy: [rule(({ restartPolicy }) => restartPolicy, checkRestartPolicy)],
};

const endpointRules: ArgumentRules<"networks" | "ports" | "endpointMode"> = {
  networks: [
    partRule(
      ({ networks }) => attachmentsToCheck(networks),
      (networks) => under("networks", checkNetworks(networks)),
      holdNetworks,
    ),
  ],
  endpointMode: [
    rule(
      ({ endpointMode }) => ({ mode: endpointMode }),
      (endpoint) => checkEndpoint(endpoint as Draft<object>).map(withArgumentName),
    ),
  ],
  ports: [
    rule(
      ({ ports, endpointMode }) => ({ mode: endpointMode, ports: portsToCheck(ports) }),
      (endpoint) => [
        ...checkEndpoint(endpoint as Draft<object>).filter(({ path }) => path !== "mode"),
        ...checkIngressPorts(recordOf(endpoint, "", "args", [])["ports"]),
      ],
    ),
  ],
};

const containerRules: ArgumentRules<
  | "image"
  | "command"
  | "args"
  | "env"
  | "healthcheck"
  | "mounts"
  | "secrets"
  | "configs"
  | "containerLabels"
  | "user"
  | "groups"
  | "workingDir"
  | "hostname"
  | "hosts"
  | "dns"
  | "stopGracePeriodSeconds"
  | "stopSignal"
  | "readOnly"
  | "init"
  | "capabilityAdds"
  | "capabilityDrops"
  | "sysctls"
  | "logDriver"
> = {
  image: [
    rule(
      ({ image }) => ({ image }),
      // The image is required, and an empty text is as wrong as none.
      (draft) => checkImageReference(recordOf(draft, "", "args", [])["image"] ?? "", "image"),
    ),
  ],
  command: unchecked,
  args: unchecked,
  env: [rule(({ env }) => entriesToCheck(env), checkEnv)],
  healthcheck: [rule(({ healthcheck }) => healthcheck, checkHealthcheck)],
  mounts: [partRule(({ mounts }) => mountsToCheck(mounts), checkMounts, holdMounts)],
  secrets: [
    rule(
      ({ secrets }) => referencesToCheck(secrets),
      (secrets) => checkFileReferences(secrets, "secrets"),
    ),
  ],
  configs: [
    rule(
      ({ configs }) => referencesToCheck(configs),
      (configs) => checkFileReferences(configs, "configs"),
    ),
  ],
  containerLabels: labelRules("containerLabels"),
  user: unchecked,
  groups: unchecked,
  workingDir: unchecked,
  hostname: unchecked,
  hosts: [rule(({ hosts }) => hosts, checkHosts)],
  dns: [rule(({ dns }) => dns, checkDns)],
  stopGracePeriodSeconds: [secondsRule("stopGracePeriodSeconds")],
  stopSignal: unchecked,
  readOnly: [rule(({ readOnly }) => ({ readOnly }), checkFlags)],
  init: [rule(({ init }) => ({ init }), checkFlags)],
  capabilityAdds: unchecked,
  capabilityDrops: unchecked,
  sysctls: unchecked,
  logDriver: unchecked,
};

function labelRules(name: "labels" | "containerLabels"): readonly Rule<SwarmServiceArgs>[] {
  return [
    rule(
      (args) => entriesToCheck(args[name]),
      (labels) => under(name, checkLabels(labels as Draft<Labels>)),
    ),
  ];
}

function secondsRule(name: "stopGracePeriodSeconds" | "convergeTimeoutSeconds"): Rule<SwarmServiceArgs> {
  return rule(
    (args) => args[name],
    (seconds) => checkSeconds(seconds, name, name),
  );
}

function checkEnv(env: unknown): Problem[] {
  const problems: Problem[] = [];
  for (const [name, value] of Object.entries(recordOf(env, "", "env", problems))) {
    if (!/^[^=\0]+$/.test(name)) {
      const reason =
        `'env' ${show(name)} is not the name of a variable: a name is not empty and has no "=". ` +
        `Use e.g. { LOG_LEVEL: "info" }.`;
      problems.push({ path: keyPath(name), reason });
    }
    textOf(value, keyPath(name), name, `"info"`, problems);
  }
  return under("env", problems);
}

function checkGlobal(draft: unknown): Problem[] {
  const { mode, replicas } = recordOf(draft, "", "args", []);
  if (mode !== ServiceMode.Global || !isPresent(replicas)) return [];
  const reason =
    `'replicas' ${show(replicas)} contradicts 'mode' "global", which runs one task on each node. ` +
    `Leave one of them out.`;
  return [{ path: "replicas", reason }];
}

/** The timeout of a global service is a resource option, which cannot be an Output. */
function checkLateTimeout(draft: unknown): Problem[] {
  const { mode } = recordOf(draft, "", "args", []);
  if (mode !== ServiceMode.Global) return [];
  const reason =
    `'convergeTimeoutSeconds' of a global service must be known when the program runs. Use a plain number, ` +
    `or leave it out for 180.`;
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

/** The rule calls the endpoint mode as the docker package does. */
function withArgumentName({ reason }: Problem): Problem {
  return { path: "endpointMode", reason: reason.replace("'mode'", "'endpointMode'") };
}
