import type { Node } from "../source/tree";

/** What a value of a compose file can be. */
export type Shape =
  | ScalarShape
  | { readonly kind: "any" }
  | { readonly kind: "list"; readonly of: Shape; readonly merge?: ListMerge }
  /** A mapping with names of the user as keys. */
  | { readonly kind: "map"; readonly of: Shape; readonly noun: string }
  | { readonly kind: "record"; readonly keys: Keys; readonly noun: string; readonly merge?: RecordMerge }
  /** A shape with short forms. */
  | { readonly kind: "short"; readonly of: Shape; readonly forms: string; readonly expand: Expand };

/**
 * What a scalar can be. A `value` is text, or a number that stands for it, or nothing for a
 * name without a value. A `variable` is the same, but if it is empty, it does not replace that of an earlier file.
 */
export interface ScalarShape {
  readonly kind: "text" | "value" | "variable" | "duration" | "memory" | "flag" | "number" | "wholeNumber";
}

/** Turns a short form into the long one; returns other values as they are. `refuse` reports text that is malformed. */
export type Expand = (node: Node, refuse: (message: string, at?: Node) => void) => Node;

/** How docker merges the lists of two files: entries with the same key are replaced. @default - it appends */
export type ListMerge = { readonly by: string } | "replace";

/** How docker merges the records of two files. @default - key by key */
export type RecordMerge = "logging" | "attachment" | "replace";

/** The keys of a record. */
export type Keys = Readonly<Record<string, Key>>;

/** A key of a compose file, and what becomes of it. */
export interface Key {
  readonly shape: Shape;
  readonly fate: Fate;
  /** Whether zero, in a second file, replaces the value of the first: docker has a pointer there. */
  readonly zeroCounts?: boolean;
}

export type Fate =
  /** It becomes an argument, e.g. `env`, or `updateConfig.delay`. */
  | { readonly argument: string; readonly note?: string }
  /** Docker ignores it as well. The reason goes to the README of the program. */
  | { readonly ignored: string }
  /** It is an error. The text says what to do instead. */
  | { readonly refused: string };

export const text: Shape = { kind: "text" };
export const duration: Shape = { kind: "duration" };
export const memory: Shape = { kind: "memory" };
export const flag: Shape = { kind: "flag" };
export const any: Shape = { kind: "any" };
export const value: Shape = { kind: "value" };
export const variable: Shape = { kind: "variable" };
export const wholeNumber: Shape = { kind: "wholeNumber" };
export const number: Shape = { kind: "number" };

export function list(of: Shape, merge?: ListMerge): Shape {
  return { kind: "list", of, ...(merge !== undefined && { merge }) };
}

export function map(of: Shape, noun: string): Shape {
  return { kind: "map", of, noun };
}

export function record(noun: string, keys: Keys, merge?: RecordMerge): Shape {
  return { kind: "record", noun, keys, ...(merge !== undefined && { merge }) };
}

/** @param forms what is possible, for messages, e.g. `text or a list` */
export function short(forms: string, of: Shape, expand: Expand): Shape {
  return { kind: "short", of, forms, expand };
}

/** A key that becomes an argument. */
export function to(
  argument: string,
  shape: Shape,
  more: { readonly note?: string; readonly zeroCounts?: boolean } = {},
): Key {
  const { note, zeroCounts } = more;
  return {
    shape,
    fate: { argument, ...(note !== undefined && { note }) },
    ...(zeroCounts !== undefined && { zeroCounts }),
  };
}

/** A key that docker ignores. */
export function ignored(reason: string, shape: Shape = any): Key {
  return { shape, fate: { ignored: reason } };
}

/** A key that is an error. */
export function refused(remedy: string, shape: Shape = any): Key {
  return { shape, fate: { refused: remedy } };
}
