import type { ElkExtendedEdge, ElkNode, LayoutOptions } from "elkjs";
import { groupedBy } from "../../provider/inspection/groupedBy";
import {
  bridgeCard,
  cardSize,
  label,
  metrics,
  networkCard,
  nodeCard,
  serviceCard,
  taskCard,
  unplacedCard,
  type Card,
  type Size,
} from "./cards";
import type { ItemKey } from "./connections";
import { groupsOf, type Group } from "./groups";
import { textWidth } from "./textWidth";
import type { NetworkItem, NodeItem, TaskItem, Topology } from "./topology";

/** The item that a node of the graph represents. */
export type Shape =
  | { readonly kind: "section"; readonly title: string }
  | { readonly kind: "network" | "service" | "node" | "bridge" | "task"; readonly key: ItemKey; readonly card: Card }
  | { readonly kind: "unplaced"; readonly card: Card }
  | { readonly kind: "group"; readonly chips: readonly NetworkItem[]; readonly services: readonly string[] };

/** A line from a group of services to a network. */
export interface Link {
  readonly network: string;
  readonly services: readonly string[];
}

/** A graph for the layout library, and the items that its nodes and edges represent, by id. */
export interface Graph {
  readonly root: ElkNode;
  readonly shapes: ReadonlyMap<string, Shape>;
  readonly links: ReadonlyMap<string, Link>;
}

const chipHeight = 18;
const headRoom = 40;

/**
 * Builds the graph of a swarm, in up to three sections from top to bottom:
 *
 * - networks that many groups of services share; each group shows a chip for them instead of a line
 * - the other networks, and the services, grouped by their networks; the ingress is above, overlays are below
 * - nodes with their tasks and gateway bridges
 */
export function graphOf(topology: Topology): Graph {
  const shapes = new Map<string, Shape>();
  const links = new Map<string, Link>();
  const { groups, shared } = groupsOf(topology);
  const positions = new Map(topology.networks.map(({ id }, position) => [id, position]));
  /** The networks of a group, in the order of the list. */
  const networksOf = (group: Group): NetworkItem[] =>
    group.networks
      .flatMap((id) => positions.get(id) ?? [])
      .sort((a, b) => a - b)
      .flatMap((position) => topology.networks[position] ?? []);
  const networks = topology.networks.filter(({ id }) => !shared.has(id));
  const sections = [
    section("shared", "Networks shared by many", packing(6, 40), [
      ...topology.networks.filter(({ id }) => shared.has(id)).map((network) => networkBox(network, shapes)),
    ]),
    section(
      "networks",
      "Networks and services",
      layering,
      [
        ...networks.map((network) => networkBox(network, shapes)),
        ...groups.map((group) => {
          const chips = networksOf(group).filter(({ id }) => shared.has(id));
          return groupBox(group, topology, chips, shapes);
        }),
      ],
      groups.flatMap((group) => {
        const lines = networksOf(group).filter(({ id }) => !shared.has(id));
        return edgesOf(group, lines, links);
      }),
    ),
    section("nodes", "Nodes and tasks", packing(5, 24), nodeBoxes(topology, shapes)),
  ].filter(({ box }) => box.children?.length !== 0);
  for (const { box, title } of sections) shapes.set(box.id, { kind: "section", title });
  return { root: column(sections.map(({ box }) => box)), shapes, links };
}

const layering: LayoutOptions = {
  "elk.algorithm": "layered",
  "elk.direction": "DOWN",
  "elk.edgeRouting": "ORTHOGONAL",
  "elk.aspectRatio": "1.6",
  "elk.spacing.nodeNode": "28",
  "elk.spacing.componentComponent": "36",
  "elk.spacing.edgeNode": "16",
  "elk.spacing.edgeEdge": "12",
  "elk.layered.spacing.nodeNodeBetweenLayers": "36",
  "elk.layered.spacing.edgeNodeBetweenLayers": "16",
  "elk.layered.spacing.edgeEdgeBetweenLayers": "12",
  "elk.layered.nodePlacement.strategy": "NETWORK_SIMPLEX",
  "elk.layered.thoroughness": "20",
};

function packing(aspectRatio: number, distance: number): LayoutOptions {
  return {
    "elk.algorithm": "rectpacking",
    "elk.aspectRatio": String(aspectRatio),
    "elk.spacing.nodeNode": String(distance),
  };
}

/** Places sections below each other, with edges that are not drawn. */
function column(children: ElkNode[]): ElkNode {
  const ids = children.map(({ id }) => id);
  const edges = ids
    .slice(1)
    .map((id, index) => ({ id: `order:${id}`, sources: ids.slice(index, index + 1), targets: [id] }));
  const layoutOptions = {
    "elk.algorithm": "layered",
    "elk.direction": "DOWN",
    "elk.layered.spacing.nodeNodeBetweenLayers": "28",
    "elk.padding": padding(0, 0),
  };
  return { id: "root", layoutOptions, children, edges };
}

function padding(top: number, around: number): string {
  return `[top=${top},left=${around},bottom=${around},right=${around}]`;
}

function section(
  id: string,
  title: string,
  layoutOptions: LayoutOptions,
  children: ElkNode[],
  edges: ElkExtendedEdge[] = [],
): { readonly box: ElkNode; readonly title: string } {
  const options = { ...layoutOptions, "elk.padding": padding(headRoom, 0) };
  return { title, box: { id: `section:${id}`, layoutOptions: options, children, edges } };
}

function networkBox(network: NetworkItem, shapes: Map<string, Shape>): ElkNode {
  const key: ItemKey = `network:${network.id}`;
  const card = networkCard(network);
  shapes.set(key, { kind: "network", key, card });
  const { width, height } = cardSize(card, { min: 170, max: 320 });
  return { id: key, width, height: height + (network.addresses.usable > 0 ? metrics.meter : 0) };
}

function groupBox(
  group: Group,
  topology: Topology,
  chips: readonly NetworkItem[],
  shapes: Map<string, Shape>,
): ElkNode {
  const cards = group.services.map((service) => ({ service, card: serviceCard(service, topology) }));
  // Boxes of equal size form a grid.
  const size = largest(cards.map(({ card }) => cardSize(card, { min: 110, max: 230 })));
  shapes.set(group.id, { kind: "group", chips, services: group.services.map(({ id }) => id) });
  const wide = Math.max(size.width, ...chips.map((chip) => Math.min(230, textWidth(label(chip), metrics.line) + 30)));
  return {
    id: group.id,
    layoutOptions: {
      ...packing(1.8, 8),
      "elk.padding": padding(10 + chips.length * chipHeight, 10),
    },
    children: cards.map(({ service, card }) => {
      const key: ItemKey = `service:${service.id}`;
      shapes.set(key, { kind: "service", key, card });
      return { id: key, width: wide, height: size.height };
    }),
  };
}

function edgesOf(group: Group, networks: readonly NetworkItem[], links: Map<string, Link>): ElkExtendedEdge[] {
  return networks.map((network) => {
    const id = `link:${group.id}:${network.id}`;
    links.set(id, { network: network.id, services: group.services.map((service) => service.id) });
    const ends = network.ingress ? [`network:${network.id}`, group.id] : [group.id, `network:${network.id}`];
    return { id, sources: ends.slice(0, 1), targets: ends.slice(1) };
  });
}

const tasksOf = groupedBy<TaskItem>(({ node }) => (node === undefined ? [] : [node]));

function nodeBoxes({ nodes, tasks }: Topology, shapes: Map<string, Shape>): ElkNode[] {
  const size = largest(tasks.map((task) => cardSize(taskCard(task), { min: 70, max: 170 })));
  const known = new Set(nodes.map(({ id }) => id));
  const unplaced = tasks.filter(({ node }) => node === undefined || !known.has(node));
  const boxes = nodes.map((node) => {
    const own = tasksOf(tasks, node.id);
    const key: ItemKey = `node:${node.id}`;
    const card = nodeCard(node);
    shapes.set(key, { kind: "node", key, card });
    return taskHolder(key, card, [...bridgeBox(node, shapes), ...own.map((task) => taskBox(task, size, shapes))]);
  });
  if (unplaced.length === 0) return boxes;
  shapes.set("unplaced", { kind: "unplaced", card: unplacedCard });
  return [
    ...boxes,
    taskHolder(
      "unplaced",
      unplacedCard,
      unplaced.map((task) => taskBox(task, size, shapes)),
    ),
  ];
}

/** A box with space for a card above the tasks; without tasks, it has the size of the card. */
function taskHolder(id: string, card: Card, children: ElkNode[]): ElkNode {
  const { width, height } = cardSize(card, { min: 190, max: 260 });
  if (children.length === 0) return { id, width, height: height + metrics.padding };
  return {
    id,
    children,
    layoutOptions: {
      ...packing(0.9, 5),
      "elk.padding": padding(height, 10),
      "elk.nodeSize.constraints": "MINIMUM_SIZE",
      "elk.nodeSize.minimum": `(${width}, ${height})`,
    },
  };
}

function bridgeBox({ id, bridge }: NodeItem, shapes: Map<string, Shape>): ElkNode[] {
  if (bridge === undefined) return [];
  const key: ItemKey = `bridge:${id}`;
  const card = bridgeCard(bridge);
  shapes.set(key, { kind: "bridge", key, card });
  return [{ id: key, ...cardSize(card, { min: 150, max: 230 }) }];
}

function taskBox(task: TaskItem, size: Size, shapes: Map<string, Shape>): ElkNode {
  const key: ItemKey = `task:${task.id}`;
  shapes.set(key, { kind: "task", key, card: taskCard(task) });
  return { id: key, width: size.width, height: 22 };
}

function largest(sizes: readonly Size[]): Size {
  return {
    width: sizes.reduce((most, { width }) => Math.max(most, width), 0),
    height: sizes.reduce((most, { height }) => Math.max(most, height), 0),
  };
}
