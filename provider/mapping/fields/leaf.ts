import { isPresent, unknown } from "../../../swarm/draft";
import { checkDuration, formatDuration, parseDuration } from "../../../swarm/durations";
import type { Problem } from "../../../swarm/problem";
import { show } from "../../../swarm/typed";
import type { CheckFailure } from "../../handler/handler";
import type { Property } from "../../handler/properties";
import { changeOf, elementsOf, isAbsent, listOf, textOf, type Change, type Field, type Json } from "./field";
import { commonElements, listChanges, type Compared } from "./listDiff";

/** The two forms of one kind of value: in the inputs and in the Engine. */
interface Kind {
  /** The Engine's form of a checked value. */
  readonly write: (value: Property) => Json;
  readonly read: (live: Json) => Property;
  /** Equal for equivalent values. */
  readonly canonical: (value: Property) => string | number | boolean;
  /** Why the value is refused; `undefined` if it is valid. Only called for a known value. */
  readonly refuse: (value: Property) => string | undefined;
}

export interface LeafOptions {
  /** The Engine's value for an absent input. */
  readonly default?: string | number | boolean;
  /** Whether the default is sent, because the docker package's default differs from the Engine's. @default false */
  readonly sent?: boolean;
  /**
   * Whether the Engine stores the default when it receives a zero, so that a zero in the inputs means the default.
   *
   * @default false
   */
  readonly zeroIsDefault?: boolean;
  /** Whether a zero differs from an absent value, as for a pointer in Go. @default false */
  readonly zeroIsValue?: boolean;
  /** A rule beyond the type; gets a value of the right type. */
  readonly rule?: (value: never) => string | undefined;
}

/**
 * A single value. Which values are equivalent depends on the options:
 *
 * |                                        | no default    | default `d`       | default `d`, sent |
 * | -------------------------------------- | ------------- | ----------------- | ----------------- |
 * | an absent input is written as          | nothing       | nothing           | `d`               | | inputs that are
 * equivalent to absent   | zero, `""`    | `d`, `""`         | `d`, `""`         |
 * | live values that fit an absent input   | absent, zero  | absent, zero, `d` | absent, `d`       |
 * | a live zero fits the input `d`         | -             | only `""`         | no                |
 * | a live absent value fits the input `d` | -             | yes               | yes               |
 *
 * "Zero" is Go's zero value: `0`, `false` or `""`. Go writes it for an unset field, so it has no meaning unless a
 * default gives it one. Where the default is sent, the Engine never writes a zero by itself, so a live zero was asked
 * for. With `zeroIsDefault`, an input of zero means `d`.
 */
function leaf<T>(kind: Kind, options: LeafOptions = {}): Field<T> {
  const { default: fallback, sent = false, zeroIsDefault = false, zeroIsValue = false, rule } = options;
  const canonical = (value: Property): string | number | boolean | undefined => {
    if (value === unknown) return undefined;
    const given = isAbsent(value) || value === "" ? fallback : value;
    if (given === undefined) return "";
    const text = kind.canonical(given);
    if (zeroIsDefault && fallback !== undefined && isZero(text)) return kind.canonical(fallback);
    return fallback === undefined && !zeroIsValue && isZero(text) ? "" : text;
  };
  const same = (a: Property, b: Property): boolean => a !== unknown && b !== unknown && canonical(a) === canonical(b);
  const read = (live: Json): Property => (live === undefined || live === null ? undefined : kind.read(live));
  const fits = (wanted: Property, live: Json): boolean => {
    if (wanted === unknown || (sent && live === "")) return false;
    if (isAbsent(wanted) && !sent && !zeroIsValue && isZero(live)) return true;
    return canonical(wanted) === canonical(read(live));
  };
  const write = (wanted: Property): Json => {
    const value = sent && (isAbsent(wanted) || wanted === "") ? fallback : wanted;
    return isAbsent(value) ? undefined : kind.write(value);
  };
  return {
    shape: { kind: "value", accepts: (value) => kind.refuse(value) === undefined },
    default: fallback,
    write,
    fits,
    same,
    differences: (path, before, wanted, live) => differencesOfValue(same, path, before, wanted, live),
    reconcile: (previous, live) => {
      if (previous === unknown) return same(read(live), undefined) ? undefined : read(live);
      return fits(previous, live) ? previous : read(live);
    },
    rewrite: (live, wanted, before) => (fits(wanted, live) && same(before, wanted) ? live : write(wanted)),
    check: (path, draft) => {
      if (!isPresent(draft)) return [];
      const reason = kind.refuse(draft) ?? rule?.(draft as never);
      return reason === undefined ? [] : [{ property: path, reason: `${nameOf(path)} ${reason}` }];
    },
  };
}

/**
 * The change of a value that is compared as a whole. The kind of a drifted value depends on the live value, that of any
 * other on the previous input.
 */
export function differencesOfValue(
  same: (a: Property, b: Property) => boolean,
  path: string,
  before: Property,
  wanted: Property,
  live: Property,
): Change[] {
  const present = isAbsent(live) || live === "" ? before : live;
  if (same(present, wanted)) return [];
  return [changeOf(path, same(before, wanted) ? present : before, wanted)];
}

const asText: Kind = {
  write: (value) => value,
  read: (live) => live as string,
  canonical: (value) => value as string,
  refuse: (value) => (typeof value === "string" ? undefined : `${show(value)} is not text. Put it in quotes.`),
};

interface TextOptions extends LeafOptions {
  /** One spelling for equivalent texts, e.g. addresses. @default - the text itself */
  readonly canonical?: (text: string) => string;
  /** The spelling that is sent. @default - the text itself */
  readonly written?: (text: string) => string;
}

/** Text, e.g. a user's name. */
export function text(options: TextOptions = {}): Field<string> {
  const { canonical = (value: string) => value, written = (value: string) => value } = options;
  return leaf(
    { ...asText, write: (value) => written(textOf(value)), canonical: (value) => canonical(textOf(value)) },
    options,
  );
}

/** One of a few values, in the Engine's spelling. */
export function oneOf<W extends string>(words: readonly W[], options: LeafOptions = {}): Field<W> {
  const field = leaf<W>(
    { ...asText, canonical: textOf },
    {
      ...options,
      rule: (value: string) => {
        if ((words as readonly string[]).includes(value)) return undefined;
        const likely = words.find((word) => word === value.trim().toLowerCase());
        const way = likely === undefined ? `Use ${words.map(show).join(" or ")}.` : `Did you mean ${show(likely)}?`;
        return `${show(value)} is not one of ${words.map(show).join(", ")}. ${way}`;
      },
    },
  );
  return { ...field, shape: { ...field.shape, words } as Field<W>["shape"] };
}

interface WholeOptions extends LeafOptions {
  /** @default 0 */
  readonly lowest?: number;
  /** @default - any */
  readonly highest?: number;
  /** Why there is a lowest number, for messages. */
  readonly why?: string;
}

/** A whole number in a range. */
export function whole(options: WholeOptions = {}): Field<number> {
  const { lowest = 0, highest, why = "" } = options;
  return leaf(
    {
      ...asText,
      read: (live) => live as number,
      canonical: (value) => Number(value),
      refuse: (value) =>
        Number.isSafeInteger(value) ? undefined : `${show(value)} is not a whole number. Use a number without quotes.`,
    },
    {
      ...options,
      rule: (value: number) => {
        if (highest !== undefined && value > highest) return `${value} is too large. Use ${highest} or less.`;
        return value >= lowest || (value === 0 && lowest > 0 && options.default === undefined)
          ? undefined
          : `${value} is too small${why === "" ? "" : `: ${why}`}. Use ${lowest} or more.`;
      },
    },
  );
}

/** True or false. */
export function flag(options: LeafOptions = {}): Field<boolean> {
  return leaf(
    {
      ...asText,
      read: (live) => live as boolean,
      canonical: (value) => value as boolean,
      refuse: (value) =>
        typeof value === "boolean"
          ? undefined
          : `${show(value)} is neither true nor false. Use true or false without quotes.`,
    },
    options,
  );
}

/** A duration: Go's form in the inputs ("1m30s"), nanoseconds in the Engine. "90s" and "1m30s" are the same. */
export function duration(options: LeafOptions = {}): Field<string> {
  return leaf(
    {
      write: (value) => parseDuration(value as string),
      read: (live) => formatDuration(live as number),
      canonical: (value) => parseDuration(value as string) ?? textOf(value),
      refuse: (value) => firstReason(checkDuration(value as string, "")),
    },
    options,
  );
}

/** A duration: a number of seconds in the inputs, nanoseconds in the Engine. */
export function seconds(options: LeafOptions = {}): Field<number> {
  return leaf(
    {
      write: (value) => Math.round(Number(value) * 1e9),
      read: (live) => Number(live) / 1e9,
      canonical: Number,
      refuse: (value) =>
        typeof value === "number" && Number.isFinite(value)
          ? undefined
          : `${show(value)} is not a number of seconds. Use a number without quotes.`,
    },
    options,
  );
}

/** A ratio from 0 to 1: text in the inputs ("0.1"), as the docker package has it, a number in the Engine. */
export function ratio(options: LeafOptions = {}): Field<string> {
  return leaf(
    {
      write: (value) => Number(value),
      read: (live) => String(live),
      // The Engine stores it in 32 bits.
      canonical: (value) => Math.fround(Number(value)),
      refuse: (value) => {
        const number = typeof value === "string" && value.trim() !== "" ? Number(value) : value;
        return typeof number === "number" && number >= 0 && number <= 1
          ? undefined
          : `${show(value)} is not a ratio. Use 0 to 1, in quotes, e.g. "0.25".`;
      },
    },
    options,
  );
}

/** A Linux capability: docker accepts NET_ADMIN, net_admin and CAP_NET_ADMIN alike; the Engine gets the last form. */
export function capability(): Field<string> {
  const full = (value: Property): string => {
    const upper = textOf(value).trim().toUpperCase();
    return upper === "ALL" || upper.startsWith("CAP_") ? upper : `CAP_${upper}`;
  };
  return leaf({ ...asText, write: full, canonical: full });
}

/** Two or more values that the Engine keeps as one text, e.g. `10.0.0.1 db` for a host. */
export function packed<T = unknown>(options: {
  readonly pack: (value: Property) => Json;
  readonly unpack: (live: Json) => Property;
  readonly refuse: (value: Property) => string | undefined;
}): Field<T> {
  const { pack, unpack, refuse } = options;
  return leaf({ write: pack, read: unpack, canonical: (value) => JSON.stringify(pack(value)), refuse });
}

/** A list of texts whose order matters: a command, name servers. */
export function sequence<T = string>(element: Field<T> = text() as Field<T>): Field<readonly T[]> {
  const write = (wanted: Property): Json => {
    const list = elementsOf(wanted).map((one) => element.write(one));
    return list.length === 0 ? undefined : list;
  };
  const read = (live: Json): Property => {
    const list = listOf(live).map((one) => element.reconcile(unknown, one) ?? "");
    return list.length === 0 ? undefined : list;
  };
  const differences: Field["differences"] = (path, previous, wanted, live) => {
    const before = isAbsent(live) ? previous : live;
    if (before === unknown || wanted === unknown) return [changeOf(path, before, wanted)];
    const [old, now] = [elementsOf(before), elementsOf(wanted)];
    if (old.length === 0 || now.length === 0)
      return old.length === now.length
        ? []
        : [changeOf(path, old.length === 0 ? undefined : before, now.length === 0 ? undefined : wanted)];
    const partner = new Map(commonElements(old, now, (a, b) => element.same(a, b)).map(([o, n]) => [n, o]));
    const kept = new Set(partner.values());
    return listChanges(
      path,
      now.map((_, n): Compared => ({ before: partner.get(n), isLive: partner.has(n), changes: () => [] })),
      old.flatMap((_, index) => (kept.has(index) ? [] : [{ index }])),
    );
  };
  const same = (a: Property, b: Property): boolean => differences("", a, b).length === 0;
  const fits = (wanted: Property, live: Json): boolean => same(wanted, read(live));
  return {
    shape: { kind: "list", element: element.shape },
    write,
    fits,
    same,
    differences,
    reconcile: (previous, live) => (fits(previous, live) ? previous : read(live)),
    rewrite: (live, wanted, before) => (fits(wanted, live) && same(before, wanted) ? live : write(wanted)),
    check: (path, draft) => {
      if (!isPresent(draft)) return [];
      if (!Array.isArray(draft)) return [notAList(path, draft)];
      return elementsOf(draft).flatMap((one, i) => element.check(`${path}[${i}]`, one));
    },
  };
}

/** The failure of a value that must be a list. */
export function notAList(path: string, draft: Property): CheckFailure {
  return {
    property: path,
    reason: `${nameOf(path)} ${show(draft)} is not a list. Use a list, also for a single entry: [ … ].`,
  };
}

/** The failure of a value that must be an object. */
export function notAnObject(path: string, draft: Property): CheckFailure {
  return { property: path, reason: `${nameOf(path)} ${show(draft)} is not an object. Use an object: { … }.` };
}

/** The property's own name in a message: `'delay'` for `updateConfig.delay`. */
export function nameOf(path: string): string {
  const last = /([A-Za-z_$][\w$]*)(?:\[\d+\])?$/.exec(path)?.[1] ?? path;
  return `'${last}'`;
}

function firstReason(problems: readonly Problem[]): string | undefined {
  return problems[0]?.reason.replace(/^'' /, "");
}

function isZero(value: unknown): boolean {
  return value === undefined || value === null || value === 0 || value === false || value === "";
}
