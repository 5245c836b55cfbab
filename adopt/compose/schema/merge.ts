import { parseDuration } from "../../../swarm/durations";
import { field, type ListNode, type MapNode, type Node } from "../source/tree";
import type { Key, Keys, Shape } from "./shape";

/**
 * Merges two files in normal form as `docker stack deploy` does (docker/cli cli/compose/loader/merge.go). A service is
 * merged key by key; networks, volumes, secrets and configs of the second file replace those of the first.
 */
export function mergeFiles(base: MapNode, override: MapNode, keys: Keys): MapNode {
  const sections = [...override.entries].map(([section, value]): [string, Node] => {
    const below = base.entries.get(section);
    if (below?.kind !== "map" || value.kind !== "map") return [section, value];
    if (section !== "services") return [section, overlaid(below, value, (_, over) => over)];
    const shape = keys[section]?.shape;
    const service = shape?.kind === "map" ? shape.of : undefined;
    return [
      section,
      overlaid(below, value, (under, over) => (service === undefined ? over : merged(under, over, service))),
    ];
  });
  return { ...base, entries: new Map([...base.entries, ...sections]) };
}

/** All keys of both; `join` merges the values that are in both. */
function overlaid(base: MapNode, override: MapNode, join: (under: Node, over: Node, key: string) => Node): MapNode {
  const entries = new Map(base.entries);
  for (const [key, over] of override.entries) {
    const under = entries.get(key);
    entries.set(key, under === undefined ? over : join(under, over, key));
  }
  return { ...base, entries, keys: new Map([...base.keys, ...override.keys]) };
}

function merged(base: Node, override: Node, shape: Shape, key?: Key): Node {
  if (shape.kind === "short") return merged(base, override, shape.of, key);
  if (shape.kind === "list" && base.kind === "list" && override.kind === "list") {
    return mergedList(base, override, shape.merge);
  }
  if (shape.kind === "map" && base.kind === "map" && override.kind === "map") {
    return overlaid(base, override, (under, over) => merged(under, over, shape.of));
  }
  if (shape.kind === "record" && base.kind === "map" && override.kind === "map") {
    if (shape.merge === "replace") return override;
    if (shape.merge === "logging") return mergedLogging(base, override);
    if (shape.merge === "attachment") return mergedAttachment(base, override);
    const both = overlaid(base, override, (under, over, name) => {
      const entry = shape.keys[name];
      return entry === undefined ? over : merged(under, over, entry.shape, entry);
    });
    return { ...both, entries: new Map([...both.entries].map(([name, node]) => [name, once(node, shape.keys[name])])) };
  }
  return isZero(override, shape) && key?.zeroCounts !== true ? base : override;
}

/** Docker keeps one entry for each key of these lists, e.g. one port for each published number, in merged services. */
function once(node: Node, key: Key | undefined): Node {
  const shape = key?.shape.kind === "short" ? key.shape.of : key?.shape;
  if (node.kind !== "list" || shape?.kind !== "list" || typeof shape.merge !== "object") return node;
  return mergedList(node, { ...node, items: [] }, shape.merge);
}

/** Go's zero value, which does not replace another. A label can become empty, but not a variable. */
function isZero(node: Node, shape: Shape): boolean {
  if (node.kind !== "scalar" || node.isUnknown === true || shape.kind === "value") return false;
  const { value } = node;
  if (shape.kind === "duration") return parseDuration(String(value)) === 0;
  return value === null || value === "" || value === 0 || value === false;
}

function mergedList(base: ListNode, override: ListNode, merge: Extract<Shape, { kind: "list" }>["merge"]): ListNode {
  if (merge === undefined) return { ...base, items: [...base.items, ...override.items] };
  if (merge === "replace") return override.items.length === 0 ? base : override;
  const byKey = new Map<string | number, Node>();
  for (const item of [...base.items, ...override.items]) byKey.set(keyOf(item, merge.by), item);
  const sorted = [...byKey].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  return { ...base, items: sorted.map(([, item]) => item) };
}

function keyOf(item: Node, by: string): string | number {
  const key = item.kind === "map" ? field(item, by) : undefined;
  if (key?.kind !== "scalar" || key.value === null || typeof key.value === "boolean")
    return by === "published" ? 0 : "";
  return key.value;
}

/** The options of the same driver are merged; another driver replaces all. */
function mergedLogging(base: MapNode, override: MapNode): MapNode {
  const driver = (node: MapNode): unknown => {
    const name = field(node, "driver");
    return name?.kind === "scalar" ? name.value : undefined;
  };
  const [under, over] = [driver(base), driver(override)];
  if (under !== undefined && over !== undefined && under !== over) return override;
  return overlaid(base, override, (a, b) =>
    a.kind === "map" && b.kind === "map" ? overlaid(a, b, (_, next) => next) : b,
  );
}

/** The aliases of the second file replace those of the first, even if it has none; its driver options are ignored. */
function mergedAttachment(base: MapNode, override: MapNode): MapNode {
  if (override.entries.size === 0) return base;
  const aliases = field(override, "aliases");
  const entries = new Map([...base.entries].filter(([key]) => key !== "aliases"));
  if (aliases !== undefined) entries.set("aliases", aliases);
  return { ...base, entries };
}
