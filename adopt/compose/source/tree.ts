/** A place in a file of the user, as messages name it: `compose.yml:12:5`. */
export interface Place {
  readonly file: string;
  /** Counted from 1. */
  readonly line: number;
  /** Counted from 1. */
  readonly column: number;
}

/** A variable in a text: `${TAG}`, `${TAG:-1.4}`, `${TAG:?set the tag}`. */
export interface VariableUse {
  readonly variable: string;
  /** Used if the variable is not set; absent if there is none. */
  readonly fallback?: string;
  /** What the author asks for if the variable is not set: the text behind `:?`. */
  readonly request?: string;
}

/** A scalar of a compose file. */
export interface ScalarNode {
  readonly kind: "scalar";
  /** The value, with the variables replaced as docker replaces them: by their value, their default, or nothing. */
  readonly value: string | number | boolean | null;
  /** The pieces of a text with variables in it; absent if it has none. */
  readonly parts?: readonly (string | VariableUse)[];
  /** Whether a variable in it has neither a value nor a default. */
  readonly isUnknown?: boolean;
  readonly place: Place;
  readonly comments: readonly string[];
}

/** A list of a compose file. */
export interface ListNode {
  readonly kind: "list";
  readonly items: readonly Node[];
  readonly place: Place;
  readonly comments: readonly string[];
}

/** A mapping of a compose file, in the order of the file, with merge keys resolved. */
export interface MapNode {
  readonly kind: "map";
  readonly entries: ReadonlyMap<string, Node>;
  /** Where each key is. */
  readonly keys: ReadonlyMap<string, Place>;
  /** The short form that it was made from, without what docker ignores in it. */
  readonly short?: ScalarNode;
  /** What docker ignores in the short form, e.g. an address. */
  readonly dropped?: string;
  readonly place: Place;
  readonly comments: readonly string[];
}

/** A value of a compose file, with its place. Its comments are those above it, above its key, and behind it. */
export type Node = ScalarNode | ListNode | MapNode;

/** The value of a key; `undefined` if it is absent. */
export function field(map: MapNode | undefined, key: string): Node | undefined {
  return map?.entries.get(key);
}

/** A mapping that an earlier step makes, e.g. from a short form. All of it is at the place of `from`. */
export function madeMap(from: Node, entries: Readonly<Record<string, Node | string | number | undefined>>): MapNode {
  const given = Object.entries(entries).flatMap(([key, value]): [string, Node][] =>
    value === undefined ? [] : [[key, typeof value === "object" ? value : madeScalar(from, value)]],
  );
  return {
    kind: "map",
    entries: new Map(given),
    keys: new Map(given.map(([key]) => [key, from.place])),
    place: from.place,
    comments: from.comments,
  };
}

/** A scalar that an earlier step makes, at the place of `from`. */
export function madeScalar(from: Node, value: string | number | boolean | null): ScalarNode {
  return { kind: "scalar", value, place: from.place, comments: [] };
}

/** A list that an earlier step makes, at the place of `from`. */
export function madeList(from: Node, items: readonly Node[]): ListNode {
  return { kind: "list", items, place: from.place, comments: from.comments };
}
