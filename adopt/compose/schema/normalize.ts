import { nearest } from "../../../swarm/nearest";
import { parseDuration } from "../../../swarm/durations";
import { parseMemory } from "../../../swarm/shortForms/memory";
import { show } from "../../../swarm/typed";
import type { Problems } from "../source/problems";
import type { ListNode, MapNode, Node, ScalarNode } from "../source/tree";
import type { Keys, ScalarShape, Shape } from "./shape";

/** What the steps of the reading report. */
export interface Report {
  readonly problems: Problems;
  /** Adds a sentence to the README of the program. */
  readonly remark: (node: { readonly place: Node["place"] }, text: string) => void;
}

/**
 * Checks a value against its shape, and brings it into the long form that later steps expect. Keys that docker ignores
 * are left out, with a remark; keys that are an error are reported.
 *
 * @param name of the value in messages, e.g. `replicas`
 * @param owner what the value belongs to in remarks, e.g. `service "web"`
 */
export function normalize(node: Node, shape: Shape, name: string, owner: string, report: Report): Node {
  const refuse = (message: string, at = node): void => {
    report.problems.add(at.place, `'${name}' ${shown(at)} ${message}`);
  };
  switch (shape.kind) {
    case "any":
      return node;
    case "short": {
      const expanded = shape.expand(node, refuse);
      if (expanded.kind !== wantedKind(shape.of)) {
        refuse(`is not ${shape.forms}.`);
        return expanded;
      }
      return normalize(expanded, shape.of, name, owner, report);
    }
    case "list":
      if (node.kind === "list") return listOf(node, shape.of, name, owner, report);
      refuse(`is not a list. Begin each entry with "- ".`);
      return node;
    case "map":
      if (node.kind === "map") return mapOf(node, shape, owner, report);
      refuse(`is not a mapping. Use "name: value" on lines below it.`);
      return node;
    case "record":
      if (node.kind === "map") return recordOf(node, shape.keys, shape.noun, owner, report);
      // `networks: { frontend: }` has all defaults.
      if (node.kind === "scalar" && node.value === null) return emptyMap(node);
      refuse(`is not a mapping. Use "key: value" on lines below it.`);
      return node;
    default:
      if (node.kind === "scalar") return scalarOf(node, shape, name, refuse);
      refuse(`is not ${nouns[shape.kind]}.`);
      return node;
  }
}

const nouns = {
  text: "text",
  value: "text",
  variable: "text",
  duration: `a duration. Use e.g. "30s" or "1m30s"`,
  memory: `a size. Use e.g. "128M"`,
  flag: "true or false",
  number: "a number. Use e.g. 0.5",
  wholeNumber: "a whole number. Use e.g. 2",
} as const;

function scalarOf(node: ScalarNode, shape: ScalarShape, name: string, refuse: (message: string) => void): ScalarNode {
  const { value } = node;
  // The value of a variable that has none is checked when the program runs.
  if (node.isUnknown === true) return node;
  switch (shape.kind) {
    case "text":
      if (typeof value !== "string") refuse(`is not text. Put it in quotes: ${name}: "${value}".`);
      return node;
    case "value":
    case "variable":
      if (typeof value === "boolean") refuse(`is not text. Put it in quotes: "${value}".`);
      return typeof value === "number" ? { ...node, value: String(value) } : node;
    case "flag": {
      const cast = node.parts === undefined ? value : flagOf(String(value));
      if (typeof cast !== "boolean") refuse("is not true or false. Use one of them, without quotes.");
      return { ...node, value: cast ?? null };
    }
    case "number":
    case "wholeNumber": {
      const isNumeric = typeof value === "string" && /^[-+]?\d+(?:\.\d*)?$/.test(value);
      const cast = isNumeric ? Number(value) : value;
      if (typeof cast !== "number" || !Number.isFinite(cast)) refuse("is not a number. Use e.g. 2, without quotes.");
      else if (shape.kind === "wholeNumber" && !Number.isInteger(cast)) refuse("is not a whole number. Use e.g. 2.");
      return { ...node, value: cast };
    }
    case "duration": {
      const isRight = typeof value === "string" && parseDuration(value) !== undefined;
      const hint = /^\d+$/.test(String(value)) ? `Did you mean "${value}s"?` : `Use e.g. "30s" or "1m30s".`;
      if (!isRight) refuse(`is not a duration. ${hint}`);
      return node;
    }
    case "memory": {
      const parsed = typeof value === "string" ? parseMemory(value) : { reason: "" };
      if ("reason" in parsed) refuse(`is not a size. Use e.g. "128M" or "1.5G", in quotes.`);
      return node;
    }
  }
}

/** The keys that the compose schema allows for services, networks, volumes, secrets and configs. */
const objectKey = /^[a-zA-Z0-9._-]+$/;

/** The words that docker takes from a variable (https://yaml.org/type/bool.html). */
function flagOf(word: string): boolean | undefined {
  if (/^(?:y|yes|true|on)$/i.test(word)) return true;
  return /^(?:n|no|false|off)$/i.test(word) ? false : undefined;
}

function listOf(node: ListNode, of: Shape, name: string, owner: string, report: Report): ListNode {
  return { ...node, items: node.items.map((item) => normalize(item, of, name, owner, report)) };
}

function mapOf(
  node: MapNode,
  { of, noun }: { readonly of: Shape; readonly noun: string },
  owner: string,
  report: Report,
): MapNode {
  const isNamed = noun !== "";
  for (const key of isNamed ? node.entries.keys() : []) {
    if (objectKey.test(key)) continue;
    const hint = noun === "service" ? "" : " Choose one, and set this as its 'name'.";
    const rule = `docker stack deploy refuses the ${noun} "${key}": a key has letters, digits, '.', '_' and '-'.`;
    report.problems.add(node.keys.get(key) ?? node.place, rule + hint);
  }
  const entries = [...node.entries].map(([key, value]): [string, Node] => [
    key,
    normalize(value, of, key, isNamed ? `${noun} "${key}"` : owner, report),
  ]);
  return { ...node, entries: new Map(entries) };
}

function recordOf(node: MapNode, keys: Keys, noun: string, owner: string, report: Report): MapNode {
  const entries: [string, Node][] = [];
  for (const [key, value] of node.entries) {
    if (key.startsWith("x-") && keys[key] === undefined) continue;
    const place = node.keys.get(key) ?? node.place;
    const known = Object.hasOwn(keys, key) ? keys[key] : undefined;
    if (known === undefined) {
      const near = nearest(key, Object.keys(keys));
      const hint = near === undefined ? "Remove it, or begin its name with x-." : `Did you mean '${near}'?`;
      report.problems.add(place, `'${key}' is not a key of ${noun}. ${hint}`);
    } else if ("refused" in known.fate) {
      report.problems.add(place, `'${key}' of ${owner} cannot be converted. ${known.fate.refused}`);
    } else if ("ignored" in known.fate) {
      report.remark({ place }, `'${key}' of ${owner} has no effect: ${known.fate.ignored}`);
    } else {
      entries.push([key, normalize(value, known.shape, key, owner, report)]);
    }
  }
  return { ...node, entries: new Map(entries) };
}

function emptyMap(node: ScalarNode): MapNode {
  return { kind: "map", entries: new Map(), keys: new Map(), place: node.place, comments: node.comments };
}

function wantedKind(shape: Shape): Node["kind"] {
  if (shape.kind === "list") return "list";
  return shape.kind === "map" || shape.kind === "record" ? "map" : "scalar";
}

function shown(node: Node): string {
  if (node.kind === "scalar") return show(node.value);
  return node.kind === "list" ? "(a list)" : "(a mapping)";
}
