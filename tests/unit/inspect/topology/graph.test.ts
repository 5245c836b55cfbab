import type { ElkNode } from "elkjs";
import { graphOf } from "../../../../inspect/topology/graph";
import { layOut } from "../../../../inspect/topology/layout";
import { generatedTopology } from "./swarms";

interface Rectangle {
  readonly id: string;
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

function rectangle({ id, x = NaN, y = NaN, width = NaN, height = NaN }: ElkNode): Rectangle {
  return { id, left: x, top: y, right: x + width, bottom: y + height };
}

/** Pairs of siblings that overlap, and children that extend beyond their parent, at any depth below a node. */
function faults(node: ElkNode): string[] {
  const boxes = (node.children ?? []).map(rectangle);
  const outside = boxes.filter(
    ({ left, top, right, bottom }) =>
      !(left >= 0 && top >= 0 && right <= (node.width ?? NaN) + 0.5 && bottom <= (node.height ?? NaN) + 0.5),
  );
  const overlapping = boxes.flatMap((a, index) =>
    boxes
      .slice(index + 1)
      .filter((b) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom)
      .map((b) => `${a.id} is over ${b.id}`),
  );
  return [
    ...outside.map(({ id }) => `${id} stands out of ${node.id}`),
    ...overlapping,
    ...(node.children ?? []).flatMap(faults),
  ];
}

function idsIn(node: ElkNode): string[] {
  return [node.id, ...(node.children ?? []).flatMap(idsIn)];
}

describe.each([
  [0, 1],
  [3, 3],
  [300, 5],
])("A picture of %i services on %i nodes", (services, nodes) => {
  const topology = generatedTopology(services, nodes);
  const graph = graphOf(topology);

  test("contains each network, service, task and node once", () => {
    const items = idsIn(graph.root).filter((id) => /^(?:network|service|task|node):/.test(id));
    expect(items.sort()).toEqual(
      [
        ...topology.networks.map(({ id }) => `network:${id}`),
        ...topology.services.map(({ id }) => `service:${id}`),
        ...topology.tasks.map(({ id }) => `task:${id}`),
        ...topology.nodes.map(({ id }) => `node:${id}`),
      ].sort(),
    );
  });

  test("has no overlapping items, and each item is inside its container", async () => {
    expect(faults(await layOut(graph.root))).toEqual([]);
  });

  test("assigns an item to every box", () => {
    const unknown = idsIn(graph.root).filter((id) => id !== "root" && !graph.shapes.has(id));
    expect(unknown).toEqual([]);
  });
});

test("Sections are placed below each other", async () => {
  const { children = [] } = await layOut(graphOf(generatedTopology(300, 5)).root);
  expect(children.map(({ id }) => id)).toEqual(["section:shared", "section:networks", "section:nodes"]);
  const boxes = children.map(rectangle);
  expect(boxes.slice(1).filter((box, index) => box.top < (boxes[index]?.bottom ?? NaN))).toEqual([]);
});

test("The ingress is above the services that publish through it, and overlays are below their services", async () => {
  const { children = [] } = await layOut(graphOf(generatedTopology(3, 3)).root);
  const boxes = new Map((children[0]?.children ?? []).map((child) => [child.id, rectangle(child)]));
  const top = (id: string): number => boxes.get(id)?.top ?? NaN;
  expect(top("network:ingress") < top("group:0")).toBe(true);
  expect(top("group:0") < top("network:proxy")).toBe(true);
});

test("A network that many groups share has no lines", () => {
  const { links } = graphOf(generatedTopology(300, 5));
  expect([...links.values()].filter(({ network }) => network === "proxy")).toEqual([]);
  expect([...links.values()].filter(({ network }) => network === "ingress")).toEqual([
    { network: "ingress", services: ["proxy"] },
  ]);
});

test("A task without a node is in a box of its own", () => {
  const topology = generatedTopology(3, 3);
  const [first] = topology.tasks;
  const waiting = { ...topology, tasks: first === undefined ? [] : [{ ...first, node: undefined }] };
  const nodes = graphOf(waiting).root.children?.find(({ id }) => id === "section:nodes");
  const unplaced = nodes?.children?.find(({ id }) => id === "unplaced");
  expect(unplaced?.children?.map(({ id }) => id)).toEqual(["task:proxy-1"]);
});
