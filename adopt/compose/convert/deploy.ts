import { show } from "../../../swarm/typed";
import type { Value } from "../../model/project";
import { ConstantExpression } from "../../model/project";
import { field, type MapNode, type Node } from "../source/tree";
import { choose } from "./choices";
import type { Context } from "./context";
import type { Args, Values } from "./values";
import { itemsOf, mapOf } from "./values";

/** What `deploy` says about a service. */
export function deployArgs(deploy: MapNode, owner: string, context: Context): Args {
  const { values } = context;
  const args: Record<string, Value> = {};
  for (const [key, node] of deploy.entries) Object.assign(args, deployArg(key, node, owner, context));
  const [mode, replicas] = [field(deploy, "mode"), field(deploy, "replicas")];
  if (mode !== undefined && replicas !== undefined && /^global/.test(values.plain(mode))) {
    values.report.problems.add(
      replicas.place,
      `'replicas' contradicts the mode ${show(values.plain(mode))}. Leave one of them out.`,
    );
  }
  const { replicas: completions, ...others } = args;
  if (!isJob(deploy) || completions === undefined) return args;
  return { ...others, totalCompletions: completions };
}

const modes = {
  replicated: "Replicated",
  global: "Global",
  "replicated-job": "ReplicatedJob",
  "global-job": "GlobalJob",
};

/** Whether the tasks of a service end, so that no update replaces them. */
export function isJob(deploy: MapNode | undefined): boolean {
  const mode = field(deploy, "mode");
  return mode?.kind === "scalar" && /-job$/.test(String(mode.value));
}

/** What Swarm does without `update_config`; the component would roll back. */
export const defaultUpdateConfig: Args = { failureAction: new ConstantExpression("UpdateFailureAction", "Pause") };

function deployArg(key: string, node: Node, owner: string, { values }: Context): Args {
  const commented = (value: Value): Value => values.commented(node, value);
  switch (key) {
    case "mode":
      return choose("mode", node, "ServiceMode", modes, "replicated", values);
    case "endpoint_mode":
      return choose("endpointMode", node, "EndpointMode", { vip: "Vip", dnsrr: "Dnsrr" }, "vip", values);
    case "replicas":
      return { replicas: commented(values.number(node)) };
    case "labels":
      return { labels: commented(values.map(node, owner)) };
    case "update_config": {
      const actions = { rollback: "Rollback", pause: "Pause", continue: "Continue" };
      const config = paceArgs(mapOf(node), "UpdateFailureAction", actions, "rollback", values);
      const isSilent = field(mapOf(node), "failure_action") === undefined;
      return { updateConfig: commented({ ...config, ...(isSilent && defaultUpdateConfig) }) };
    }
    case "rollback_config": {
      const actions = { pause: "Pause", continue: "Continue" };
      return { rollbackConfig: commented(paceArgs(mapOf(node), "RollbackFailureAction", actions, "pause", values)) };
    }
    case "resources": {
      const [limits, reservations] = ["limits", "reservations"].map((name) => mapOf(field(mapOf(node), name)));
      const resources = {
        ...(hasAmount(limits) && { limits: amountArgs(limits, values) }),
        ...(hasAmount(reservations) && { reservations: amountArgs(reservations, values) }),
      };
      const pids = field(limits, "pids");
      const generic = genericResources(field(reservations, "generic_resources"), values);
      return {
        ...(Object.keys(resources).length > 0 && { resources: commented(resources) }),
        ...(pids !== undefined && { pidsLimit: values.commented(pids, values.number(pids)) }),
        ...(Object.keys(generic).length > 0 && { genericResources: generic }),
      };
    }
    case "restart_policy":
      return { restartPolicy: commented(restartPolicyOf(mapOf(node), values)) };
    case "placement":
      return placementArgs(mapOf(node), values);
    default:
      return {};
  }
}

/** A policy that says only what is usual says it, because an empty one would be hard to understand. */
function restartPolicyOf(node: MapNode | undefined, values: Values): Args {
  const args = restartArgs(node, values);
  return Object.keys(args).length > 0 ? args : { condition: new ConstantExpression("RestartCondition", "Any") };
}

/** Units of each kind: `{ GPU: 2 }`. */
function genericResources(list: Node | undefined, values: Values): Args {
  return Object.fromEntries(
    itemsOf(list).flatMap((item) => {
      const spec = mapOf(field(mapOf(item), "discrete_resource_spec"));
      const [kind, units] = [field(spec, "kind"), field(spec, "value")];
      return kind === undefined || units === undefined ? [] : [[values.plain(kind), values.number(units)] as const];
    }),
  );
}

function hasAmount(amount: MapNode | undefined): amount is MapNode {
  return field(amount, "cpus") !== undefined || field(amount, "memory") !== undefined;
}

function paceArgs(
  config: MapNode | undefined,
  constant: string,
  actions: Readonly<Record<string, string>>,
  usual: string,
  values: Values,
): Args {
  const orders = { "stop-first": "StopFirst", "start-first": "StartFirst" };
  return properties(config, {
    parallelism: (node) => ({ parallelism: values.number(node) }),
    delay: (node) => ({ delay: values.expression(node) }),
    failure_action: (node) => choose("failureAction", node, constant, actions, usual, values),
    monitor: (node) => ({ monitor: values.expression(node) }),
    max_failure_ratio: (node) => ({ maxFailureRatio: values.number(node) }),
    order: (node) => choose("order", node, "UpdateOrder", orders, "stop-first", values),
  });
}

function amountArgs(amount: MapNode, values: Values): Args {
  return properties(amount, {
    cpus: (node) => ({ cpus: cpusOf(node, values) }),
    memory: (node) => ({ memory: values.expression(node) }),
  });
}

/** Docker reads `"0.5"` and `"1/2"`. */
function cpusOf(node: Node, values: Values): Value {
  if (node.kind === "scalar" && node.parts?.length === 1) return values.number(node);
  const text = values.plain(node);
  const [, upper, lower] = /^(\d+)\/(\d+)$/.exec(text) ?? [];
  const cpus = upper === undefined ? Number(text) : Number(upper) / Number(lower);
  if (!(cpus > 0) || text.trim() === "") {
    values.report.problems.add(node.place, `'cpus' ${show(text)} is not a number of CPUs. Use e.g. "0.5".`);
  }
  return cpus;
}

function restartArgs(policy: MapNode | undefined, values: Values): Args {
  const conditions = { none: "None", "on-failure": "OnFailure", any: "Any" };
  return properties(policy, {
    condition: (node) => choose("condition", node, "RestartCondition", conditions, "any", values),
    delay: (node) => ({ delay: values.expression(node) }),
    max_attempts: (node) => ({ maxAttempts: values.number(node) }),
    window: (node) => ({ window: values.expression(node) }),
  });
}

function placementArgs(placement: MapNode | undefined, values: Values): Args {
  return properties(placement, {
    constraints: (node) => ({ constraints: values.list(node) }),
    preferences: (node) => ({
      spreadOver: itemsOf(node).flatMap((preference) => {
        const spread = field(mapOf(preference), "spread");
        return spread === undefined ? [] : [values.commented(preference, values.expression(spread))];
      }),
    }),
    max_replicas_per_node: (node) => ({ maxReplicasPerNode: values.number(node) }),
  });
}

/** Converts the keys of a record one by one, in the order of the source and with its comments. */
function properties(record: MapNode | undefined, converters: Readonly<Record<string, (node: Node) => Args>>): Args {
  const args: Record<string, Value> = {};
  for (const [key, node] of record?.entries ?? []) Object.assign(args, converters[key]?.(node));
  return args;
}
