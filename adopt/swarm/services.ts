import { EndpointMode } from "../../components/service/endpointMode";
import { Isolation } from "../../components/service/isolation";
import { Protocol, PublishMode } from "../../components/service/port";
import { AppArmorMode, SeccompMode } from "../../components/service/privileges";
import { RestartCondition } from "../../components/service/restartPolicy";
import { ServiceMode } from "../../components/service/serviceMode";
import { RollbackFailureAction, UpdateFailureAction, UpdateOrder } from "../../components/service/updateConfig";
import { formatImageReference, parseImageReference } from "../../swarm/imageReference";
import { scopedName, shortName, stackLabel } from "../../swarm/stack";
import { swarmLabel } from "../../swarm/swarmLabel";
import type { Service } from "../../provider/engine/types";
import { elementsOf, isAbsent, propertiesOf, textOf } from "../../provider/mapping/fields/field";
import { foreignSettings, inputsOf } from "../../provider/mapping/service/service";
import type { Property } from "../../provider/handler/properties";
import type { Value } from "../model/project";
import type { References } from "./attachments";
import { filesOf, networksOf } from "./attachments";
import type { Environment } from "./environment";
import { mountsOf } from "./mounts";
import type { ReadComponent } from "./networks";
import { Remaining } from "./remaining";
import { isMemberOf } from "./scope";
import type { Args } from "./values";
import { constant, labelsOf, memoryOf, plain, present } from "./values";

/** A service as a component. */
export function readService(service: Service, references: References, environment: Environment): ReadComponent {
  const { Spec } = service;
  const { scope } = references;
  const isMember = isMemberOf(scope, Spec.Labels);
  const stack = isMember ? scope.stack : undefined;
  const rest = new Remaining(inputsOf(undefined, Spec));
  // A counter that an absent argument leaves alone.
  rest.take("taskSpec.forceUpdate");
  const name = textOf(rest.take("name"));
  const logicalName = stack === undefined ? name : shortName(stack, name);
  const mounts = mountsOf(rest.take("taskSpec.containerSpec.mounts"), stack);
  const deployed = withoutDigest(textOf(rest.take("taskSpec.containerSpec.image")));
  // The label has the image as the file had it: without the tag that the Engine adds.
  const declared = Spec.Labels?.[stackLabel.image];
  const image = stack !== undefined && `${declared ?? ""}:latest` === deployed ? (declared ?? "") : deployed;
  const args: Args = {
    name: stack !== undefined && scopedName(stack, logicalName) !== name ? name : undefined,
    image,
    ...containerArgs(rest, (env) => environment.of(env, service)),
    ...modeArgs(rest),
    networks: networksOf(rest.take("taskSpec.networksAdvanceds"), service, references),
    ...portArgs(rest.take("endpointSpec.ports")),
    endpointMode: constant("EndpointMode", EndpointMode, rest.take("endpointSpec.mode")),
    secrets: filesOf(rest.take("taskSpec.containerSpec.secrets"), "secret", references),
    configs: filesOf(rest.take("taskSpec.containerSpec.configs"), "config", references),
    volumes: mounts.volumes,
    mounts: mounts.mounts,
    ...placementArgs(rest),
    ...resourceArgs(rest),
    ...rolloutArgs(rest, isJob(Spec.Mode)),
    ...privilegeArgs(rest),
    logDriver: plain(rest.take("taskSpec.logDriver")),
    labels: labelsOf(rest.take("labels"), (label, value) => isStackLabel(label, value, stack)),
    containerLabels: labelsOf(
      rest.take("taskSpec.containerSpec.labels"),
      (label, value) => label === stackLabel.namespace && value === stack,
    ),
  };
  const unsaid = [...rest.paths(), ...mounts.rest, ...foreignSettings(Spec)];
  return {
    component: {
      component: "SwarmService",
      logicalName,
      args: present(args),
      isMember,
      isExternal: false,
      swarmName: name,
      comments: [],
    },
    remarks: unsaid.map(
      (path) =>
        `The program does not say \`${path}\` of the service \`${name}\`: no argument describes it. Updates keep it.`,
    ),
  };
}

function isJob(mode: Service["Spec"]["Mode"]): boolean {
  return mode?.ReplicatedJob !== undefined || mode?.GlobalJob !== undefined;
}

/** The tag says what to deploy; the provider takes the digest of what runs for the same image. */
function withoutDigest(image: string): string {
  const reference = parseImageReference(image);
  if (reference?.digest === undefined || reference.tag === undefined) return image;
  const { domain, path, tag } = reference;
  const full = formatImageReference({ domain, path, tag });
  return full.replace(/^docker\.io\/(?:library\/)?/, "");
}

function isStackLabel(label: string, value: string, stack: string | undefined): boolean {
  if (label === swarmLabel.suspendedPorts.key) return true;
  if (stack === undefined) return false;
  return (label === stackLabel.namespace && value === stack) || label === stackLabel.image;
}

function containerArgs(rest: Remaining, envOf: (env: Property) => Value | undefined): Args {
  const take = (property: string): Value | undefined => plain(rest.take(`taskSpec.containerSpec.${property}`));
  return {
    command: take("commands"),
    args: take("args"),
    env: envOf(rest.take("taskSpec.containerSpec.env")),
    user: take("user"),
    groups: take("groups"),
    workingDir: take("dir"),
    hostname: take("hostname"),
    ...hostArgs(rest.take("taskSpec.containerSpec.hosts")),
    dns: dnsOf(take("dnsConfig")),
    healthcheck: healthcheckOf(rest),
    stopGracePeriod: take("stopGracePeriod"),
    stopSignal: take("stopSignal"),
    readOnly: take("readOnly"),
    init: take("init"),
    tty: take("tty"),
    stdinOpen: take("stdinOpen"),
    sysctls: take("sysctl"),
    ulimits: ulimitsOf(rest.take("taskSpec.containerSpec.ulimits")),
    oomScoreAdj: take("oomScoreAdj"),
    isolation: constant("Isolation", Isolation, rest.take("taskSpec.containerSpec.isolation")),
  };
}

/** The argument requires name servers. A service can have search domains alone. */
function dnsOf(settings: Value | undefined): Value | undefined {
  return settings === undefined ? undefined : { nameservers: [], ...(settings as Readonly<Record<string, Value>>) };
}

/** A name with one address fits into an object; several addresses need the short form. */
function hostArgs(hosts: Property): Args {
  const entries = elementsOf(hosts).map(
    (one) => [textOf(propertiesOf(one).host), textOf(propertiesOf(one).ip)] as const,
  );
  if (entries.length === 0) return {};
  const names = new Set(entries.map(([name]) => name));
  if (names.size === entries.length) return { hosts: Object.fromEntries(entries) };
  return { extraHosts: entries.map(([name, ip]) => `${name}=${ip}`) };
}

function healthcheckOf(rest: Remaining): Value | undefined {
  const take = (property: string): Value | undefined =>
    plain(rest.take(`taskSpec.containerSpec.healthcheck.${property}`));
  const test = take("tests");
  const isShell = Array.isArray(test) && test.length === 2 && test[0] === "CMD-SHELL";
  const args = present({
    ...(isShell ? { shell: (test as Value[])[1] } : { test }),
    interval: take("interval"),
    timeout: take("timeout"),
    startPeriod: take("startPeriod"),
    startInterval: take("startInterval"),
    retries: take("retries"),
  });
  return Object.keys(args).length === 0 ? undefined : args;
}

function ulimitsOf(list: Property): Value | undefined {
  const entries = elementsOf(list).map((one): [string, Value] => {
    const { name, soft, hard } = propertiesOf(one);
    return [textOf(name), present({ soft: plain(soft), hard: hard === soft ? undefined : plain(hard) })];
  });
  return entries.length === 0 ? undefined : Object.fromEntries(entries);
}

function modeArgs(rest: Remaining): Args {
  const kind = (word: string): Args => ({ mode: constant("ServiceMode", ServiceMode, word) });
  if (rest.take("mode.global") === true) return kind("global");
  if (rest.take("mode.globalJob") === true) return kind("global-job");
  const total = plain(rest.take("mode.replicatedJob.totalCompletions"));
  const atOnce = plain(rest.take("mode.replicatedJob.maxConcurrent"));
  if (total !== undefined || atOnce !== undefined) {
    return { ...kind("replicated-job"), totalCompletions: total, maxConcurrent: atOnce === 1 ? undefined : atOnce };
  }
  const replicas = rest.take("mode.replicated.replicas");
  return { replicas: replicas === 1 ? undefined : plain(replicas) };
}

/** Ports without a name that the routing mesh publishes have a short form. */
function portArgs(ports: Property): Args {
  const given = elementsOf(ports).map((port) => propertiesOf(port));
  if (given.length === 0) return {};
  const isShort = given.every(
    ({ publishMode, name, publishedPort }) => isAbsent(publishMode) && isAbsent(name) && !isAbsent(publishedPort),
  );
  if (isShort) {
    const suffix = (protocol: Property): string => (isAbsent(protocol) ? "" : `/${textOf(protocol)}`);
    return {
      publish: given.map(
        ({ publishedPort, targetPort, protocol }) =>
          `${textOf(publishedPort)}:${textOf(targetPort)}${suffix(protocol)}`,
      ),
    };
  }
  return {
    ports: given.map(({ targetPort, publishedPort, protocol, publishMode, name }) =>
      present({
        targetPort: plain(targetPort),
        publishedPort: publishedPort === 0 ? undefined : plain(publishedPort),
        protocol: constant("Protocol", Protocol, protocol),
        publishMode: constant("PublishMode", PublishMode, publishMode),
        name: plain(name),
      }),
    ),
  };
}

function placementArgs(rest: Remaining): Args {
  const take = (property: string): Value | undefined => plain(rest.take(`taskSpec.placement.${property}`));
  return {
    constraints: take("constraints"),
    spreadOver: take("prefs"),
    maxReplicasPerNode: take("maxReplicas"),
    platforms: take("platforms"),
  };
}

function resourceArgs(rest: Remaining): Args {
  const at = "taskSpec.resources";
  const amount = (kind: string): Value | undefined => {
    const cpus = rest.take(`${at}.${kind}.nanoCpus`);
    const args = present({
      cpus: typeof cpus === "number" ? cpus / 1e9 : undefined,
      ...memoryOf(rest.take(`${at}.${kind}.memoryBytes`)),
    });
    return Object.keys(args).length === 0 ? undefined : args;
  };
  const resources = present({ limits: amount("limits"), reservations: amount("reservation") });
  const units = elementsOf(rest.take(`${at}.reservation.genericResources.discreteResourcesSpecs`)).map((one) => {
    const text = textOf(one);
    return [text.slice(0, text.indexOf("=")), Number(text.slice(text.indexOf("=") + 1))] as const;
  });
  return {
    resources: Object.keys(resources).length === 0 ? undefined : resources,
    pidsLimit: plain(rest.take(`${at}.limits.pids`)),
    genericResources: units.length === 0 ? undefined : Object.fromEntries(units),
    swapBytes: plain(rest.take(`${at}.swapBytes`)),
    memorySwappiness: plain(rest.take(`${at}.memorySwappiness`)),
  };
}

/**
 * How tasks are replaced. Without an update config, Swarm pauses a failed update, and the component rolls it back. A
 * job has none.
 */
function rolloutArgs(rest: Remaining, isJobService: boolean): Args {
  const rollout = (block: string): Args => {
    const take = (property: string): Property => rest.take(`${block}.${property}`);
    const ratio = take("maxFailureRatio");
    return {
      parallelism: plain(take("parallelism")),
      delay: plain(take("delay")),
      monitor: plain(take("monitor")),
      maxFailureRatio: isAbsent(ratio) || Number(ratio) === 0 ? undefined : Number(ratio),
      order: constant("UpdateOrder", UpdateOrder, take("order")),
    };
  };
  const update = rest.take("updateConfig.failureAction");
  const rollback = rest.take("rollbackConfig.failureAction");
  const updateConfig = present({
    ...rollout("updateConfig"),
    failureAction:
      isJobService || update === "rollback"
        ? undefined
        : constant("UpdateFailureAction", UpdateFailureAction, isAbsent(update) ? "pause" : update),
  });
  const rollbackConfig = present({
    ...rollout("rollbackConfig"),
    failureAction: constant("RollbackFailureAction", RollbackFailureAction, rollback),
  });
  const restart = rest.take("taskSpec.restartPolicy.condition");
  const restartPolicy = present({
    condition: constant("RestartCondition", RestartCondition, restart),
    delay: plain(rest.take("taskSpec.restartPolicy.delay")),
    maxAttempts: plain(rest.take("taskSpec.restartPolicy.maxAttempts")),
    window: plain(rest.take("taskSpec.restartPolicy.window")),
  });
  const unlessEmpty = (args: ReturnType<typeof present>): Value | undefined =>
    Object.keys(args).length === 0 ? undefined : args;
  return {
    updateConfig: unlessEmpty(updateConfig),
    rollbackConfig: unlessEmpty(rollbackConfig),
    restartPolicy: unlessEmpty(restartPolicy),
  };
}

function privilegeArgs(rest: Remaining): Args {
  const at = "taskSpec.containerSpec";
  const mode = rest.take(`${at}.privileges.seccomp.mode`);
  const seccomp = present({
    mode: mode === "custom" ? undefined : constant("SeccompMode", SeccompMode, mode),
    profile: plain(rest.take(`${at}.privileges.seccomp.profile`)),
  });
  return {
    capabilityAdds: plain(rest.take(`${at}.capAdds`)),
    capabilityDrops: plain(rest.take(`${at}.capDrops`)),
    noNewPrivileges: plain(rest.take(`${at}.privileges.noNewPrivileges`)),
    seccomp: Object.keys(seccomp).length === 0 ? undefined : seccomp,
    appArmor: constant("AppArmorMode", AppArmorMode, rest.take(`${at}.privileges.appArmor`)),
    credentialSpec: plain(rest.take(`${at}.privileges.credentialSpec`)),
  };
}
