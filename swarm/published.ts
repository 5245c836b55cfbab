import type { Draft, Unknown } from "./draft";
import { unknown } from "./draft";
import type { Port } from "./ports";

/** The ports from which Swarm chooses if a published port in ingress mode is left out. */
export const dynamicPorts = { first: 30000, last: 32767 } as const;

/** Where a published port listens. */
export type PublishMode = "ingress" | "host";

/** A port that a service publishes, as the Engine reads it. */
export interface Published {
  /** Its index in the list of ports. */
  readonly index: number;
  /** First and last published port, equal except for a range. `undefined` if Swarm chooses; unknown in a preview. */
  readonly ports: PortRange | Unknown | undefined;
  /** `tcp`, `udp` or `sctp`. */
  readonly protocol: string | Unknown;
  readonly mode: PublishMode | Unknown;
}

/** Ports from the first to the last, both included. */
export interface PortRange {
  readonly first: number;
  readonly last: number;
}

/**
 * The ports that a list publishes. It is lenient where {@link checkPorts} is strict, so that no port is missed because
 * of its spelling: a number can be text or a range, words can be in any case, and an unknown word means `tcp` or
 * `ingress`, as for the Engine (moby daemon/cluster/convert/service.go). An unknown list is unknown; a value that is
 * not a list or not a port publishes nothing.
 */
export function publishedPorts(ports: Draft<readonly Port[]>): readonly Published[] | Unknown {
  if (ports === unknown) return unknown;
  if (!Array.isArray(ports)) return [];
  const entries = ports as readonly Draft<Port>[];
  return entries.flatMap((entry, index): Published[] => (isPort(entry) ? [publishedPort(entries, index)] : []));
}

function isPort(entry: Draft<Port>): boolean {
  return entry === unknown || typeof entry === "object";
}

/** Reads each field only on access, so that an unknown field affects only the rules that use it. */
function publishedPort(entries: readonly Draft<Port>[], index: number): Published {
  const field = (name: keyof Port): unknown => {
    const entry = entries[index];
    return typeof entry === "object" ? entry[name] : entry;
  };
  return {
    index,
    get ports() {
      return rangeOf(field("publishedPort"));
    },
    get protocol() {
      return wordOf(field("protocol") ?? protocolIn(field("publishedPort")), ["udp", "sctp"], "tcp");
    },
    get mode() {
      return wordOf(field("publishMode"), ["host"], "ingress") as PublishMode | Unknown;
    },
  };
}

/** Ports as text: `8080`, `8000-8010`. */
export function showPorts({ first, last }: PortRange): string {
  return first === last ? String(first) : `${first}-${last}`;
}

/**
 * The ports in a number or text: `8080`, `"8080"`, `"8000-8010"`, with an optional address before and protocol after
 * them. `undefined` for other values, and for 0, which lets Swarm choose.
 */
export function portRangeOf(value: unknown): PortRange | undefined {
  if (typeof value === "number") return value >= 1 && value <= 65535 ? { first: value, last: value } : undefined;
  if (typeof value !== "string") return undefined;
  const [, from, to] = /^\s*(?:[^\s:]*:)?\+?(\d{1,6})(?:\s*-\s*(\d{1,6}))?(?:\/[a-z]+)?\s*$/i.exec(value) ?? [];
  if (from === undefined) return undefined;
  const ends = [Number(from), Number(to ?? from)];
  const range = { first: Math.min(...ends), last: Math.max(...ends) };
  return range.first >= 1 && range.last <= 65535 ? range : undefined;
}

function rangeOf(value: unknown): PortRange | Unknown | undefined {
  return value === unknown ? unknown : portRangeOf(value);
}

/** The protocol behind a published port that is written as text: `"53/udp"`. */
function protocolIn(publishedPort: unknown): string | undefined {
  return typeof publishedPort === "string" ? /\/([a-z]+)\s*$/i.exec(publishedPort)?.[1] : undefined;
}

function wordOf(value: unknown, words: readonly string[], otherwise: string): string | Unknown {
  if (value === unknown) return unknown;
  const word = typeof value === "string" ? value.trim().toLowerCase() : otherwise;
  return words.includes(word) ? word : otherwise;
}
