import { scopedName } from "../../../swarm/stack";
import { show } from "../../../swarm/typed";
import type { AdoptedComponent, Value } from "../../model/project";
import { ConstantExpression, ReferenceExpression } from "../../model/project";
import { field, type MapNode, type Node } from "../source/tree";
import { choose } from "./choices";
import type { Context } from "./context";
import { member } from "./context";
import { defaultUpdateConfig, deployArgs, isJob } from "./deploy";
import { environmentOf } from "./environment";
import { mountsOf } from "./mounts";
import { attachmentsOf } from "./networks";
import { fileReferencesOf } from "./payloads";
import { portsOf } from "./ports";
import type { Args } from "./values";
import { itemsOf, mapOf, scalarOf } from "./values";

/** A service of the stack. */
export function serviceOf(key: string, service: MapNode, context: Context): AdoptedComponent {
  const owner = `service "${key}"`;
  const swarmName = `${context.stack}_${key}`;
  const args: Record<string, Value> = {};
  // A key that begins with the prefix of the stack gets it a second time from docker, but not from the component.
  if (scopedName(context.stack, key) !== swarmName) args["name"] = swarmName;
  for (const name of service.entries.keys()) {
    if (name !== "networks") Object.assign(args, serviceArg(name, service, owner, context));
    else args["networks"] = attachmentsOf(service, owner, context);
  }
  if (args["image"] === undefined || args["image"] === "") {
    const fix = "Set 'image'; Swarm does not build images.";
    context.values.report.problems.add(service.place, `${owner} has no image. ${fix}`);
  }
  args["networks"] ??= attachmentsOf(service, owner, context);
  if (!isJob(mapOf(field(service, "deploy")))) args["updateConfig"] ??= defaultUpdateConfig;
  const jobs = jobsBefore(service, owner, context);
  return { ...member("SwarmService", key, swarmName, args, service), ...(jobs.length > 0 && { dependsOn: jobs }) };
}

/**
 * The jobs that end before the service starts, e.g. the migration of its database. Docker ignores `depends_on`, and so
 * does the program for services that run: Swarm starts them again until what they need is there.
 */
function jobsBefore(service: MapNode, owner: string, { sections, values }: Context): ReferenceExpression[] {
  const node = field(service, "depends_on");
  if (node === undefined) return [];
  const names = node.kind === "map" ? [...node.entries.keys()] : itemsOf(node).map((item) => values.plain(item));
  const isJobNamed = (name: string): boolean => isJob(mapOf(field(sections.services.get(name), "deploy")));
  // Two jobs could name each other.
  const jobs = isJob(mapOf(field(service, "deploy"))) ? [] : names.filter(isJobNamed);
  if (jobs.length < names.length) {
    const remark = `'depends_on' of ${owner} has no effect, except for jobs: Swarm starts all services at once.`;
    values.report.remark(node, remark);
  }
  return jobs.map((name) => new ReferenceExpression("SwarmService", name));
}

function serviceArg(key: string, service: MapNode, owner: string, context: Context): Args {
  const node = field(service, key);
  if (node === undefined) return {};
  const { values } = context;
  const commented = (value: Value): Value => values.commented(node, value);
  switch (key) {
    case "image":
      return { image: commented(values.expression(node)) };
    case "command":
      return wordsArg("args", node, owner, context);
    case "entrypoint":
      return wordsArg("command", node, owner, context);
    case "env_file":
    case "environment":
      return environmentOf(service, owner, context);
    case "labels":
      return { containerLabels: commented(values.map(node, owner)) };
    case "sysctls":
      return { sysctls: commented(values.map(node, owner)) };
    case "hostname":
    case "user":
      return { [key]: commented(values.expression(node)) };
    case "working_dir":
      return { workingDir: commented(values.expression(node)) };
    case "stop_signal":
      return { stopSignal: commented(values.expression(node)) };
    case "stop_grace_period":
      return { stopGracePeriod: commented(values.expression(node)) };
    case "read_only":
      return flagArg("readOnly", node, context);
    case "init":
      return { init: commented(values.flag(node)) };
    case "cap_add":
    case "cap_drop":
      return capabilitiesOf(service, context);
    case "extra_hosts":
      return itemsOf(node).length === 0 ? {} : { extraHosts: commented(values.list(node)) };
    case "dns":
    case "dns_search":
      return { dns: dnsOf(service, context) };
    case "ports":
      return portsOf(node, owner, context);
    case "volumes":
      return mountsOf(node, owner, context);
    case "secrets":
    case "configs":
      return { [key]: commented(fileReferencesOf(node, key, owner, context)) };
    case "healthcheck":
      return { healthcheck: commented(healthcheckOf(mapOf(node), owner, context)) };
    case "logging":
      return loggingOf(mapOf(node), owner, context);
    case "deploy":
      return deployArgs(mapOf(node) ?? service, owner, context);
    case "tty":
      return flagArg("tty", node, context);
    case "stdin_open":
      return flagArg("stdinOpen", node, context);
    case "oom_score_adj":
      return { oomScoreAdj: commented(values.number(node)) };
    case "isolation":
      return choose("isolation", node, "Isolation", isolations, undefined, values);
    case "credential_spec":
      return { credentialSpec: commented(values.map(node, owner)) };
    case "ulimits":
      return { ulimits: commented(ulimitsOf(mapOf(node), values)) };
    case "restart":
      return restartOf(node, service, context);
    default:
      return {};
  }
}

const isolations = { default: "Default", process: "Process", hyperv: "HyperV" };

function ulimitsOf(ulimits: MapNode | undefined, values: Context["values"]): Args {
  return Object.fromEntries(
    [...(ulimits?.entries ?? [])].map(([name, node]) => {
      const [soft, hard] = [field(mapOf(node), "soft"), field(mapOf(node), "hard")];
      const limit = {
        soft: soft === undefined ? 0 : values.number(soft),
        ...(hard !== undefined && { hard: values.number(hard) }),
      };
      return [name, values.commented(node, limit)];
    }),
  );
}

/** An empty list is the image's value for docker, as no argument is for the component. */
function wordsArg(argument: string, node: Node, owner: string, { values }: Context): Args {
  if (itemsOf(node).length === 0) return {};
  return { [argument]: values.commented(node, values.words(node, argument, owner)) };
}

/** Docker does not distinguish false from an absent value. */
function flagArg(argument: string, node: Node, { values }: Context): Args {
  const value = values.flag(node);
  return value === false ? {} : { [argument]: values.commented(node, value) };
}

function dnsOf(service: MapNode, { values }: Context): Value {
  const [servers, searches] = [field(service, "dns"), field(service, "dns_search")];
  return {
    nameservers: servers === undefined ? [] : values.list(servers),
    ...(searches !== undefined && { searches: values.list(searches) }),
  };
}

/** Capabilities as docker sends them (docker/cli opts/capabilities.go): with CAP_, sorted, never dropped if added. */
function capabilitiesOf(service: MapNode, { values }: Context): Args {
  const named = (key: string): string[] => {
    const names = itemsOf(field(service, key)).map((item) => {
      const name = values.plain(item).trim().toUpperCase();
      return name === "ALL" || name.startsWith("CAP_") ? name : `CAP_${name}`;
    });
    return names.includes("ALL") ? ["ALL"] : [...new Set(names)].sort();
  };
  const adds = named("cap_add");
  const drops = named("cap_drop").filter((name) => !adds.includes(name));
  return {
    ...(adds.length > 0 && { capabilityAdds: adds }),
    ...(drops.length > 0 && { capabilityDrops: drops }),
  };
}

function healthcheckOf(healthcheck: MapNode | undefined, owner: string, { values }: Context): Args {
  const test = field(healthcheck, "test");
  const disable = field(healthcheck, "disable");
  if (disable !== undefined && values.flag(disable) === true) {
    if (itemsOf(test).length > 0) {
      values.report.problems.add(disable.place, `'disable' of ${owner} contradicts 'test'. Leave one of them out.`);
    }
    return { test: ["NONE"] };
  }
  const args: Record<string, Value> = {};
  for (const [key, node] of healthcheck?.entries ?? []) {
    const name = times[key];
    if (name !== undefined) args[name] = values.commented(node, values.expression(node));
    if (key === "retries") args["retries"] = values.commented(node, values.number(node));
    if (key === "test") Object.assign(args, testOf(node, owner, values));
  }
  return args;
}

const times: Readonly<Partial<Record<string, string>>> = {
  interval: "interval",
  timeout: "timeout",
  start_period: "startPeriod",
  start_interval: "startInterval",
};

function testOf(test: Node, owner: string, values: Context["values"]): Args {
  const items = itemsOf(test);
  const [kind, shell] = items;
  if (items.length === 0) return {};
  if (items.length === 2 && scalarOf(kind)?.value === "CMD-SHELL" && shell !== undefined) {
    return { shell: values.commented(test, values.text(shell, "test", owner)) };
  }
  return { test: values.commented(test, values.words(test, "test", owner)) };
}

function loggingOf(logging: MapNode | undefined, owner: string, { values }: Context): Args {
  if (logging === undefined || logging.entries.size === 0) return {};
  const [driver, options] = [field(logging, "driver"), field(logging, "options")];
  return {
    logDriver: values.commented(logging, {
      ...(driver !== undefined && { name: values.expression(driver) }),
      ...(options !== undefined && { options: values.map(options, owner) }),
    }),
  };
}

/** Docker prints that it ignores `restart`, but uses it if there is no `deploy.restart_policy`. */
function restartOf(node: Node, service: MapNode, { values }: Context): Args {
  const text = values.plain(node);
  if (field(mapOf(field(service, "deploy")), "restart_policy") !== undefined) {
    values.report.remark(node, `'restart' ${show(text)} has no effect: deploy.restart_policy decides.`);
    return {};
  }
  const [, kind = text, count] = /^([a-z-]*)(?::(\d+))?$/.exec(text) ?? [];
  // Swarm replaces every task that ends, if nothing else is said.
  if (["", "no", "always", "unless-stopped"].includes(kind)) {
    if (kind === "no") {
      values.report.remark(
        node,
        `'restart' "no" has no effect: Swarm replaces every task that ends. Use deploy.restart_policy.`,
      );
    }
    return {};
  }
  if (kind !== "on-failure") {
    values.report.problems.add(
      node.place,
      `'restart' ${show(text)} is not possible. Use always, unless-stopped, on-failure or no.`,
    );
    return {};
  }
  return {
    restartPolicy: {
      condition: new ConstantExpression("RestartCondition", "OnFailure"),
      ...(count !== undefined && { maxAttempts: Number(count) }),
    },
  };
}
