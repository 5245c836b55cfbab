import type { Draft } from "../../swarm/draft";
import { isPresent, unknown } from "../../swarm/draft";
import { isCredentialVariable } from "../../swarm/credentials";
import { checkImageReference } from "../../swarm/imageReference";
import type { Labels } from "../../swarm/labels";
import { checkLabels } from "../../swarm/labels";
import { checkName } from "../../swarm/names";
import type { Problem } from "../../swarm/problem";
import { under } from "../../swarm/problem";
import { checkReplicas } from "../../swarm/replicas";
import { checkScopedName } from "../../swarm/stack";
import { parseExtraHost } from "../../swarm/shortForms/extraHost";
import { parsePublish } from "../../swarm/shortForms/publish";
import { parseVolume } from "../../swarm/shortForms/volume";
import { keyPath, listOf, recordOf, show } from "../../swarm/typed";
import type { Description, Rule } from "../arguments/checkedArgs";
import { partRule, rule } from "../arguments/checkedArgs";
import { entriesToCheck, isPlain } from "../arguments/inputs";
import {
  address,
  wholeNumber,
  choice,
  duration,
  flag,
  list,
  map,
  number,
  required,
  seconds,
  shortForm,
  text,
} from "../arguments/shape";
import type { StackScope } from "../arguments/stackScope";
import { stackArgument, stackLabelRule } from "../arguments/stackScope";
import { alternativeProblems } from "../arguments/shapeProblems";
import { dnsShape } from "./dns";
import { EndpointMode } from "./endpointMode";
import { checkFileReferences, configsShape, referencesToCheck, secretsShape } from "./fileReference";
import { checkHealthcheck, healthcheckShape } from "./healthcheck";
import { Isolation } from "./isolation";
import { logDriverShape } from "./logDriver";
import { checkMounts, holdMounts, mountsShape, mountsToCheck } from "./mount";
import { attachmentsToCheck, checkNetworks, holdNetworks, networksShape } from "./networkAttachment";
import { checkMaxReplicas, checkPlacement, platformShape } from "./placement";
import { checkIngressPorts, portsShape, portsToCheck } from "./port";
import { AppArmorMode, checkCredentialSpec, checkSeccomp, credentialSpecShape, seccompShape } from "./privileges";
import { genericResourcesShape, resourcesShape } from "./resources";
import { restartPolicyShape } from "./restartPolicy";
import { checkAllPorts, checkVolumeTargets } from "./shortForms";
import { isJob, ServiceMode } from "./serviceMode";
import { checkDefaultNetwork } from "./stackMember";
import type { SwarmServiceArgs } from "./swarmServiceArgs";
import { checkUlimits, ulimitsShape } from "./ulimit";
import { rollbackConfigShape, updateConfigShape } from "./updateConfig";

/** The description of the arguments of a SwarmService. */
export function swarmServiceDescription(logicalName: string, scope?: StackScope): Description<SwarmServiceArgs> {
  return {
    name: [
      text,
      rule(
        ({ name }) => name,
        (name) =>
          under(
            "name",
            name === undefined && scope !== undefined
              ? checkScopedName(scope.name, logicalName)
              : checkName(name ?? logicalName),
          ),
      ),
    ],
    image: [
      required(text),
      rule(
        ({ image }) => ({ image }),
        // The image is required, so empty text is refused as well.
        (draft) => checkImageReference(recordOf(draft, "", "args", [])["image"] ?? "", "image"),
      ),
    ],
    stack: stackArgument,
    command: [list(text), rule(({ command }) => command, checkCommand)],
    args: [list(text)],
    env: [map(text, isCredentialVariable), rule(({ env }) => entriesToCheck(env), checkEnv)],
    mode: [choice(ServiceMode)],
    replicas: [
      wholeNumber("3"),
      rule(
        ({ replicas }) => replicas,
        (replicas) => under("replicas", checkReplicas(replicas)),
      ),
      rule(({ mode, replicas }) => ({ mode, replicas }), checkReplicasOfMode),
    ],
    totalCompletions: [
      number({ lowest: 0, whole: true, fix: "Use the number of tasks that must complete, e.g. 1." }),
      rule(({ mode, totalCompletions }) => ({ mode, totalCompletions }), onlyForJobs("totalCompletions")),
    ],
    maxConcurrent: [
      number({ lowest: 1, whole: true, fix: "Use the number of tasks that run at the same time, e.g. 1." }),
      rule(({ mode, maxConcurrent }) => ({ mode, maxConcurrent }), onlyForJobs("maxConcurrent")),
    ],
    networks: [
      networksShape,
      partRule(
        ({ networks }) => attachmentsToCheck(networks),
        (networks) => under("networks", checkNetworks(networks)),
        holdNetworks,
      ),
      rule(
        ({ networks }) => networks === undefined,
        (isMissing) => (isMissing === true ? checkDefaultNetwork(scope) : []),
      ),
    ],
    ports: [
      portsShape,
      endpoint,
      rule(
        ({ ports }) => portsToCheck(ports),
        (ports) => checkIngressPorts(ports),
      ),
    ],
    publish: [list(shortForm(parsePublish)), endpoint],
    endpointMode: [choice(EndpointMode)],
    constraints: [list(text), placement],
    spreadOver: [list(text), placement],
    maxReplicasPerNode: [
      number({ lowest: 0, whole: true, fix: "Use a whole number, e.g. 1, or 0 for any number." }),
      rule(({ mode, maxReplicasPerNode }) => ({ mode, maxReplicasPerNode }), checkMaxReplicas),
    ],
    platforms: [list(platformShape)],
    resources: [resourcesShape],
    genericResources: [genericResourcesShape],
    healthcheck: [healthcheckShape, rule(({ healthcheck }) => healthcheck, checkHealthcheck)],
    updateConfig: [updateConfigShape, rule(({ mode, updateConfig }) => given({ mode, updateConfig }), checkUpdates)],
    rollbackConfig: [
      rollbackConfigShape,
      rule(({ mode, rollbackConfig }) => given({ mode, rollbackConfig }), checkUpdates),
    ],
    restartPolicy: [restartPolicyShape],
    mounts: [mountsShape, partRule(({ mounts }) => mountsToCheck(mounts), checkMounts, holdMounts)],
    volumes: [list(shortForm(parseVolume)), volumeTargets],
    secrets: [
      secretsShape,
      rule(
        ({ secrets }) => referencesToCheck(secrets),
        (secrets) => checkFileReferences(secrets, "secrets"),
      ),
    ],
    configs: [
      configsShape,
      rule(
        ({ configs }) => referencesToCheck(configs),
        (configs) => checkFileReferences(configs, "configs"),
      ),
    ],
    labels: [map(text), labelRule("labels"), stackLabelRule("labels", scope)],
    containerLabels: [map(text), labelRule("containerLabels"), stackLabelRule("containerLabels", scope)],
    user: [text],
    groups: [list(text)],
    workingDir: [text],
    hostname: [text],
    hosts: [map(address('"192.0.2.10"'))],
    extraHosts: [list(shortForm(parseExtraHost))],
    dns: [dnsShape],
    stopGracePeriodSeconds: [seconds],
    stopGracePeriod: [duration, gracePeriod],
    stopSignal: [text],
    readOnly: [flag],
    init: [flag],
    capabilityAdds: [list(text)],
    capabilityDrops: [list(text)],
    sysctls: [map(text)],
    ulimits: [ulimitsShape, rule(({ ulimits }) => ulimits, checkUlimits)],
    pidsLimit: [number({ lowest: 0, whole: true, fix: "Use a number of processes, or 0 for any number." })],
    tty: [flag],
    stdinOpen: [flag],
    noNewPrivileges: [flag],
    seccomp: [seccompShape, rule(({ seccomp }) => seccomp, checkSeccomp)],
    appArmor: [choice(AppArmorMode)],
    credentialSpec: [credentialSpecShape, rule(({ credentialSpec }) => credentialSpec, checkCredentialSpec)],
    isolation: [choice(Isolation)],
    oomScoreAdj: [number({ lowest: -1000, highest: 1000, whole: true, fix: "Use a number from -1000 to 1000." })],
    swapBytes: [number({ lowest: -1, whole: true, fix: "Use bytes, 0 for no swap, or -1 for any amount." })],
    memorySwappiness: [number({ lowest: 0, highest: 100, whole: true, fix: "Use a number from 0 to 100." })],
    logDriver: [logDriverShape],
    forceUpdate: [number({ lowest: 0, whole: true, fix: "Use 0, 1, 2, …" })],
    convergeTimeoutSeconds: [
      seconds,
      rule(
        ({ mode, convergeTimeoutSeconds }) => (isPlain(convergeTimeoutSeconds) ? undefined : { mode }),
        checkLateTimeout,
      ),
    ],
  };
}

const endpoint = rule(
  ({ ports, publish, endpointMode }: SwarmServiceArgs) => ({
    mode: endpointMode,
    ports: portsToCheck(ports),
    publish,
  }),
  checkAllPorts,
);

const volumeTargets = rule(
  ({ mounts, volumes }: SwarmServiceArgs) => ({ mounts: mountsToCheck(mounts), volumes }),
  checkVolumeTargets,
);

const gracePeriod = rule(
  ({ stopGracePeriod, stopGracePeriodSeconds }: SwarmServiceArgs) => ({
    stopGracePeriod: stopGracePeriod === undefined ? undefined : true,
    stopGracePeriodSeconds: stopGracePeriodSeconds === undefined ? undefined : true,
  }),
  (given) => alternativeProblems([["stopGracePeriod", "stopGracePeriodSeconds"]], recordOf(given, "", "args", []), ""),
);

const placement = rule(
  ({ constraints, spreadOver }: SwarmServiceArgs) => ({ constraints, spreadOver }),
  checkPlacement,
);

function labelRule(name: "labels" | "containerLabels"): Rule<SwarmServiceArgs> {
  return rule(
    (args) => entriesToCheck(args[name]),
    (labels) => under(name, checkLabels(labels as Draft<Labels>)),
  );
}

/** The `command` of a compose file is `args` here. */
function checkCommand(command: unknown): Problem[] {
  const [program] = listOf(command, "command", "command", []);
  if (typeof program !== "string" || !program.startsWith("-")) return [];
  const reason =
    `'command' ${show(command)} begins with ${show(program)}, which is an option and not a program. 'command' ` +
    `replaces the image's entrypoint; the command of a compose file is 'args'. Use args: ${show(command)}.`;
  return [{ path: "command", reason }];
}

function checkEnv(env: unknown): Problem[] {
  const problems: Problem[] = [];
  for (const name of Object.keys(recordOf(env, "", "env", []))) {
    if (!/^[^=\0]+$/.test(name)) {
      const reason =
        `'env' ${show(name)} is not the name of a variable: a name is not empty and has no "=". ` +
        `Use e.g. { LOG_LEVEL: "info" }.`;
      problems.push({ path: keyPath(name), reason });
    }
  }
  return under("env", problems);
}

function checkReplicasOfMode(draft: unknown): Problem[] {
  const { mode, replicas } = recordOf(draft, "", "args", []);
  if (!isPresent(mode) || mode === ServiceMode.Replicated || !isPresent(replicas)) return [];
  const reason =
    mode === ServiceMode.ReplicatedJob
      ? `'replicas' ${show(replicas)} is for services that run. A job has 'totalCompletions', the number of tasks ` +
        `that must complete. Use totalCompletions: ${show(replicas)}.`
      : `'replicas' ${show(replicas)} contradicts 'mode' ${show(mode)}, which runs one task on each node. ` +
        `Leave one of them out.`;
  return [{ path: "replicas", reason }];
}

function onlyForJobs(name: "totalCompletions" | "maxConcurrent"): (draft: unknown) => Problem[] {
  return (draft) => {
    const { mode = ServiceMode.Replicated, [name]: value } = recordOf(draft, "", "args", []);
    if (mode === ServiceMode.ReplicatedJob || mode === unknown || !isPresent(value)) return [];
    const reason =
      `'${name}' ${show(value)} is only for jobs with a number of tasks, and 'mode' is ${show(mode)}. Leave it out, ` +
      `or set 'mode' to "replicated-job".`;
    return [{ path: name, reason }];
  };
}

/** Only whether an argument is given matters, so its Outputs need not be waited for. */
function given({ mode, ...others }: Readonly<Record<string, unknown>>): { mode: unknown; names: string[] } {
  return { mode, names: Object.entries(others).flatMap(([name, value]) => (value === undefined ? [] : [name])) };
}

function checkUpdates(draft: unknown): Problem[] {
  const { mode, names } = recordOf(draft, "", "args", []);
  if (!isJob(mode)) return [];
  return listOf(names, "", "names", []).map((name) => ({
    path: String(name),
    reason: `'${String(name)}' is not possible for a job: any change runs it again. Leave it out.`,
  }));
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
