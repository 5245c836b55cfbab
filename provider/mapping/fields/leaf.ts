import { isPresent, unknown } from "../../../swarm/draft";
import { checkDuration, formatDuration, parseDuration } from "../../../swarm/durations";
import type { Problem } from "../../../swarm/problem";
import { show } from "../../../swarm/typed";
import type { CheckFailure } from "../../handler/handler";
import type { Property } from "../../handler/properties";
import { changeOf, elementsOf, isAbsent, listOf, textOf, type Change, type Field, type Json } from "./field";

/** How one kind of value looks on either side. */
interface Kind {
  /** The Engine's form of a checked value. */
  readonly write: (value: Property) => Json;
  readonly read: (live: Json) => Property;
  /** Equal for values that mean the same. */
  readonly canonical: (value: Property) => string | number | boolean;
  /** Why the value is refused, `undefined` when it is not. Only called for a known value. */
  readonly refuse: (value: Property) => string | undefined;
}

interface LeafOptions {
  /** What the Engine takes when nothing is given. */
  readonly default?: string | number | boolean;
  /**
   * Written out when it is absent, since the docker package's default is not the Engine's; then a zero in the live spec is
   * a real value and not merely something unset.
   */
  readonly sent?: boolean;
  /** A rule beyond the type; gets a value of the right type. */
  readonly rule?: (value: never) => string | undefined;
}

/** A single value. */
function leaf(kind: Kind, options: LeafOptions = {}): Field {
  const { default: fallback, sent = false, rule } = options;
  const canonical = (value: Property): string | number | boolean | undefined => {
    if (value === unknown) return undefined;
    const given = isAbsent(value) ? fallback : value;
    if (given === undefined) return "";
    const text = kind.canonical(given);
    // With no default of its own, a zero says as much as leaving it out.
    return fallback === undefined && isZero(text) ? "" : text;
  };
  const same = (a: Property, b: Property): boolean => a !== unknown && b !== unknown && canonical(a) === canonical(b);
  const read = (live: Json): Property => (live === undefined || live === null ? undefined : kind.read(live));
  const fits = (wanted: Property, live: Json): boolean => {
    if (wanted === unknown) return false;
    if (isAbsent(wanted) && !sent && isZero(live)) return true;
    return canonical(wanted) === canonical(read(live));
  };
  const write = (wanted: Property): Json => {
    const value = isAbsent(wanted) && sent ? fallback : wanted;
    return isAbsent(value) ? undefined : kind.write(value);
  };
  return {
    write,
    fits,
    same,
    differences: (path, before, wanted) => (same(before, wanted) ? [] : [changeOf(path, before, wanted)]),
    reconcile: (known, live) => {
      if (known === unknown) return same(read(live), undefined) ? undefined : read(live);
      return fits(known, live) ? known : read(live);
    },
    rewrite: (live, wanted, before) => (fits(wanted, live) && same(before, wanted) ? live : write(wanted)),
    check: (path, draft) => {
      if (!isPresent(draft)) return [];
      const reason = kind.refuse(draft) ?? rule?.(draft as never);
      return reason === undefined ? [] : [{ property: path, reason: `${nameOf(path)} ${reason}` }];
    },
  };
}

const asText: Kind = {
  write: (value) => value,
  read: (live) => live as string,
  canonical: (value) => value as string,
  refuse: (value) => (typeof value === "string" ? undefined : `${show(value)} is not text. Put it in quotes.`),
};

/** Text, e.g. a user's name. */
export function text(options: LeafOptions = {}): Field {
  return leaf(asText, options);
}

/** One of a few words, in the Engine's spelling. */
export function oneOf(words: readonly string[], options: LeafOptions = {}): Field {
  return leaf(
    { ...asText, canonical: textOf },
    {
      ...options,
      rule: (value: string) => {
        if (words.includes(value)) return undefined;
        const likely = words.find((word) => word === value.trim().toLowerCase());
        const way = likely === undefined ? `Use ${words.map(show).join(" or ")}.` : `Did you mean ${show(likely)}?`;
        return `${show(value)} is not one of ${words.map(show).join(", ")}. ${way}`;
      },
    },
  );
}

/** A whole number, `lowest` or more. */
export function whole(options: LeafOptions & { readonly lowest?: number; readonly why?: string } = {}): Field {
  const { lowest = 0, why = "" } = options;
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
      rule: (value: number) =>
        value >= lowest || (value === 0 && lowest > 0 && options.default === undefined)
          ? undefined
          : `${value} is too small${why === "" ? "" : `: ${why}`}. Use ${lowest} or more.`,
    },
  );
}

/** Yes or no. */
export function flag(options: LeafOptions = {}): Field {
  return leaf(
    {
      ...asText,
      read: (live) => live as boolean,
      canonical: (value) => value as boolean,
      refuse: (value) =>
        typeof value === "boolean"
          ? undefined
          : `${show(value)} is neither true nor false. Use one of them without quotes.`,
    },
    options,
  );
}

/** A duration: Go's form in the inputs ("1m30s"), nanoseconds in the Engine. "90s" and "1m30s" are the same. */
export function duration(options: LeafOptions = {}): Field {
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

/** A ratio from 0 to 1: text in the inputs ("0.1"), as the docker package has it, a number in the Engine. */
export function ratio(options: LeafOptions = {}): Field {
  return leaf(
    {
      write: (value) => Number(value),
      read: (live) => String(live),
      // The Engine keeps 32 bits of it.
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

/** A Linux capability: docker writes NET_ADMIN, net_admin and CAP_NET_ADMIN alike; the Engine gets the last. */
export function capability(): Field {
  const full = (value: Property): string => {
    const upper = textOf(value).trim().toUpperCase();
    return upper === "ALL" || upper.startsWith("CAP_") ? upper : `CAP_${upper}`;
  };
  return leaf({ ...asText, write: full, canonical: full });
}

/** Two or more values that the Engine keeps as one text, e.g. `10.0.0.1 db` for a host. */
export function packed(options: {
  readonly pack: (value: Property) => Json;
  readonly unpack: (live: Json) => Property;
  readonly refuse: (value: Property) => string | undefined;
}): Field {
  const { pack, unpack, refuse } = options;
  return leaf({ write: pack, read: unpack, canonical: (value) => JSON.stringify(pack(value)), refuse });
}

/** A list of texts in which the order has a meaning: a command, name servers. */
export function sequence(element: Field = text()): Field {
  const write = (wanted: Property): Json => {
    const list = elementsOf(wanted).map((one) => element.write(one));
    return list.length === 0 ? undefined : list;
  };
  const read = (live: Json): Property => {
    const list = listOf(live).map((one) => element.reconcile(unknown, one) ?? "");
    return list.length === 0 ? undefined : list;
  };
  const differences = (path: string, before: Property, wanted: Property): Change[] => {
    if (before === unknown || wanted === unknown) return [changeOf(path, before, wanted)];
    const [old, now] = [elementsOf(before), elementsOf(wanted)];
    if (old.length === 0 || now.length === 0)
      return old.length === now.length
        ? []
        : [changeOf(path, old.length === 0 ? undefined : before, now.length === 0 ? undefined : wanted)];
    return Array.from({ length: Math.max(old.length, now.length) }, (_, i) =>
      // An empty text is an element like any other here.
      i < old.length === i < now.length && element.same(old[i], now[i])
        ? []
        : [changeOf(`${path}[${i}]`, old[i], now[i])],
    ).flat();
  };
  const same = (a: Property, b: Property): boolean => differences("", a, b).length === 0;
  const fits = (wanted: Property, live: Json): boolean => same(wanted, read(live));
  return {
    write,
    fits,
    same,
    differences,
    reconcile: (known, live) => (fits(known, live) ? known : read(live)),
    rewrite: (live, wanted, before) => (fits(wanted, live) && same(before, wanted) ? live : write(wanted)),
    check: (path, draft) => {
      if (!isPresent(draft)) return [];
      if (!Array.isArray(draft)) return [notAList(path, draft)];
      return elementsOf(draft).flatMap((one, i) => element.check(`${path}[${i}]`, one));
    },
  };
}

/** For everything that has to be a list. */
export function notAList(path: string, draft: Property): CheckFailure {
  return {
    property: path,
    reason: `${nameOf(path)} ${show(draft)} is not a list. Use a list, also for a single entry: [ … ].`,
  };
}

/** For everything that has to be an object. */
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
