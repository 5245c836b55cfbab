import { nearest } from "../nearest";
import { show } from "../typed";
import { architecture, engineLabels, meetsConstraints, nodeLabels, parseConstraint, valueOf } from "./constraints";
import type { Demand, Need, Platform, Plugin } from "./demand";
import { capacityOf, showAmount, tasksIn } from "./nodeResources";
import { nodeName, nodeNames, type SchedulableNode } from "./schedulableNode";

/** Something that a node must have to run a task, whatever else runs there. */
export interface Requirement {
  readonly path: string;
  /** After "no node": `meets the constraint "node.labels.disk==ssd"`. */
  readonly what: string;
  readonly isMet: (node: SchedulableNode) => boolean;
  /** What the nodes have instead, and the fix: whole sentences. */
  readonly explain: (nodes: readonly SchedulableNode[]) => string;
}

/** The requirements of a service, in the order of swarmkit's filters (manager/scheduler/filter.go). */
export function requirementsOf(demand: Demand): Requirement[] {
  return [
    ...resourceRequirements(demand),
    ...demand.plugins.map(pluginRequirement),
    ...demand.constraints.map(constraintRequirement),
    ...platformRequirement(demand),
  ];
}

function resourceRequirements({ reserved }: Demand): Requirement[] {
  return [...reserved].map(([name, amount]) => ({
    path: "taskSpec.resources.reservation",
    what: `has the ${showAmount(name, amount)} that each task reserves`,
    isMet: (node) => {
      const capacity = capacityOf(node);
      return capacity === undefined || tasksIn(capacity, new Map([[name, amount]])) > 0;
    },
    explain: (nodes) => {
      const amounts = nodes.map((node) => ({ node, amount: capacityOf(node)?.get(name) ?? 0 }));
      const [most] = amounts.sort((a, b) => b.amount - a.amount);
      const has =
        most === undefined || most.amount === 0
          ? "The nodes have none."
          : `The most is ${showAmount(name, most.amount)}, on ${nodeName(most.node)}.`;
      return `${has} Reserve less, or add a larger node.`;
    },
  }));
}

const kindsOfPlugins = { Volume: "volume driver", Network: "network driver", Log: "log driver" } as const;

function pluginRequirement({ path, value: { type, name } }: Need<Plugin>): Requirement {
  return {
    path,
    what: `has the ${kindsOfPlugins[type]} ${show(name)}`,
    isMet: ({ Description }) => {
      const plugins = (Description?.Engine?.Plugins ?? []).filter((plugin) => plugin.Type === type);
      // An Engine that lists no log driver at all is too old to list them.
      if (Description === undefined || (type === "Log" && plugins.length === 0)) return true;
      return plugins.some((plugin) => plugin.Name === name || plugin.Name === `${name}:latest`);
    },
    explain: (nodes) => {
      const known = nodes.flatMap(({ Description }) => Description?.Engine?.Plugins ?? []);
      const names = [...new Set(known.filter((plugin) => plugin.Type === type).map((plugin) => plugin.Name))].sort();
      const likely = nearest(name, names);
      const has = names.length === 0 ? "" : ` The nodes have ${names.map(show).join(", ")}.`;
      const fix = likely === undefined ? "" : ` Did you mean ${show(likely)}?`;
      return `${has}${fix} Install the plugin on the nodes ('docker plugin install'), or use another driver.`.trim();
    },
  };
}

function constraintRequirement({ path, value: text }: Need<string>): Requirement {
  return {
    path,
    what: `meets the constraint ${show(text)}`,
    isMet: (node) => meetsConstraints(node, [text]),
    explain: (nodes) => explainConstraint(text, nodes),
  };
}

const constraintKeys = [
  "node.id",
  "node.hostname",
  "node.ip",
  "node.role",
  "node.platform.os",
  "node.platform.arch",
  nodeLabels,
  engineLabels,
];

function explainConstraint(text: string, nodes: readonly SchedulableNode[]): string {
  const constraint = parseConstraint(text);
  if (constraint === undefined) return `Use e.g. "node.role==worker" or "node.labels.zone!=b".`;
  const { key, operator, value } = constraint;
  const seen = nodes.map((node) => ({ node, value: valueOf(node, key) }));
  if (nodes.length > 0 && seen.every((one) => one.value === undefined)) {
    const likely = nearest(key, constraintKeys);
    return `Swarm does not know ${show(key)}. ${
      likely === undefined ? `Use one of ${constraintKeys.join(", ")}.` : `Did you mean ${show(likely)}?`
    }`;
  }
  const byValue = new Map<string, SchedulableNode[]>();
  for (const one of seen) {
    const actual = typeof one.value === "string" ? one.value : "";
    byValue.set(actual, [...(byValue.get(actual) ?? []), one.node]);
  }
  const values = [...byValue].map(([actual, having]) =>
    actual === "" ? `not set on ${nodeNames(having)}` : `${show(actual)} on ${nodeNames(having)}`,
  );
  const shown = values.length > 4 ? [...values.slice(0, 3), "others elsewhere"] : values;
  const likely =
    operator === "=="
      ? nearest(
          value,
          [...byValue.keys()].filter((actual) => actual !== ""),
        )
      : undefined;
  const guess = likely === undefined ? "" : ` Did you mean ${show(likely)}?`;
  return `${show(key)} is ${shown.join(", ")}.${guess} ${fixOf(key, operator, value)}`;
}

function fixOf(key: string, operator: "==" | "!=", value: string): string {
  if (!key.toLowerCase().startsWith(nodeLabels) || operator === "!=") return "Change the constraint.";
  const label = `${key.slice(nodeLabels.length)}=${value}`;
  return (
    `Set the label with 'labels' of a SwarmNode or with docker node update --label-add ${label} NODE, or change the ` +
    `constraint.`
  );
}

function platformRequirement({ platforms, platformsPath }: Demand): Requirement[] {
  if (platforms.length === 0) return [];
  const isOfImage = platformsPath.endsWith("image");
  const wanted = [...new Set(platforms.map(showPlatform))].filter((one) => one !== "unknown/unknown").sort();
  return [
    {
      path: platformsPath,
      what: `has the platform ${wanted.join(" or ")}${isOfImage ? ", for which the image is" : ""}`,
      isMet: ({ Description }) =>
        Description?.Platform === undefined || platforms.some((one) => isPlatform(one, Description.Platform ?? {})),
      explain: (nodes) => {
        const has = nodes.flatMap(({ Description }) => Description?.Platform ?? []).map(showPlatform);
        const fix = isOfImage
          ? "Push the image for that platform, or add a node that can run it."
          : "Change 'platforms', or add such a node.";
        return `The nodes have ${[...new Set(has)].sort().join(", ")}. ${fix}`;
      },
    },
  ];
}

function isPlatform({ OS: os = "", Architecture: arch = "" }: Platform, node: Platform): boolean {
  const { OS: nodeOs = "", Architecture: nodeArch = "" } = node;
  return (arch === "" || architecture(arch) === architecture(nodeArch)) && (os === "" || os === nodeOs);
}

function showPlatform({ OS: os = "", Architecture: arch = "" }: Platform): string {
  return `${os === "" ? "any" : os}/${arch === "" ? "any" : architecture(arch)}`;
}
