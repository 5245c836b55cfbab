import { isPresent, unknown } from "../../../swarm/draft";
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

/** Text by text, whatever form it comes in. A value is unknown in a preview of something that is still to be made. */
type Entries = ReadonlyMap<string, Property>;

/** A form in which the docker package takes text by text. */
interface InputForm {
  /** `undefined` when it cannot be told yet which keys there are. */
  entries(value: Property): Entries | undefined;
  /** `known` gives the order of the entries. */
  from(entries: Entries): Property;
  /** Where the entry is in `value`. */
  pathOf(path: string, value: Property, key: string): string;
  check(path: string, draft: Property): CheckFailure[];
}

/** `{ key: value }`: environment variables, options of drivers. */
const asObject: InputForm = {
  entries: (value) =>
    new Map(Object.entries(propertiesOf(value)).filter(([key, one]) => !isNote(key) && !isAbsent(one))),
  from: (entries) => Object.fromEntries(entries),
  pathOf: (path, _value, key) => below(path, key),
  check: (path, draft) => {
    if (typeof draft !== "object" || Array.isArray(draft)) return [notAnObject(path, draft)];
    return Object.entries(propertiesOf(draft)).flatMap(([key, value]) => checkText(below(path, key), key, value));
  },
};

/** `[{ label, value }]`: labels. */
const asLabels: InputForm = {
  entries: (value) => {
    const list = elementsOf(value).map(propertiesOf);
    if (list.some(({ label }) => typeof label !== "string")) return undefined;
    return new Map(list.map(({ label, value: text }) => [label as string, text ?? ""]));
  },
  from: (entries) => Array.from(entries, ([label, value]) => ({ label, value })),
  pathOf: (path, value, key) => {
    const index = elementsOf(value).findIndex((one) => propertiesOf(one).label === key);
    return `${path}[${index}]`;
  },
  check: (path, draft) => {
    if (!Array.isArray(draft)) return [notAList(path, draft)];
    return elementsOf(draft).flatMap((one, i) => {
      if (!isPresent(one)) return [];
      if (typeof one !== "object" || Array.isArray(one)) return [notAnObject(`${path}[${i}]`, one)];
      const { label, value } = propertiesOf(one);
      return (
        [
          ["label", label],
          ["value", value],
        ] as const
      ).flatMap(([name, text]) =>
        isAbsent(text)
          ? [
              {
                property: `${path}[${i}].${name}`,
                reason: `'${name}' is missing. Add it; an empty text is allowed as a value.`,
              },
            ]
          : checkText(`${path}[${i}].${name}`, name, text),
      );
    });
  },
};

/** `["key=value"]`: options of a network's driver. */
const asAssignments: InputForm = {
  entries: (value) => {
    const list = elementsOf(value);
    if (list.some((one) => typeof one !== "string")) return undefined;
    return new Map(list.map((one) => split(one as string)));
  },
  from: (entries) => Array.from(entries, ([key, value]) => `${key}=${textOf(value)}`),
  pathOf: (path, value, key) =>
    `${path}[${elementsOf(value).findIndex((one) => typeof one === "string" && split(one)[0] === key)}]`,
  check: (path, draft) => {
    if (!Array.isArray(draft)) return [notAList(path, draft)];
    return elementsOf(draft).flatMap((one, i) => {
      if (!isPresent(one) || (typeof one === "string" && /^[^=]+=/.test(one))) return [];
      return [{ property: `${path}[${i}]`, reason: `${show(one)} is not an option. Write it as "name=value".` }];
    });
  },
};

/** A form in which the Engine keeps text by text. */
interface EngineForm {
  entries(live: Json): ReadonlyMap<string, string>;
  from(entries: ReadonlyMap<string, string>): Json;
}

const asMap: EngineForm = {
  entries: (live) => new Map(Object.entries(recordOf(live)) as [string, string][]),
  from: (entries) => Object.fromEntries(entries),
};

/** The Engine compares the list of variables in order, so it always gets them sorted. */
const asList: EngineForm = {
  entries: (live) => new Map(listOf(live).map((one) => split(one as string))),
  from: (entries) => Array.from(entries, ([key, value]) => `${key}=${value}`),
};

/** Environment variables: an object here, `KEY=value` in the Engine. */
export const environment = (): Field => texts(asObject, asList, checkVariables);
/** Labels: a list of pairs here, a map in the Engine. */
export const labels = (): Field => texts(asLabels, asMap);
/** A map on both sides. */
export const options = (): Field => texts(asObject, asMap);
/** `name=value` here, a map in the Engine. */
export const assignments = (): Field => texts(asAssignments, asMap);

function texts(
  input: InputForm,
  engine: EngineForm,
  rule: (path: string, draft: Property) => CheckFailure[] = () => [],
): Field {
  const write = (wanted: Property): Json => {
    const entries = [...(input.entries(wanted) ?? [])].map(([key, value]) => [key, textOf(value)] as const);
    if (entries.length === 0) return undefined;
    return engine.from(new Map(entries.sort(([a], [b]) => (a < b ? -1 : 1))));
  };
  const same = (a: Property, b: Property): boolean => {
    if (a === unknown || b === unknown) return false;
    const [one, other] = [input.entries(a), input.entries(b)];
    return one !== undefined && other !== undefined && equal(one, other);
  };
  const fits = (wanted: Property, live: Json): boolean => {
    const entries = wanted === unknown ? undefined : input.entries(wanted);
    return entries !== undefined && equal(entries, engine.entries(live));
  };
  return {
    write,
    fits,
    same,
    differences: (path, before, wanted) => {
      const entriesOf = (one: Property): Entries | undefined => (one === unknown ? undefined : input.entries(one));
      const [old, now] = [entriesOf(before), entriesOf(wanted)];
      if (old === undefined || now === undefined) return [changeOf(path, before, wanted)];
      return [
        ...[...now].flatMap(([key, value]): Change[] => {
          if (old.has(key) && value !== unknown && old.get(key) === value) return [];
          return [{ path: input.pathOf(path, wanted, key), kind: old.has(key) ? "update" : "add" }];
        }),
        ...[...old.keys()]
          .filter((key) => !now.has(key))
          .map((key): Change => ({ path: input.pathOf(path, before, key), kind: "delete" })),
      ];
    },
    reconcile: (known, live) => {
      if (fits(known, live)) return known;
      const entries = engine.entries(live);
      // The user's order first, so that only what really differs shows.
      const words = [...(input.entries(known)?.keys() ?? [])].filter((key) => entries.has(key));
      const keys = new Set([...words, ...entries.keys()]);
      if (keys.size === 0 && !isPresent(known)) return undefined;
      return input.from(new Map(Array.from(keys, (key) => [key, entries.get(key) ?? ""])));
    },
    rewrite: (live, wanted, before) => (fits(wanted, live) && same(before, wanted) ? live : write(wanted)),
    check: (path, draft) => (isPresent(draft) ? [...input.check(path, draft), ...rule(path, draft)] : []),
  };
}

function equal(a: Entries, b: Entries): boolean {
  return a.size === b.size && [...a].every(([key, value]) => value !== unknown && b.has(key) && b.get(key) === value);
}

/** At the first `=`; without one the value is empty. */
function split(text: string): [string, string] {
  const index = text.indexOf("=");
  return index === -1 ? [text, ""] : [text.slice(0, index), text.slice(index + 1)];
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
      reason: `${show(name)} is not a name of a variable: it is empty or holds "=". Rename it.`,
    }));
}
