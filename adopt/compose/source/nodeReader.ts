import type { Alias, Document, Node as YamlNode, Pair, Scalar, YAMLError, YAMLMap, YAMLSeq } from "yaml";
import { isAlias, isMap, isScalar, isSeq, type LineCounter } from "yaml";
import type { Problems } from "./problems";
import { plainScalar } from "./scalar";
import type { ListNode, MapNode, Node, Place, ScalarNode } from "./tree";
import { parseTemplate, TemplateError } from "./variables";

/** The highest number of values after aliases have been expanded. */
const mostNodes = 100_000;

/** Turns the nodes of the parser into ours: with places and comments, without aliases and merge keys. */
export class NodeReader {
  #nodes = 0;
  readonly #ancestors = new Set<YamlNode>();

  public constructor(
    private readonly file: string,
    private readonly document: Document.Parsed,
    private readonly lines: LineCounter,
    private readonly valueOf: (variable: string) => string | undefined,
    private readonly problems: Problems,
  ) {}

  /** The mapping at the top; `undefined` if aliases expand without end. */
  public read(): MapNode | undefined {
    try {
      return this.node(this.document.contents, false, []) as MapNode;
    } catch (error) {
      if (error instanceof TooLarge) return undefined;
      throw error;
    }
  }

  /** @param offset in the text */
  public placeAt(offset: number): Place {
    const { line, col } = this.lines.linePos(offset);
    return { file: this.file, line: Math.max(line, 1), column: Math.max(col, 1) };
  }

  /** Adds an error of the parser to the problems. */
  public refuse({ code, message, pos }: YAMLError): void {
    this.problems.add(this.placeAt(pos[0]), yamlMessages[code] ?? lowered(message));
  }

  /** @param isCopy whether an alias or a merge key repeats the node, so that its comments are elsewhere */
  private node(node: YamlNode | null, isCopy: boolean, comments: readonly string[], at?: Place): Node {
    const place = node?.range ? this.placeAt(node.range[0]) : (at ?? { file: this.file, line: 1, column: 1 });
    if (++this.#nodes > mostNodes) {
      this.problems.add(
        place,
        `aliases expand to more than ${mostNodes} values. Remove aliases that repeat each other.`,
      );
      throw new TooLarge();
    }
    if (isAlias(node)) return this.alias(node, place);
    if (node === null) return { kind: "scalar", value: null, place, comments };
    const isBlock = isMap(node) || isSeq(node);
    const above = isBlock ? [] : commentLines(node.commentBefore);
    const own = isCopy ? [] : [...comments, ...above, ...commentLines(node.comment)];
    this.#ancestors.add(node);
    try {
      if (isMap(node)) return this.map(node, isCopy, place, own);
      return isSeq(node) ? this.list(node, isCopy, place, own) : this.scalar(node, place, own);
    } finally {
      this.#ancestors.delete(node);
    }
  }

  private alias(alias: Alias, place: Place): Node {
    const target = alias.resolve(this.document);
    if (target === undefined) {
      this.problems.add(
        place,
        `*${alias.source} is not defined above. Define the anchor &${alias.source} before this line.`,
      );
      return { kind: "scalar", value: null, place, comments: [] };
    }
    if (this.#ancestors.has(target)) {
      this.problems.add(
        place,
        `*${alias.source} contains itself. Remove the alias, or move the anchor &${alias.source}.`,
      );
      return { kind: "scalar", value: null, place, comments: [] };
    }
    return { ...this.node(target, true, []), place };
  }

  private list(list: YAMLSeq, isCopy: boolean, place: Place, comments: readonly string[]): ListNode {
    const items = list.items.map((item, i) =>
      this.node(item as YamlNode | null, isCopy, firstComments(list, i, isCopy), place),
    );
    return { kind: "list", items, place, comments };
  }

  private map(map: YAMLMap, isCopy: boolean, place: Place, comments: readonly string[]): MapNode {
    const [entries, keys] = [new Map<string, Node>(), new Map<string, Place>()];
    const merged: MapNode[] = [];
    let mergedAt: number | undefined;
    for (const [i, pair] of (map.items as Pair<YamlNode, YamlNode | null>[]).entries()) {
      const keyPlace = this.placeAt(pair.key.range?.[0] ?? 0);
      if (!isScalar(pair.key)) {
        this.problems.add(keyPlace, `the key is not text. Use text as the key.`);
        continue;
      }
      const key = String(pair.key.value);
      if (key === "<<" && pair.key.type === "PLAIN") {
        mergedAt ??= entries.size;
        merged.push(...this.mergedMaps(pair.value, keyPlace));
        continue;
      }
      const above = [...firstComments(map, i, isCopy), ...commentLines(pair.key.commentBefore)];
      entries.set(key, this.node(pair.value, isCopy, isCopy ? [] : above, keyPlace));
      keys.set(key, keyPlace);
    }
    // A key of the mapping itself wins, then that of the mapping that was merged first.
    const before = [...entries.keys()].slice(0, mergedAt);
    const order = new Set([...before, ...merged.flatMap((from) => [...from.entries.keys()]), ...entries.keys()]);
    for (const from of merged) {
      for (const [key, value] of from.entries) {
        if (entries.has(key)) continue;
        entries.set(key, value);
        keys.set(key, from.keys.get(key) ?? from.place);
      }
    }
    return { kind: "map", entries: inOrder(entries, order), keys, place, comments };
  }

  private mergedMaps(value: YamlNode | null, place: Place): MapNode[] {
    const node = this.node(value, true, [], place);
    const maps = node.kind === "list" ? node.items : [node];
    return maps.flatMap((map) => {
      if (map.kind === "map") return [map];
      this.problems.add(place, `"<<" merges mappings only. Use the alias of a mapping, or a list of them.`);
      return [];
    });
  }

  private scalar(node: Scalar, place: Place, comments: readonly string[]): ScalarNode {
    const text = String(node.value);
    const value = node.tag === undefined ? this.untagged(node, text) : this.tagged(node.tag, text, place);
    if (typeof value !== "string") return { kind: "scalar", value, place, comments };
    try {
      const template = parseTemplate(value, this.valueOf);
      if (template === undefined) return { kind: "scalar", value, place, comments };
      const hasVariables = template.parts.some((part) => typeof part !== "string");
      const { text: resolved, parts, isUnknown } = template;
      const variables = hasVariables ? { parts, ...(isUnknown && { isUnknown }) } : {};
      return { kind: "scalar", value: resolved, ...variables, place, comments };
    } catch (error) {
      if (!(error instanceof TemplateError)) throw error;
      this.problems.add(place, error.message);
      return { kind: "scalar", value, place, comments };
    }
  }

  private untagged(node: Scalar, text: string): string | number | boolean | null {
    return node.type === "PLAIN" ? plainScalar(node.source ?? text) : text;
  }

  private tagged(tag: string, text: string, place: Place): string | number | boolean | null {
    if (tag === "tag:yaml.org,2002:str") return text;
    if (/^tag:yaml\.org,2002:(?:int|float|bool|null)$/.test(tag)) return plainScalar(text);
    this.problems.add(place, `the tag ${tag} is not possible: docker stack deploy does not know it. Remove it.`);
    return text;
  }
}

/** Ends the reading of a file whose aliases expand without end. */
class TooLarge extends Error {}

/** Our text for the errors of the parser that people meet. */
const yamlMessages: Readonly<Partial<Record<string, string>>> = {
  DUPLICATE_KEY: "the key is used twice. Remove one of them.",
  TAB_AS_INDENT: "the line is indented with a tab. Use spaces.",
  MISSING_CHAR: "a quote or bracket is not closed, or a key has no colon. Close it.",
  TAG_RESOLVE_FAILED: "the tag is not possible: docker stack deploy does not know it. Remove it.",
  KEY_OVER_1024_CHARS: "the key has more than 1024 characters. Use a shorter one.",
};

function lowered(message: string): string {
  return `the YAML is not valid: ${message.charAt(0).toLowerCase()}${message.slice(1).replace(/\.?$/, ".")}`;
}

/** Merged keys stand where their mapping is merged, as a reader of the file expects it. */
function inOrder(entries: ReadonlyMap<string, Node>, order: ReadonlySet<string>): Map<string, Node> {
  return new Map(
    [...order].flatMap((key): [string, Node][] => {
      const node = entries.get(key);
      return node === undefined ? [] : [[key, node]];
    }),
  );
}

/** The parser gives the comment above the first entry to the whole collection. */
function firstComments(of: YAMLMap | YAMLSeq, index: number, isCopy: boolean): string[] {
  return index === 0 && !isCopy ? commentLines(of.commentBefore) : [];
}

function commentLines(comment: string | null | undefined): string[] {
  return (comment ?? "")
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "");
}
