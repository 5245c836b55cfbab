import { isPresent } from "../../../swarm/draft";
import type { CheckFailure, PropertyChange } from "../../handler/handler";
import type { Properties, Property } from "../../handler/properties";

/** A part of the Engine's JSON. */
export type Json = unknown;

/** One property that differs between two sets of inputs. */
export interface Change {
  readonly path: string;
  readonly kind: "add" | "delete" | "update";
  /** Why the Engine cannot make the change, so that a new object replaces the old one. @default - changes in place */
  readonly replaces?: string;
}

/** A field and its place in the Engine's object, e.g. `Placement.MaxReplicas` or `File.Name`. */
export type Placed = readonly [location: string, field: Field];

/** The properties of an object, by their names in the docker package. */
export type Table = Readonly<Record<string, Placed>>;

/** The form of a field's value, for code that walks a table: the typed inputs, and the page of all properties. */
export type Shape =
  | {
      readonly kind: "value";
      readonly accepts: (value: Property) => boolean;
      /** The allowed values, if there are only a few. */
      readonly words?: readonly string[];
    }
  | { readonly kind: "entries"; readonly form: "object" | "labels" | "assignments" }
  | { readonly kind: "list"; readonly element: Shape }
  | { readonly kind: "object"; readonly table: Table };

/**
 * One input of the docker package and its place in the Engine's object, in both directions. `T` is the type of a
 * checked value.
 *
 * "Absent" is `undefined` on either side. The Engine and the official plugin both write values that no program gave:
 * zeros, empty lists, defaults. Each field knows which values are equivalent to absent. Such a value is never a
 * difference and is never rewritten, because a rewrite of a task template restarts its tasks.
 */
export interface Field<T = unknown> {
  readonly shape: Shape & { readonly type?: T };
  /** The Engine's value for an absent input. @default - the Engine chooses, or there is none */
  readonly default?: string | number | boolean;
  /** Why a change of the value replaces the object, for the page of all properties. @default - it changes in place */
  readonly replaces?: string;
  /** The first Engine that knows the property, e.g. `25.0`: older ones ignore it. @default - every supported Engine */
  readonly since?: string;
  /** Whether the value never reaches the Engine's object. Its location then describes where it goes. @default false */
  readonly isLocal?: boolean;
  /** The Engine's form of the user's value for a new object; `undefined` is left out. */
  write(wanted: Property): Json;
  /** Whether the live value matches `wanted`. */
  fits(wanted: Property, live: Json): boolean;
  /** Whether two inputs are equivalent. */
  same(a: Property, b: Property): boolean;
  /**
   * Every path under `path` at which the input changes.
   *
   * @param before the input of the last update
   * @param live the value in the state, in the form of the inputs. @default - the value of `before`
   */
  differences(path: string, before: Property, wanted: Property, live?: Property): Change[];
  /**
   * The live value, written as in `previous` if both are equivalent, otherwise as the Engine writes it.
   *
   * @param previous absent: the program does not give it, so a zero means "unset"; unknown, as in an import: only a
   *   value that is equivalent to absent is left out
   */
  reconcile(previous: Property, live: Json): Property;
  /** The Engine's form after an update. Parts that match, and parts that no input describes, stay byte for byte. */
  rewrite(live: Json, wanted: Property, before: Property): Json;
  /** The problems of a draft of the input. */
  check(path: string, draft: Property): CheckFailure[];
}

/** The same field, but each of its changes replaces the object, for this reason. */
export function replaced<T>(reason: string, field: Field<T>): Field<T> {
  return {
    ...field,
    replaces: reason,
    differences: (path, before, wanted, live) =>
      field.differences(path, before, wanted, live).map((change) => ({ ...change, replaces: reason })),
  };
}

/**
 * The same field for an input that the docker package lacks. Another client may have set the property of a service that
 * was deployed or imported without it, so an update keeps the value until the program declares one.
 */
export function additional<T>(field: Field<T>): Field<T> {
  return {
    ...field,
    rewrite: (live, wanted, before) =>
      isAbsent(wanted) && isAbsent(before) ? live : field.rewrite(live, wanted, before),
  };
}

/**
 * An {@link additional} input for a property that older Engines ignore.
 *
 * @param version the first Engine that knows it, e.g. `25.0`
 */
export function since<T>(version: string, field: Field<T>): Field<T> {
  return { ...additional(field), since: version };
}

/** The same field for an input that the Engine never sees: it cannot drift, so only inputs are compared. */
export function local<T>(field: Field<T>): Field<T> {
  return {
    ...field,
    isLocal: true,
    write: () => undefined,
    fits: () => true,
    differences: (path, before, wanted) => field.differences(path, before, wanted),
    reconcile: (previous) => (isPresent(previous) ? previous : undefined),
    rewrite: (live) => live,
  };
}

/** The type of a field's checked value. */
export type ValueOf<F extends Field> = F extends Field<infer T> ? T : never;

/** The defaults of an object's properties, by name. */
export function defaultsOf({ shape }: Field): Properties {
  const table = shape.kind === "object" ? Object.entries(shape.table) : [];
  return Object.fromEntries(
    table.flatMap(([name, [, field]]) => (field.default === undefined ? [] : [[name, field.default] as const])),
  );
}

/** The changes as Pulumi's detailed diff, by path. */
export function propertyChanges(changes: readonly Change[]): Map<string, PropertyChange> {
  return new Map(
    changes.map(({ path, kind, replaces }) => [path, replaces === undefined ? kind : (`${kind}-replace` as const)]),
  );
}

/** Whether an input is absent. Pulumi sends `null` for some absent inputs. */
export function isAbsent(value: Property): value is undefined | null {
  return value === undefined || value === null;
}

/** Whether a key is a plugin's own note in the inputs. The official plugin writes `__defaults` into each object. */
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

/** An input as text; empty for a value that has no form as text. */
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

/** The change of one value: its kind depends on whether the value was given before and is given now. */
export function changeOf(path: string, before: Property, wanted: Property): Change {
  const kind = isAbsent(before) || before === "" ? "add" : isAbsent(wanted) || wanted === "" ? "delete" : "update";
  return { path, kind };
}
