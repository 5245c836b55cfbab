import type { ElkExtendedEdge, ElkNode } from "elkjs";
import { groupedBy } from "../../provider/inspection/groupedBy";
import { label, metrics, type Card } from "./cards";
import type { Graph, Link, Shape } from "./graph";
import { element, raw, type Markup } from "./markup";
import { hueClass, styleSheet } from "./palette";
import { fitText } from "./textWidth";
import type { NetworkItem, NodeItem, ServiceItem, TaskItem, Topology } from "./topology";

/** A laid-out graph and its source. */
export interface Drawing {
  readonly topology: Topology;
  readonly graph: Graph;
  /** The root of the graph, with the positions of all nodes. */
  readonly laidOut: ElkNode;
}

/** The position and size of a node in the picture. */
interface Place {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

const margin = 24;
const headHeight = 54;
const legendOfMarks = "Green: added. Yellow: changed or replaced. Red: removed";
const legend = [
  "Services in one frame are on the same networks. ⇥ published port → target port, through the ingress unless marked " +
    "host",
  "Padlock, thick line: encrypted. Dashed: internal, not connected to the outside. Bar: addresses in use",
];
const narrowest = 680;

/**
 * Draws the picture as a complete SVG document. Items have `data-key`, lines and chips `data-network`, lines and groups
 * `data-services`.
 */
export function drawSvg(drawing: Drawing): string {
  const { laidOut, topology } = drawing;
  const room = Math.max(laidOut.width ?? 0, narrowest);
  const foot = topology.marks === undefined ? legend : [...legend, legendOfMarks];
  const footHeight = foot.length * metrics.lineHeight + 16;
  const width = room + 2 * margin;
  const height = (laidOut.height ?? 0) + headHeight + footHeight + 2 * margin;
  const origin = { x: margin, y: margin + headHeight };
  const parts = (laidOut.children ?? []).map((child) => drawNode(child, origin, drawing));
  return element(
    "svg",
    {
      xmlns: "http://www.w3.org/2000/svg",
      viewBox: `0 0 ${Math.ceil(width)} ${Math.ceil(height)}`,
      width: Math.ceil(width),
      height: Math.ceil(height),
      role: "img",
      "aria-label": `${headline(topology)}: ${counts(topology)}`,
    },
    element("style", {}, raw(styleSheet())),
    element("rect", { class: "page", width: "100%", height: "100%" }),
    element("text", { class: "headline", x: margin, y: margin + 14 }, fitText(headline(topology), 18, room)),
    element("text", { class: "line", x: margin, y: margin + 34 }, fitText(counts(topology), metrics.line, room)),
    ...parts,
    ...foot.map((line, row) => {
      const y = height - margin - (foot.length - 1 - row) * metrics.lineHeight;
      return element("text", { class: "line", x: margin, y }, line);
    }),
  ).markup;
}

/** The title of the picture. */
export function headline({ stack, marks, host }: Topology): string {
  if (marks !== undefined) return `Networks of stack ${stack ?? ""} ${host}`;
  return stack === undefined ? "Networks of a swarm" : `Networks of a swarm, with the names of stack ${stack}`;
}

function counts({ host, nodes, networks, services, tasks, marks }: Topology): string {
  return [
    ...(marks === undefined ? [host, counted(nodes.length, "node")] : []),
    counted(networks.length, "network"),
    counted(services.length, "service"),
    ...(marks === undefined ? [counted(tasks.length, "task")] : []),
  ].join(" · ");
}

function counted(count: number, word: string): string {
  return `${count} ${word}${count === 1 ? "" : "s"}`;
}

/**
 * Containers are drawn below their content, not around it, so that each item can be highlighted or dimmed separately.
 */
function drawNode(node: ElkNode, parent: { x: number; y: number }, drawing: Drawing): Markup {
  const { x = 0, y = 0, width = 0, height = 0 } = node;
  const place = { x: parent.x + x, y: parent.y + y, width, height };
  const shape = drawing.graph.shapes.get(node.id);
  const parts = [
    ...(shape === undefined ? [] : [drawShape(shape, place, drawing)]),
    ...(node.edges ?? []).flatMap((edge) => drawLink(edge, place, drawing)),
    ...(node.children ?? []).map((child) => drawNode(child, place, drawing)),
  ];
  return raw(parts.map(({ markup }) => markup).join("\n"));
}

function drawShape(shape: Shape, place: Place, drawing: Drawing): Markup {
  switch (shape.kind) {
    case "section":
      return drawSection(shape.title, { ...place, x: margin, width: drawing.laidOut.width ?? place.width });
    case "group":
      return drawGroup(shape, place, drawing);
    case "unplaced":
      return element("g", { class: "unplaced" }, box(place, 8), ...cardText(shape.card, place));
    case "network":
      return drawNetwork(shape, place, drawing);
    case "task":
      return item(shape, drawing, box(place, 11), ...taskText(shape.card, place));
    default:
      return item(shape, drawing, box(place, shape.kind === "node" ? 8 : 6), ...cardText(shape.card, place));
  }
}

function markOf(key: string, { topology }: Drawing): string[] {
  const mark = topology.marks?.[key];
  return mark === undefined ? [] : [mark];
}

/** The mark that the lines of all services of a group have. */
function linkMark({ network, services }: Link, drawing: Drawing): string[] {
  const all = new Set(services.map((service) => markOf(`link:${service} ${network}`, drawing)[0]));
  const [mark] = all;
  return all.size === 1 && mark !== undefined ? [mark] : [];
}

type ItemShape = Extract<Shape, { key: unknown }>;

function item(shape: ItemShape, drawing: Drawing, ...children: Markup[]): Markup {
  const tooltip = [shape.card.title, ...shape.card.lines].join("\n");
  return element(
    "g",
    {
      class: ["item", shape.kind, ...traits(shape, drawing), ...markOf(shape.key, drawing)].join(" "),
      "data-key": shape.key,
    },
    element("title", {}, tooltip),
    ...children,
  );
}

function traits({ kind, key }: ItemShape, { topology }: Drawing): string[] {
  const id = key.slice(kind.length + 1);
  if (kind === "network") return networkTraits(id, topology);
  if (kind === "task") return [taskClass(taskIn(topology.tasks, id)?.state)];
  if (kind === "node") {
    const node = nodeIn(topology.nodes, id);
    return node?.state !== "ready" ? ["bad"] : node.availability === "active" ? [] : ["waiting"];
  }
  const isRunning = kind === "service" && topology.marks === undefined;
  const service = isRunning ? serviceIn(topology.services, id) : undefined;
  return service !== undefined && isShort(service) ? ["short"] : [];
}

/** Looks up the items of a list by their ids. */
function byId<T extends { readonly id: string }>(): (items: readonly T[], id: string) => T | undefined {
  const withId = groupedBy<T>(({ id }) => [id]);
  return (items, id) => withId(items, id)[0];
}

const networkIn = byId<NetworkItem>();
const nodeIn = byId<NodeItem>();
const serviceIn = byId<ServiceItem>();
const taskIn = byId<TaskItem>();

/** A job is short of tasks until all have completed. */
function isShort({ runningTasks, completedTasks, desiredTasks }: ServiceItem): boolean {
  return (completedTasks ?? runningTasks) < desiredTasks;
}

function networkTraits(id: string, { networks, marks }: Topology): string[] {
  const network = networkIn(networks, id);
  if (network === undefined) return [];
  return [
    // Only marks have a colour in a planned swarm.
    marks === undefined ? hueClass(networks.indexOf(network), network.ingress) : "plain",
    ...(network.encrypted ? ["encrypted"] : []),
    ...(network.internal ? ["internal"] : []),
  ];
}

function taskClass(state: string | undefined): string {
  if (state === "running") return "running";
  return ["complete", "shutdown", "failed", "rejected", "remove", "orphaned"].includes(state ?? "") ? "bad" : "waiting";
}

function drawSection(title: string, { x, y, width }: Place): Markup {
  return element(
    "g",
    {},
    element("text", { class: "section", x, y: y + 12 }, title),
    element("line", { class: "rule", x1: x, y1: y + 20, x2: x + width, y2: y + 20 }),
  );
}

function drawNetwork(shape: ItemShape, place: Place, drawing: Drawing): Markup {
  const { x, y, width, height } = place;
  const network = networkIn(drawing.topology.networks, shape.key.slice("network:".length));
  const stripe = element("rect", { class: "stripe", x, y: y + 6, width: 4, height: height - 12 });
  return item(
    shape,
    drawing,
    box(place, 6),
    stripe,
    ...cardText(shape.card, place),
    ...(network?.encrypted === true ? [padlock(x + width - 22, y + 9)] : []),
    ...(network === undefined ? [] : meter(network, place)),
  );
}

function meter({ addresses: { usable, used } }: NetworkItem, { x, y, width, height }: Place): Markup[] {
  if (usable === 0) return [];
  const whole = { x: x + metrics.padding, y: y + height - 12, width: width - 2 * metrics.padding, height: 4, rx: 2 };
  const part = Math.max(2, whole.width * Math.min(1, used / usable));
  return [
    element("rect", { class: "track", ...whole }),
    element("rect", { class: used / usable > 0.9 ? "full" : "stripe", ...whole, width: part }),
  ];
}

function padlock(x: number, y: number): Markup {
  return element("path", { class: "padlock", d: `M${x + 1} ${y + 6}h10v7h-10zm2 0v-2.5a3 3 0 0 1 6 0v2.5` });
}

function drawGroup(
  { chips, services }: Extract<Shape, { kind: "group" }>,
  place: Place,
  { topology }: Drawing,
): Markup {
  return element(
    "g",
    { class: "group", "data-services": services.join(" ") },
    box(place, 8),
    ...chips.map((network, row) => {
      const y = place.y + 8 + row * 18;
      return element(
        "g",
        { class: `chip ${networkTraits(network.id, topology).join(" ")}`, "data-network": network.id },
        element("circle", { class: "dot", cx: place.x + 16, cy: y + 6, r: 4 }),
        element(
          "text",
          { class: "line", x: place.x + 26, y: y + 10 },
          fitText(label(network), metrics.line, place.width - 36),
        ),
      );
    }),
  );
}

function drawLink(edge: ElkExtendedEdge, place: Place, drawing: Drawing): Markup[] {
  const link = drawing.graph.links.get(edge.id);
  if (link === undefined) return [];
  const points = (edge.sections ?? []).flatMap(({ startPoint, bendPoints = [], endPoint }) => [
    startPoint,
    ...bendPoints,
    endPoint,
  ]);
  return [
    element("polyline", {
      class: ["link", ...networkTraits(link.network, drawing.topology), ...linkMark(link, drawing)].join(" "),
      points: points.map(({ x, y }) => `${round(place.x + x)},${round(place.y + y)}`).join(" "),
      "data-network": link.network,
      "data-services": link.services.join(" "),
    }),
  ];
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

function box({ x, y, width, height }: Place, radius: number): Markup {
  return element("rect", { class: "box", x, y, width, height, rx: radius });
}

function cardText(card: Card, { x, y, width }: Place): Markup[] {
  const { padding, title, line, lineHeight } = metrics;
  const room = width - 2 * padding;
  const left = x + padding;
  return [
    element("text", { class: "title", x: left, y: y + padding + 11 }, fitText(card.title, title, room - card.sign)),
    ...card.lines.map((text, row) =>
      element(
        "text",
        { class: "line", x: left, y: y + padding + 11 + (row + 1) * lineHeight },
        fitText(text, line, room),
      ),
    ),
  ];
}

function taskText(card: Card, { x, y, width }: Place): Markup[] {
  return [element("text", { x: x + 10, y: y + 15 }, fitText(card.title, metrics.line, width - 20))];
}
