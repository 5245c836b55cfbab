import { unknown } from "../draft";
import { isBefore, parseVersion } from "../engineVersion";
import type { Problem } from "../problem";
import type { Demand } from "./demand";
import { capacityOf, showAmount, tasksIn, without, type Amounts } from "./nodeResources";
import { requirementsOf } from "./requirements";
import { nodeName, nodeNames, unreadiness, type SchedulableNode } from "./schedulableNode";

/** Why tasks of a service would not be placed. */
export interface PlacementConflict extends Problem {
  /** Whether the tasks can be placed after all, e.g. when a node comes back. Otherwise they stay pending. */
  readonly isRisk: boolean;
}

/** What the other services of the swarm use of a node, as far as they keep it. */
export interface NodeUse {
  readonly reserved: readonly Amounts[];
  /** The name of the service that has a port in host mode, by port, e.g. `8080/tcp`. */
  readonly hostPorts: ReadonlyMap<string, string>;
}

/**
 * Compares what a service needs with the nodes of the swarm, as swarmkit's scheduler does (manager/scheduler): Swarm
 * accepts a service that no node can run, and its tasks stay pending without an error.
 *
 * A node that cannot run tasks now counts as one that can later: then the conflict is a risk. So is a lack of free
 * resources, because tasks end.
 *
 * @param nodes of the swarm after the update; none if they are not known
 * @param uses by node id, without the service itself
 */
export function findPlacementConflicts(
  demand: Demand,
  nodes: readonly SchedulableNode[],
  uses: ReadonlyMap<string, NodeUse>,
): PlacementConflict[] {
  if (demand.tasks === 0 || nodes.length === 0) return [];
  // A global service has a task wherever it can run, which may be nowhere for now.
  const isGlobal = demand.tasks === "global" || demand.tasks === unknown;
  const requirements = requirementsOf(demand).map((requirement) => ({
    ...requirement,
    nodes: nodes.filter(requirement.isMet),
  }));
  const unmet = requirements.filter((requirement) => requirement.nodes.length === 0);
  if (unmet.length > 0) {
    return unmet.map(({ path, what, explain }) => ({
      path,
      reason: `No node of the swarm ${what}, so ${outcome(demand)}. ${explain(nodes)}`,
      isRisk: isGlobal,
    }));
  }
  const able = nodes.filter((node) => requirements.every(({ isMet }) => isMet(node)));
  if (able.length === 0) {
    const parts = requirements.filter((requirement) => requirement.nodes.length < nodes.length);
    const list = parts.map((part) => `only ${nodeNames(part.nodes)} ${part.what}`).join("; ");
    const reason =
      `No node of the swarm can run the service, so ${outcome(demand)}: ${list}. Change one of these requirements, ` +
      `or add a node that meets them all.`;
    return [{ path: parts[0]?.path ?? "taskSpec.placement", reason, isRisk: isGlobal }];
  }
  const places = placeConflicts(demand, able, uses);
  return [
    ...(places.some(({ isRisk }) => !isRisk) ? [] : readinessRisk(demand, able)),
    ...places,
    ...tooOld(demand, able),
  ];
}

/** Nodes whose Engine is too old for a property. A node that does not know its tasks' property runs them without it. */
function tooOld({ features }: Demand, able: readonly SchedulableNode[]): PlacementConflict[] {
  return features.flatMap(({ path, value: { name, since, otherwise } }): PlacementConflict[] => {
    const limit = parseVersion(since) ?? [];
    const old = able.flatMap((node) => {
      const text = node.Description?.Engine?.EngineVersion ?? "";
      const version = parseVersion(text);
      return version !== undefined && isBefore(version, limit) ? [{ node, text }] : [];
    });
    if (old.length === 0) return [];
    const versions = [...new Set(old.map(({ text }) => text))].sort().join(", ");
    const names = nodeNames(old.map(({ node }) => node));
    const fix = old.length < able.length ? `, keep the service off ${names} with a constraint,` : "";
    const reason =
      `'${name}' requires Docker Engine ${since}, but ${names} ${old.length === 1 ? "runs" : "run"} ` +
      `${versions}, which ` +
      `${otherwise}. Upgrade Docker there${fix} or leave '${name}' out.`;
    return [{ path, reason, isRisk: old.length < able.length }];
  });
}

function outcome({ tasks }: Demand): string {
  return tasks === "global" ? "the service would run nowhere" : "its tasks would stay pending";
}

function readinessRisk(demand: Demand, able: readonly SchedulableNode[]): PlacementConflict[] {
  const waiting = able.flatMap((node) => {
    const state = unreadiness(node);
    return state === undefined ? [] : [`${nodeName(node)} is ${state}`];
  });
  if (waiting.length < able.length) return [];
  const shown = waiting.length > 4 ? [...waiting.slice(0, 3), `so are ${waiting.length - 3} others`] : waiting;
  const reason =
    `No node that can run the service accepts tasks at present (${shown.join(", ")}), so ${outcome(demand)} ` +
    `until one ` +
    `does. Activate a node with docker node update --availability active NODE, or start it.`;
  return [{ path: "taskSpec.placement", reason, isRisk: true }];
}

/** A limit on the number of tasks on a node. */
interface Limit {
  readonly path: string;
  readonly on: (node: SchedulableNode) => number;
  readonly why: string;
  readonly fix: string;
}

/** Whether the nodes have a place for each task: all nodes that can run it at some time, then those that can now. */
function placeConflicts(
  demand: Demand,
  able: readonly SchedulableNode[],
  uses: ReadonlyMap<string, NodeUse>,
): PlacementConflict[] {
  const active = able.filter((node) => unreadiness(node) === undefined);
  for (const [nodes, isRisk] of [[able, false] as const, [active, true] as const]) {
    if (nodes.length === 0) continue;
    const ports = takenPorts(demand, nodes, uses).map((problem) => ({ ...problem, isRisk }));
    const conflicts = [...ports, ...tooFewPlaces(demand, nodes, isRisk)];
    if (conflicts.length > 0) return conflicts;
  }
  return resourceRisk(demand, active, uses);
}

function tooFewPlaces(demand: Demand, nodes: readonly SchedulableNode[], isRisk: boolean): PlacementConflict[] {
  const { tasks, isJob } = demand;
  if (typeof tasks !== "number") return [];
  const limits = limitsOf(demand);
  const single = limits.filter((limit) => placesOn(nodes, [limit]) < tasks).map((limit) => [limit]);
  const tooFew = single.length > 0 || placesOn(nodes, limits) >= tasks ? single : [limits];
  const where = `${isRisk ? "that accept tasks at present" : "that can run the service"} (${nodeNames(nodes)})`;
  return tooFew.map((which) => ({
    path: which[0]?.path ?? "",
    reason:
      `${which.map(({ why }) => why).join("; ")}: the ${count(nodes.length, "node")} ${where} ` +
      `${nodes.length === 1 ? "has" : "have"} room for ${count(placesOn(nodes, which), "task")}, but the service has ` +
      `${isJob ? `${count(tasks, "task")} at once` : count(tasks, "replica")}. The others would ` +
      `${isJob ? "wait until one of them ends" : "stay pending"}. ${which[0]?.fix ?? ""}`,
    // A job completes with fewer tasks at once, too.
    isRisk: isRisk || (isJob && placesOn(nodes, which) > 0),
  }));
}

function limitsOf({ maxReplicas, hostPorts, reserved, isJob }: Demand): Limit[] {
  const [port] = hostPorts;
  const fewer = fewerTasks(isJob);
  return [
    ...(port === undefined
      ? []
      : [
          {
            path: port.path,
            on: () => 1,
            why: `Only one task on each node can have port ${port.value} in host mode`,
            fix: `${capital(fewer)}, use the mode ${isJob ? "global-job" : "global"}, or leave 'publishedPort' out.`,
          },
        ]),
    ...(maxReplicas > 0
      ? [
          {
            path: "taskSpec.placement.maxReplicas",
            on: () => maxReplicas,
            why: `At most ${count(maxReplicas, "task")} may run on each node`,
            fix: `${capital(fewer)}, raise the limit per node, or add nodes.`,
          },
        ]
      : []),
    ...(reserved.size > 0
      ? [
          {
            path: "taskSpec.resources.reservation",
            on: (node: SchedulableNode) => {
              const capacity = capacityOf(node);
              return capacity === undefined ? Infinity : tasksIn(capacity, reserved);
            },
            why: `Each task reserves ${showAmounts(reserved)}`,
            fix: `Reserve less, ${fewer}, or add nodes.`,
          },
        ]
      : []),
  ];
}

/** How the program gets fewer tasks that run at the same time. */
function fewerTasks(isJob: boolean): string {
  return isJob ? "lower 'maxConcurrent'" : "reduce the replicas";
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function placesOn(nodes: readonly SchedulableNode[], limits: readonly Limit[]): number {
  return nodes.reduce((sum, node) => sum + Math.min(Infinity, ...limits.map(({ on }) => on(node))), 0);
}

/** Fixed ports in host mode that other services have on too many of the nodes. */
function takenPorts(
  { tasks, hostPorts, isJob }: Demand,
  able: readonly SchedulableNode[],
  uses: ReadonlyMap<string, NodeUse>,
): Problem[] {
  return hostPorts.flatMap(({ path, value: port }): Problem[] => {
    const taken = able.flatMap((node) => {
      const holder = uses.get(node.ID)?.hostPorts.get(port);
      return holder === undefined ? [] : [{ node, holder }];
    });
    const free = able.length - taken.length;
    const wanted = typeof tasks === "number" ? Math.min(tasks, able.length) : tasks === "global" ? able.length : 1;
    const needed = isJob ? 1 : wanted;
    if (taken.length === 0 || free >= needed) return [];
    const holders = [...new Set(taken.map(({ holder }) => `"${holder}"`))].sort();
    const reason =
      `Port ${port} is taken in host mode by service ${holders.join(" and ")} on ` +
      `${nodeNames(taken.map(({ node }) => node))}, ${
        free === 0
          ? `the only ${taken.length === 1 ? "node" : "nodes"} that can run the service`
          : `which leaves ${count(free, "node")} for ${count(needed, "task")}`
      }. ${free === 0 ? "Its" : "The other"} tasks would stay pending. Choose another port, or let ` +
      `${holders.join(" or ")} publish another one.`;
    return [{ path, reason }];
  });
}

function resourceRisk(
  { reserved, tasks, isJob }: Demand,
  active: readonly SchedulableNode[],
  uses: ReadonlyMap<string, NodeUse>,
): PlacementConflict[] {
  if (reserved.size === 0 || active.length === 0 || typeof tasks !== "number") return [];
  const room = active.reduce((sum, node) => {
    const capacity = capacityOf(node);
    if (capacity === undefined) return Infinity;
    return sum + tasksIn(without(capacity, uses.get(node.ID)?.reserved ?? []), reserved);
  }, 0);
  if (room >= tasks) return [];
  const reason =
    `Each task reserves ${showAmounts(reserved)}, and what other services leave on ${nodeNames(active)} is ` +
    `enough for ` +
    `${room} of ${count(tasks, "task")}. The others would stay pending until resources are free. Reserve ` +
    `less, ${fewerTasks(isJob)}, or add nodes.`;
  return [{ path: "taskSpec.resources.reservation", reason, isRisk: true }];
}

function showAmounts(amounts: Amounts): string {
  const parts = [...amounts]
    // A named generic resource counts as one of its kind as well.
    .filter(([name]) => ![...amounts.keys()].some((other) => other.startsWith(`${name}=`)))
    .map(([name, amount]) => showAmount(name, amount));
  return parts.length < 2 ? parts.join("") : `${parts.slice(0, -1).join(", ")} and ${parts.at(-1) ?? ""}`;
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? "" : "s"}`;
}
