import { isPresent } from "../../swarm/draft";
import { formatDuration } from "../../swarm/durations";
import type { Problem } from "../../swarm/problem";
import { show } from "../../swarm/typed";

/** The numbers that an argument can take. */
export interface NumberRange {
  readonly lowest: number;
  /** @default - no upper bound */
  readonly highest?: number;
  /** Whether fractions are refused. @default false */
  readonly whole?: boolean;
  /** What the bound comes from, and what to write instead. */
  readonly wayOut: string;
}

/** Checks that a value, if given and known, is a number in a range. */
export function checkNumber(value: unknown, path: string, name: string, range: NumberRange): Problem[] {
  if (!isPresent(value)) return [];
  const { lowest, highest = Infinity, whole = false, wayOut } = range;
  const problem = (what: string): Problem[] => [{ path, reason: `'${name}' ${show(value)} ${what}. ${wayOut}` }];
  if (typeof value !== "number" || !Number.isFinite(value)) return problem("is not a number");
  if (whole && !Number.isInteger(value)) return problem("is not a whole number");
  if (value < lowest) return problem(`is below ${lowest}`);
  return value > highest ? problem(`is above ${highest}`) : [];
}

/** Checks a number of seconds: fractions are possible, negative ones are not. */
export function checkSeconds(value: unknown, path: string, name: string): Problem[] {
  return checkNumber(value, path, name, { lowest: 0, wayOut: "Use seconds as a number, e.g. 5, 0.5 or 0." });
}

/**
 * Seconds as the docker package writes a duration: `5s`, `1m30s`, and, shorter than Go itself, `1m` and `1h`. Another spelling of the
 * same time would be a difference in every preview with the official plugin.
 */
export function durationOf(seconds: number): string {
  return formatDuration(Math.round(seconds * 1e9))
    .replace(/m0s$/, "m")
    .replace(/h0m$/, "h");
}
