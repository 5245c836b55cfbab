import { CommandError, splitCommand } from "../source/splitCommand";
import type { MapNode, Node, ScalarNode } from "../source/tree";
import { madeList, madeMap, madeScalar } from "../source/tree";
import { splitAt } from "../source/scalarText";
import type { Expand, Shape } from "./shape";
import { list, map, short, text, value, variable } from "./shape";

/** Text that stands for a list with one entry. */
export const textOrList = short("text or a list of text", list(text), oneEntry);

/** A list of `KEY=value`, or a mapping. */
export function mapping(noun: string): Shape {
  return short("a mapping, or a list of KEY=value", map(value, noun), keyValues);
}

/** Variables: like a mapping, but one that is empty does not replace that of an earlier file. */
export const variables = short("a mapping, or a list of NAME=value", map(variable, ""), keyValues);

/** A command: text that is split into words, or a list of words. */
export const command = short("text or a list of words", list(text, "replace"), words);

/** The test of a healthcheck: text is for the shell of the image. */
export const healthTest = short("text or a list of words", list(text), (node) =>
  node.kind === "scalar" ? madeList(node, [madeScalar(node, "CMD-SHELL"), node]) : node,
);

/** Entries of `/etc/hosts`: a list of `host:address`, or a mapping. */
export const hosts = short("a list of HOST=ADDRESS, or a mapping", list(text), (node) => {
  if (node.kind !== "map") return node;
  const names = [...node.entries.keys()].sort();
  return madeList(
    node,
    names.flatMap((name) => {
      const address = node.entries.get(name);
      return address?.kind === "scalar" && address.value !== null
        ? [{ ...madeScalar(address, `${name}=${address.value}`), comments: address.comments }]
        : [];
    }),
  );
});

/** A list of names that stands for a mapping without values. */
export const names: Expand = (node) => {
  if (node.kind !== "list") return node;
  const entries = node.items.flatMap((item): [string, Node][] =>
    item.kind === "scalar" && typeof item.value === "string" ? [[item.value, { ...item, value: null }]] : [],
  );
  return listedMap(node, entries);
};

/** Text that stands for `{ source: text }`. */
export const source: Expand = (node) =>
  node.kind === "scalar" && typeof node.value === "string"
    ? madeMap(node, { source: { ...node, comments: [] } })
    : node;

function oneEntry(node: Node): Node {
  return node.kind === "scalar" && typeof node.value === "string" ? madeList(node, [{ ...node, comments: [] }]) : node;
}

function keyValues(node: Node): Node {
  if (node.kind !== "list") return node;
  const entries = node.items.flatMap((item): [string, Node][] => {
    if (item.kind !== "scalar" || item.value === null) return [];
    const all = String(item.value);
    const at = all.indexOf("=");
    return at === -1 ? [[all, { ...item, value: null }]] : [[all.slice(0, at), splitAt(item, at + 1)]];
  });
  return listedMap(node, entries);
}

function words(node: Node, refuse: (message: string) => void): Node {
  if (node.kind !== "scalar" || typeof node.value !== "string") return node;
  try {
    return madeList(node, wordsOf(node));
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
    refuse(`cannot be split into words: ${error.message}`);
    return madeList(node, []);
  }
}

/** Splits the text with a mark for each variable, so that a word keeps its variables unless their values split it. */
function wordsOf(node: ScalarNode): ScalarNode[] {
  const { parts } = node;
  const split = splitCommand(String(node.value));
  if (parts === undefined) return split.map((word) => madeScalar(node, word));
  const marked = splitCommand(parts.map((part, i) => (typeof part === "string" ? part : `\uE000${i}\uE001`)).join(""));
  if (marked.length !== split.length) return split.map((word) => madeScalar(node, word));
  return marked.map((word, i) => {
    const pieces = word.split(/\uE000(\d+)\uE001/).flatMap((piece, k) => {
      if (k % 2 === 1) return parts[Number(piece)] ?? [];
      return piece === "" ? [] : [piece];
    });
    const made = madeScalar(node, split[i] ?? "");
    return pieces.some((piece) => typeof piece !== "string") ? { ...made, parts: pieces } : made;
  });
}

/** A mapping that a list stands for. Each key is where its item is. */
function listedMap(list: Node, entries: readonly [string, Node][]): MapNode {
  return {
    kind: "map",
    entries: new Map(entries),
    keys: new Map(entries.map(([key, { place }]) => [key, place])),
    place: list.place,
    comments: list.comments,
  };
}
