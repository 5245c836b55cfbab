import { isPresent, unknown } from "../../../swarm/draft";
import type { CheckFailure } from "../../handler/handler";
import type { Properties, Property } from "../../handler/properties";
import { below } from "../../handler/propertyPath";
import {
  changeOf,
  isAbsent,
  isNote,
  propertiesOf,
  recordOf,
  type Change,
  type Field,
  type Json,
  type Table,
} from "./field";
import { nameOf, notAnObject } from "./leaf";
import { unknownProperty } from "../../../swarm/unknownProperty";

interface BlockOptions {
  /** Inputs that the block requires. */
  readonly required?: readonly string[];
  /** Sent even when it is empty or absent. */
  readonly always?: boolean;
  /** A rule about several of its properties. Paths start at the block's. */
  readonly rule?: (path: string, draft: Properties) => CheckFailure[];
}

/** The checked values of a table's properties. */
export type Typed<T extends Table> = {
  readonly [K in keyof T]?: T[K] extends readonly [string, Field<infer V>] ? V : never;
};

/**
 * An object: one line for each property, with its name in the docker package, its place in the Engine's object, and its
 * kind.
 *
 * Read it as the mapping itself: a property that is not in the table is refused in the inputs and left alone in the
 * Engine.
 */
export function block<const T extends Table>(table: T, options: BlockOptions = {}): Field<Typed<T>> {
  const fields = Object.entries(table).map(([name, [location, field]]) => ({
    name,
    location: location.split("."),
    field,
  }));
  const { required = [], always = false } = options;

  const write = (wanted: Property): Json => {
    if (isAbsent(wanted) && !always) return undefined;
    const given = propertiesOf(wanted);
    let engine: Json = {};
    for (const { name, location, field } of fields) engine = put(engine, location, field.write(given[name]));
    return always || Object.keys(recordOf(engine)).length > 0 ? engine : undefined;
  };
  const same = (a: Property, b: Property): boolean => {
    if (a === unknown || b === unknown) return false;
    return fields.every(({ name, field }) => field.same(propertiesOf(a)[name], propertiesOf(b)[name]));
  };
  const fits = (wanted: Property, live: Json): boolean => {
    if (wanted === unknown) return false;
    // Neither requested nor present: the values that would be sent with a block are then correct as well.
    if (live === undefined || live === null) return same(wanted, undefined);
    return fields.every(({ name, location, field }) => field.fits(propertiesOf(wanted)[name], at(live, location)));
  };
  return {
    shape: { kind: "object", table },
    write,
    fits,
    same,
    differences: (path, before, wanted, live) => {
      if (before === unknown || wanted === unknown) return [changeOf(path, before, wanted)];
      const [old, now, present] = [propertiesOf(before), propertiesOf(wanted), propertiesOf(live)];
      return fields.flatMap(({ name, field }): Change[] =>
        field.differences(below(path, name), old[name], now[name], present[name]),
      );
    },
    reconcile: (previous, live) => {
      if (fits(previous, live)) return previous;
      const words = (name: string): Property => (previous === unknown ? unknown : propertiesOf(previous)[name]);
      return compact(
        Object.fromEntries(
          fields.map(({ name, location, field }) => [name, field.reconcile(words(name), at(live, location))]),
        ),
      );
    },
    rewrite: (live, wanted, before) => {
      if (fits(wanted, live) && same(before, wanted)) return live;
      // A new block, with the defaults that must be sent with it.
      if (live === undefined || live === null) return write(wanted);
      const [old, now] = [propertiesOf(before), propertiesOf(wanted)];
      let engine: Json = recordOf(live);
      for (const { name, location, field } of fields) {
        engine = put(engine, location, field.rewrite(at(live, location), now[name], old[name]));
      }
      return always || Object.keys(recordOf(engine)).length > 0 ? engine : undefined;
    },
    check: (path, draft) => {
      if (!isPresent(draft)) return [];
      if (typeof draft !== "object" || Array.isArray(draft)) return [notAnObject(path, draft)];
      const given = propertiesOf(draft);
      return [
        ...required
          .filter((name) => isAbsent(given[name]) || given[name] === "")
          .map((name) => ({
            property: below(path, name),
            reason: `'${name}' is missing${path === "" ? "" : ` in ${nameOf(path)}`}. Add it.`,
          })),
        ...Object.keys(given)
          .filter((name) => !(name in table) && !isNote(name) && !isAbsent(given[name]))
          .map((name) => ({ property: below(path, name), reason: unknownProperty(name, Object.keys(table)) })),
        ...fields.flatMap(({ name, field }) => field.check(below(path, name), given[name])),
        ...(options.rule?.(path, given) ?? []),
      ];
    },
  };
}

function at(json: Json, location: readonly string[]): Json {
  return location.reduce((value: Json, key) => recordOf(value)[key], json);
}

/**
 * A copy with `value` at `location`. `undefined` removes the present value, and objects around it that become empty.
 */
function put(json: Json, location: readonly string[], value: Json): Json {
  const [key = "", ...rest] = location;
  const { [key]: current, ...others } = recordOf(json);
  if (value === undefined && at(current, rest) === undefined) return recordOf(json);
  const next = rest.length === 0 ? value : put(current, rest, value);
  const isEmpty = next === undefined || (rest.length > 0 && Object.keys(recordOf(next)).length === 0);
  return isEmpty ? others : { ...others, [key]: next };
}

/** Without absent values; `undefined` when nothing is left. */
function compact(properties: Properties): Property {
  const entries = Object.entries(properties).filter(([, value]) => !isAbsent(value));
  return entries.length === 0 ? undefined : Object.fromEntries(entries);
}
