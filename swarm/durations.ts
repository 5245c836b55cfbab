import type { Draft } from "./draft";
import type { Problem } from "./problem";
import { show, textOf } from "./typed";

/** Nanoseconds of each unit that Go knows. */
const units: Readonly<Record<string, bigint>> = {
  ns: 1n,
  us: 1_000n,
  µs: 1_000n,
  μs: 1_000n,
  ms: 1_000_000n,
  s: 1_000_000_000n,
  m: 60_000_000_000n,
  h: 3_600_000_000_000n,
};

/** The longest duration of the Engine: 64 bits of nanoseconds, signed, about 292 years. */
const longest = 2n ** 63n - 1n;

/**
 * Nanoseconds of a duration in Go's form: `1m30s`, `500ms`, `1.5h`, `-2s`, `0`. `undefined` for any other text.
 * Durations over 104 days are rounded to the precision of a number.
 */
export function parseDuration(text: string): number | undefined {
  const { sign, rest } = /^(?<sign>[-+]?)(?<rest>.*)$/s.exec(text)?.groups ?? {};
  if (rest === undefined) return undefined;
  if (rest === "0") return 0;
  // The two characters for "micro" are escaped: a bundle copies patterns as they are, and V8 would need two bytes for
  // each character of its source.
  if (!/^(?:(?:\d+\.?\d*|\.\d+)(?:ns|us|\u00b5s|\u03bcs|ms|s|m|h))+$/.test(rest)) return undefined;
  let total = 0n;
  for (const [, whole = "", fraction = "", unit = ""] of rest.matchAll(
    /(\d*)\.?(\d*)(ns|us|\u00b5s|\u03bcs|ms|s|m|h)/g,
  )) {
    const size = units[unit] ?? 0n;
    total += BigInt(whole === "" ? 0 : whole) * size;
    total += fraction === "" ? 0n : (BigInt(fraction) * size) / 10n ** BigInt(fraction.length);
  }
  if (total > longest) return undefined;
  return Number(sign === "-" ? -total : total);
}

/** Formats a whole number of nanoseconds as Go and the docker package do: `1m30s`, `1.5s`, `200ms`, `0s`. */
export function formatDuration(nanoseconds: number): string {
  const sign = nanoseconds < 0 ? "-" : "";
  const total = BigInt(Math.abs(nanoseconds));
  if (total === 0n) return "0s";
  for (const [below, unit] of [
    ["us", "ns"],
    ["ms", "µs"],
    ["s", "ms"],
  ] as const) {
    if (total < (units[below] ?? 0n)) return sign + decimal(total, units[unit] ?? 1n) + unit;
  }
  const second = 1_000_000_000n;
  const [hours, minutes] = [total / (3600n * second), (total / (60n * second)) % 60n];
  const seconds = `${decimal(total % (60n * second), second)}s`;
  if (hours > 0n) return `${sign}${hours}h${minutes}m${seconds}`;
  return minutes > 0n ? `${sign}${minutes}m${seconds}` : sign + seconds;
}

/**
 * Checks a duration of a service: it has Go's form and is not negative.
 *
 * @param name its name in the message, e.g. `delay`
 */
export function checkDuration(duration: Draft<string>, name = "duration"): Problem[] {
  const problems: Problem[] = [];
  const text = textOf(duration, "", name, `"1m30s"`, problems);
  if (text === undefined) return problems;
  const nanoseconds = parseDuration(text);
  if (nanoseconds === undefined) {
    const hint = /^\d+$/.test(text) ? `Did you mean "${text}s"?` : `Use e.g. "1m30s" or "500ms".`;
    problems.push({
      path: "",
      reason: `'${name}' ${show(text)} is not a duration: numbers with the units h, m, s or ms. ${hint}`,
    });
  } else if (nanoseconds < 0) {
    problems.push({ path: "", reason: `'${name}' "${text}" is negative. Use 0s or more.` });
  }
  return problems;
}

function decimal(value: bigint, unit: bigint): string {
  const fraction = (value % unit)
    .toString()
    .padStart(unit.toString().length - 1, "0")
    .replace(/0+$/, "");
  return fraction === "" ? `${value / unit}` : `${value / unit}.${fraction}`;
}
