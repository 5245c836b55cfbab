import { isPresent } from "../../../swarm/draft";
import type { CheckFailure } from "../../handler/handler";
import type { Properties, Property } from "../../handler/properties";

/** A part of the Engine's JSON. */
export type Json = unknown;

/** One property that differs between two sets of inputs. */
export interface Change {
  readonly path: string;
  readonly kind: "add" | "delete" | "update";
}

/**
 * One input of the docker package and its place in the Engine's ServiceSpec, in both directions.
 *
 * "Absent" is `undefined` on either side. The Engine and the official plugin both write out what nobody asked for (zeros, empty lists,
 * defaults), so each field knows what means the same as absent, and nothing of it is ever a difference or a rewrite: a rewrite
 * of a task template restarts its tasks.
 */
export interface Field {
  /** The Engine's form of what the user wrote, where nothing is yet; `undefined` is left out. */
  write(wanted: Property): Json;
  /** Whether what is live is what `wanted` asks for. */
  fits(wanted: Property, live: Json): boolean;
  /** Whether two inputs ask for the same. */
  same(a: Property, b: Property): boolean;
  /** Every path under `path` at which two inputs ask for something else. */
  differences(path: string, before: Property, wanted: Property): Change[];
  /**
   * What is live, in the words of `known` where those say the same, and in its own where they don't.
   *
   * @param known absent: nobody has asked for it, so zeros stand for "unset"; unknown: nothing is known, as in an import, so only what
   *   means the same as absent is left out
   */
  reconcile(known: Property, live: Json): Property;
  /** The Engine's form after an update: what already fits stays as it is, byte for byte, and so does what no input models. */
  rewrite(live: Json, wanted: Property, before: Property): Json;
  /** What is wrong with a draft of the input. */
  check(path: string, draft: Property): CheckFailure[];
}

/** Whether an input is not given. Pulumi sends `null` for some of those. */
export function isAbsent(value: Property): value is undefined | null {
  return value === undefined || value === null;
}

/** What a plugin notes for itself in the inputs: the official one leaves `__defaults` in each object. */
export function isNote(name: string): boolean {
  return name === "__defaults";
}

/** An input as an object; anything else has no properties. */
export function propertiesOf(value: Property): Properties {
  return isPresent(value) && typeof value === "object" && !Array.isArray(value) ? value : {};
}

/** An input as a list; anything else has no elements. */
export function elementsOf(value: Property): readonly Property[] {
  return Array.isArray(value) ? value : [];
}

/** An input as text; empty for what has no form as text. */
export function textOf(value: Json): string {
  return typeof value === "string"
    ? value
    : typeof value === "number" || typeof value === "boolean"
      ? String(value)
      : "";
}

/** The Engine's JSON as an object; Go writes an empty one as `null`. */
export function recordOf(live: Json): Readonly<Record<string, Json>> {
  return typeof live === "object" && live !== null && !Array.isArray(live) ? (live as Record<string, Json>) : {};
}

/** The Engine's JSON as a list; Go writes an empty one as `null`. */
export function listOf(live: Json): readonly Json[] {
  return Array.isArray(live) ? (live as Json[]) : [];
}

/** What the change of one value is called, from whether it was and is given. */
export function changeOf(path: string, before: Property, wanted: Property): Change {
  const kind = isAbsent(before) ? "add" : isAbsent(wanted) ? "delete" : "update";
  return { path, kind };
}
