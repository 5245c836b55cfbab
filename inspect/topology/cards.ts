import { textWidth } from "./textWidth";
import { taskCount } from "../taskCount";
import type { BridgeItem, NetworkItem, NodeItem, ServiceItem, TaskItem, Topology } from "./topology";

/** The text in a box: a title, and lines of smaller text below it. */
export interface Card {
  readonly title: string;
  readonly lines: readonly string[];
  /** Space to the right of the title for a sign, in pixels. */
  readonly sign: number;
}

/** Font sizes and distances in a box, in pixels. */
export const metrics = { title: 13, line: 11, lineHeight: 16, padding: 10, meter: 10 } as const;

const padlock = 18;

export function networkCard(network: NetworkItem): Card {
  const { usable, used } = network.addresses;
  const traits = [
    network.driver === "overlay" ? undefined : network.driver === "" ? "not allocated" : network.driver,
    network.ingress ? "ingress" : undefined,
    network.encrypted ? "encrypted" : undefined,
    network.internal ? "internal" : undefined,
    network.attachable ? "attachable" : undefined,
    network.effectiveMtu === undefined ? undefined : `MTU ${network.effectiveMtu}`,
  ].filter((trait) => trait !== undefined);
  return {
    title: label(network),
    lines: [
      listed(network.subnets.map(({ subnet }) => subnet)) ?? "no subnet yet",
      traits.join(" · "),
      ...(usable === 0 ? [] : [`${used} of ${usable} addresses used`]),
    ],
    sign: network.encrypted ? padlock : 0,
  };
}

/** The number of published ports that a card lists. The details list all. */
const mostPorts = 4;

/** With more services than this, cards do not list the nodes of the tasks; the details do. */
const mostWithPlaces = 60;

export function serviceCard(service: ServiceItem, topology: Topology): Card {
  const ports = service.ports.map(({ publishedPort, targetPort, protocol, publishMode }) => {
    const published = publishedPort === 0 ? "any" : String(publishedPort);
    return `${published}→${targetPort}/${protocol}${publishMode === "host" ? " host" : ""}`;
  });
  const mode = service.mode === "replicated" ? "" : ` · ${service.mode}`;
  const dnsrr = service.endpointMode === "dnsrr" ? " · dnsrr" : "";
  return {
    title: label(service),
    lines: [
      `${topology.marks === undefined ? taskCount(service, "/") : plannedTasks(service)}${mode}${dnsrr}`,
      ...(topology.marks !== undefined || topology.services.length > mostWithPlaces
        ? []
        : [listed(placesOf(service, topology)) ?? "on no node"]),
      ...ports.slice(0, mostPorts).map((port) => `⇥ ${port}`),
      ...(ports.length > mostPorts ? [`⇥ ${ports.length - mostPorts} more`] : []),
    ],
    sign: 0,
  };
}

/** How many tasks a planned service runs. */
function plannedTasks({ mode, desiredTasks }: ServiceItem): string {
  if (mode === "global" || mode === "global job") return "1 task per node";
  return `${desiredTasks} ${desiredTasks === 1 ? "task" : "tasks"}`;
}

export function nodeCard(node: NodeItem): Card {
  const condition = [node.state, node.availability].filter((word) => word !== "ready" && word !== "active");
  return {
    title: node.name,
    lines: [[node.role, node.address, ...condition].filter((word) => word !== undefined).join(" · ")],
    sign: 0,
  };
}

/** The box of the tasks that are not assigned to a node. */
export const unplacedCard: Card = { title: "no node", lines: ["not placed yet"], sign: 0 };

export function bridgeCard(bridge: BridgeItem): Card {
  return { title: bridge.name, lines: [listed(bridge.subnets.map(({ subnet }) => subnet)) ?? "no subnet"], sign: 0 };
}

export function taskCard(task: TaskItem): Card {
  return { title: task.state === "running" ? task.name : `${task.name} ${task.state}`, lines: [], sign: 0 };
}

/** The size that fits all of a card, within two limits for its width. */
export function cardSize(card: Card, limits: { readonly min: number; readonly max: number }): Size {
  const { title, line, lineHeight, padding } = metrics;
  const widest = Math.max(textWidth(card.title, title) + card.sign, ...card.lines.map((text) => textWidth(text, line)));
  const width = Math.ceil(widest) + 2 * padding;
  return {
    width: Math.min(limits.max, Math.max(limits.min, width)),
    height: 2 * padding + title + card.lines.length * lineHeight,
  };
}

export interface Size {
  readonly width: number;
  readonly height: number;
}

/** Prefers the name in the program, which people know. The details show the name in the swarm. */
export function label(item: { readonly name: string; readonly programName: string | undefined }): string {
  return item.programName ?? item.name;
}

function placesOf(service: ServiceItem, { tasks, nodes }: Topology): string[] {
  const names = new Map(nodes.map(({ id, name }) => [id, name]));
  const counts = new Map<string, number>();
  for (const { service: id, node } of tasks) {
    if (id !== service.id || node === undefined) continue;
    const name = names.get(node) ?? node;
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return [...counts]
    .sort(([a], [b]) => a.localeCompare(b, "en", { numeric: true }))
    .map(([name, count]) => (count === 1 ? name : `${name} ×${count}`));
}

/** The first three and the number of the others; `undefined` for an empty list. */
function listed(words: readonly string[]): string | undefined {
  if (words.length === 0) return undefined;
  const shown = words.slice(0, 3).join(", ");
  return words.length > 3 ? `${shown} +${words.length - 3}` : shown;
}
