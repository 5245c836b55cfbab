import type * as pulumi from "@pulumi/pulumi";
import { isPresent } from "../../swarm/draft";
import { formatDuration, parseDuration } from "../../swarm/durations";
import type { Problem } from "../../swarm/problem";
import { show } from "../../swarm/typed";
import { mapInput } from "./inputs";

/** The numbers that an argument accepts. */
export interface NumberRange {
  readonly lowest: number;
  /** @default - no upper bound */
  readonly highest?: number;
  /** Whether fractions are refused. @default false */
  readonly whole?: boolean;
  /** What to write instead, as a sentence. */
  readonly fix: string;
}

/** Checks that a value, if it is present, is a number in a range. */
export function checkNumber(value: unknown, path: string, name: string, range: NumberRange): Problem[] {
  if (!isPresent(value)) return [];
  const { lowest, highest = Infinity, whole = false, fix } = range;
  const problem = (fault: string): Problem[] => [{ path, reason: `'${name}' ${show(value)} ${fault}. ${fix}` }];
  if (typeof value !== "number" || !Number.isFinite(value)) return problem("is not a number");
  if (whole && !Number.isInteger(value)) return problem("is not a whole number");
  if (value < lowest) return problem(`is below ${lowest}`);
  return value > highest ? problem(`is above ${highest}`) : [];
}

/** Checks a number of seconds, 0 or more, fractions included. */
export function checkSeconds(value: unknown, path: string, name: string): Problem[] {
  return checkNumber(value, path, name, { lowest: 0, fix: "Use seconds as a number, e.g. 5, 0.5 or 0." });
}

/** Seconds from one of the two forms of an argument: a duration as text, e.g. `1m30s`, or a number. */
export function secondsOf(
  text: pulumi.Input<string> | undefined,
  seconds: pulumi.Input<number> | undefined,
): pulumi.Input<number> | undefined {
  return text === undefined ? seconds : mapInput(text, (duration) => (parseDuration(duration) ?? 0) / 1e9);
}

/**
 * Seconds as the docker package writes a duration: `5s`, `1m30s`, and, shorter than Go, `1m` and `1h`. The official
 * plugin would show another spelling of the same duration as a change in every preview.
 */
export function durationOf(seconds: number): string {
  return formatDuration(Math.round(seconds * 1e9))
    .replace(/m0s$/, "m")
    .replace(/h0m$/, "h");
}
