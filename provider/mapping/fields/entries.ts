import { isPresent, unknown } from "../../../swarm/draft";
import type { Label } from "../../../swarm/labels";
import { show } from "../../../swarm/typed";
import type { CheckFailure } from "../../handler/handler";
import type { Property } from "../../handler/properties";
import { below } from "../../handler/propertyPath";
import {
  changeOf,
  elementsOf,
  isAbsent,
  isNote,
  listOf,
  propertiesOf,
  recordOf,
  textOf,
  type Change,
  type Field,
  type Json,
} from "./field";
import { notAList, notAnObject } from "./leaf";
import { listChanges, type Compared } from "./listDiff";
import { unknownProperty } from "../../../swarm/unknownProperty";

/** Text by key, in any input form. In a preview, a value may be unknown. */
type Entries = ReadonlyMap<string, Property>;

/** A form in which the docker package accepts text by key. */
interface InputForm {
  readonly form: "object" | "labels" | "assignments";
  /** In the order of the value; `undefined` if a preview does not know the keys yet. */
  entries(value: Property): Entries | undefined;
  from(entries: Entries): Property;
  check(path: string, draft: Property): CheckFailure[];
}

/** `{ key: value }`: environment variables, options of drivers. */
const asObject: InputForm = {
  form: "object",
  entries: (value) =>
    new Map(Object.entries(propertiesOf(value)).filter(([key, one]) => !isNote(key) && !isAbsent(one))),
  from: (entries) => Object.fromEntries(entries),
  check: (path, draft) => {
    if (typeof draft !== "object" || Array.isArray(draft)) return [notAnObject(path, draft)];
    return Object.entries(propertiesOf(draft)).flatMap(([key, value]) => checkText(below(path, key), key, value));
  },
};

/** `[{ label, value }]`: labels. */
const asLabels: InputForm = {
  form: "labels",
  entries: (value) => {
    const list = elementsOf(value).map(propertiesOf);
    if (list.some(({ label }) => typeof label !== "string")) return undefined;
    return new Map(list.map(({ label, value: text }) => [label as string, text ?? ""]));
  },
  from: (entries) => Array.from(entries, ([label, value]) => ({ label, value })),
  check: (path, draft) => {
    if (!Array.isArray(draft)) return [notAList(path, draft)];
    return elementsOf(draft).flatMap((one, i) => {
      if (!isPresent(one)) return [];
      if (typeof one !== "object" || Array.isArray(one)) return [notAnObject(`${path}[${i}]`, one)];
      const names = ["label", "value"];
      const others = Object.keys(propertiesOf(one)).filter((name) => !names.includes(name) && !isNote(name));
      return [
        ...others.map((name) => ({ property: below(`${path}[${i}]`, name), reason: unknownProperty(name, names) })),
        ...names.flatMap((name) => checkMember(`${path}[${i}].${name}`, name, propertiesOf(one)[name])),
      ];
    });
  },
};

/** `["key=value"]`: options of a network's driver. */
const asAssignments: InputForm = {
  form: "assignments",
  entries: (value) => {
    const list = elementsOf(value);
    if (list.some((one) => typeof one !== "string")) return undefined;
    return new Map(list.map((one) => split(one as string)));
  },
  from: (entries) => Array.from(entries, ([key, value]) => `${key}=${textOf(value)}`),
  check: (path, draft) => {
    if (!Array.isArray(draft)) return [notAList(path, draft)];
    return elementsOf(draft).flatMap((one, i) => {
      if (!isPresent(one) || (typeof one === "string" && /^[^=]+=/.test(one))) return [];
      return [{ property: `${path}[${i}]`, reason: `${show(one)} is not an option. Write it as "name=value".` }];
    });
  },
};

/** A form in which the Engine stores text by key. */
interface EngineForm {
  entries(live: Json): ReadonlyMap<string, string>;
  /** @param live the present value, `undefined` in a new object */
  from(entries: ReadonlyMap<string, string>, live: Json): Json;
}

const asMap: EngineForm = {
  entries: (live) => new Map(Object.entries(recordOf(live)) as [string, string][]),
  from: (entries) => Object.fromEntries(entries),
};

/**
 * The Engine compares the list of variables in order, so it always gets them sorted.
 *
 * `NAME` without a value removes a variable of the image. The inputs cannot express that. The variable reads as empty,
 * and stays as it is until it gets a value.
 */
const asList: EngineForm = {
  entries: (live) => new Map(listOf(live).map((one) => split(one as string))),
  from: (entries, live) =>
    Array.from(entries, ([key, value]) => (value === "" && listOf(live).includes(key) ? key : `${key}=${value}`)),
};

interface EntriesOptions {
  /**
   * Whether other clients may set entries as well. Undeclared entries then stay and are not drift; an update removes
   * only entries that were declared before. @default false
   */
  readonly shared?: boolean;
  /** Whether an empty list is sent. @default false */
  readonly sent?: boolean;
  /**
   * Whether the Engine sets the entry by itself if it is not declared. Removing it from the program then changes
   * nothing.
   */
  readonly comesBack?: (key: string) => boolean;
  /** Whether two values of an entry are equivalent. @default - equality */
  readonly same?: (key: string, a: Property, b: Property) => boolean;
  /** Whether only the provider reads the entry, which is then never sent. @default never */
  readonly isLocal?: (key: string) => boolean;
  /** Why a change of the entry replaces the object; `undefined` if it changes in place. */
  readonly replaces?: (key: string) => string | undefined;
  readonly rule?: (path: string, draft: Property) => CheckFailure[];
}

/** Environment variables: an object here, `KEY=value` in the Engine. */
export const environment = (): Field<Record<string, string>> =>
  entriesField(asObject, asList, { rule: checkVariables });
/** Labels: a list of pairs here, a map in the Engine. */
export const labels = (given: EntriesOptions = {}): Field<readonly Label[]> => entriesField(asLabels, asMap, given);
/** A map on both sides. */
export const options = (given: EntriesOptions = {}): Field<Record<string, string>> =>
  entriesField(asObject, asMap, given);
/** `name=value` here, a map in the Engine. */
export const assignments = (): Field<readonly string[]> => entriesField(asAssignments, asMap);

function entriesField<T>(input: InputForm, engine: EngineForm, given: EntriesOptions = {}): Field<T> {
  const { shared = false, sent = false, comesBack = () => false, isLocal = () => false, rule } = given;
  const replaces = (key: string): { replaces?: string } => {
    const reason = given.replaces?.(key);
    return reason === undefined ? {} : { replaces: reason };
  };
  const sameValue = (key: string, a: Property, b: Property): boolean => {
    if (a === unknown || b === unknown || a === undefined || b === undefined) return false;
    return given.same?.(key, a, b) ?? a === b;
  };
  const within = (a: Entries, b: Entries): boolean => [...a].every(([key, value]) => sameValue(key, value, b.get(key)));
  const equal = (a: Entries, b: Entries): boolean => a.size === b.size && within(a, b);
  const entriesOf = (value: Property): Entries | undefined => (value === unknown ? undefined : input.entries(value));
  const write = (wanted: Property, live?: Json): Json => {
    const sendable = [...(input.entries(wanted) ?? [])].filter(([key]) => !isLocal(key));
    const entries = sendable.map(([key, value]) => [key, textOf(value)] as const);
    if (entries.length === 0 && !sent) return undefined;
    return engine.from(new Map(entries.sort(([a], [b]) => (a < b ? -1 : 1))), live);
  };
  const same = (a: Property, b: Property): boolean => {
    const [one, other] = [entriesOf(a), entriesOf(b)];
    return one !== undefined && other !== undefined && equal(one, other);
  };
  const fits = (wanted: Property, live: Json): boolean => {
    const [entries, present] = [entriesOf(wanted), engine.entries(live)];
    return entries !== undefined && (shared ? within(entries, present) : equal(entries, present));
  };
  return {
    shape: { kind: "entries", form: input.form },
    ...replaces(""),
    write: (wanted) => write(wanted),
    fits,
    same,
    differences: (path, before, wanted, state) => {
      const live = isAbsent(state) ? before : state;
      const [old, now, present] = [entriesOf(before), entriesOf(wanted), entriesOf(live)];
      if (old === undefined || now === undefined || present === undefined) {
        return [{ ...changeOf(path, before, wanted), ...replaces("") }];
      }
      const known = shared ? [...old.keys()] : [...new Set([...old.keys(), ...present.keys()])];
      const gone = known.filter((key) => !now.has(key) && present.has(key) && !comesBack(key));
      if (input.form !== "object") {
        const indexOf = (entries: Entries, key: string): number => [...entries.keys()].indexOf(key);
        const compared = [...now].map(([key, value]): Compared => ({
          before: old.has(key) ? indexOf(old, key) : undefined,
          isLive: present.has(key),
          ...replaces(key),
          changes: (at) =>
            sameValue(key, present.get(key), value)
              ? []
              : [{ path: `${at}${input.form === "labels" ? ".value" : ""}`, kind: "update", ...replaces(key) }],
        }));
        return listChanges(
          path,
          compared,
          gone.map((key) => ({ index: indexOf(old.has(key) ? old : present, key), ...replaces(key) })),
        );
      }
      const changed = [...now].filter(([key, value]) => !sameValue(key, present.get(key), value));
      return [
        ...changed.map(([key, value]): Change => {
          // A drifted entry has the path of the live list, any other one the path in the inputs.
          const origin = sameValue(key, old.get(key), value) ? present : old;
          return { path: below(path, key), kind: origin.has(key) ? "update" : "add", ...replaces(key) };
        }),
        ...gone.map((key): Change => ({ path: below(path, key), kind: "delete", ...replaces(key) })),
      ];
    },
    reconcile: (previous, live) => {
      if (fits(previous, live)) return previous;
      const entries = engine.entries(live);
      const asked = [...(entriesOf(previous)?.keys() ?? [])].filter((key) => entries.has(key));
      // In the user's order, so that only real differences show.
      const keys = new Set([...asked, ...(shared && isPresent(previous) ? [] : entries.keys())]);
      if (keys.size === 0 && !isPresent(previous)) return undefined;
      return input.from(new Map(Array.from(keys, (key) => [key, entries.get(key) ?? ""])));
    },
    rewrite: (live, wanted, before) => {
      if (fits(wanted, live) && same(before, wanted)) return live;
      if (!shared) return write(wanted, live);
      const [old, now] = [entriesOf(before) ?? new Map<string, Property>(), entriesOf(wanted) ?? new Map()];
      const kept = [...engine.entries(live)].filter(([key]) => !old.has(key) || now.has(key));
      const next = new Map([...kept, ...[...now].map(([key, value]) => [key, textOf(value)] as const)]);
      return equal(next, engine.entries(live)) ? live : engine.from(next, live);
    },
    check: (path, draft) => (isPresent(draft) ? [...input.check(path, draft), ...(rule?.(path, draft) ?? [])] : []),
  };
}

/** Splits at the first `=`. Without one, the value is empty. */
function split(text: string): [string, string] {
  const index = text.indexOf("=");
  return index === -1 ? [text, ""] : [text.slice(0, index), text.slice(index + 1)];
}

function checkMember(property: string, name: string, value: Property): CheckFailure[] {
  if (!isAbsent(value)) return checkText(property, name, value);
  return [{ property, reason: `'${name}' is missing. Add it; an empty text is allowed as a value.` }];
}

function checkText(path: string, name: string, value: Property): CheckFailure[] {
  if (!isPresent(value) || typeof value === "string") return [];
  return [{ property: path, reason: `'${name}' ${show(value)} is not text. Put it in quotes.` }];
}

function checkVariables(path: string, draft: Property): CheckFailure[] {
  return Object.keys(propertiesOf(draft))
    .filter((name) => name === "" || /[=\0]/.test(name))
    .map((name) => ({
      property: below(path, name),
      reason: `${show(name)} is not the name of a variable: it is empty or contains "=". Rename it.`,
    }));
}
