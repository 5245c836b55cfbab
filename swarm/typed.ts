import { isPresent } from "./draft";
import type { Problem } from "./problem";

/** A value as an error message shows it: text in quotes, anything else as JSON where it has a JSON form, long ones cut. */
export function show(value: unknown): string {
  const text = typeof value === "number" ? String(value) : (json(value) ?? `(${typeof value})`);
  return text.length > 80 ? `${text.slice(0, 77)}…` : text;
}

function json(value: unknown): string | undefined {
  try {
    return JSON.stringify(value);
  } catch {
    // A bigint or a circle: the message then names the type alone, which is what is wrong with it.
    return undefined;
  }
}

/** The property of an object or list, as a path: `gateway`, `[0].gateway`, `["com.docker.network.driver.mtu"]`. */
export function keyPath(key: string): string {
  return /^[A-Za-z_][A-Za-z0-9_]*$/.test(key) ? key : `[${JSON.stringify(key)}]`;
}

/**
 * `value` as text; `undefined` when it is absent or unknown, or when it is something else, which is added to `problems`.
 *
 * @param path where the value is, for the problem
 * @param name how the message calls it, e.g. `gateway`
 * @param example what right text looks like, e.g. `"10.0.9.1"`
 */
export function textOf(
  value: unknown,
  path: string,
  name: string,
  example: string,
  problems: Problem[],
): string | undefined {
  if (!isPresent(value)) return undefined;
  if (typeof value === "string") return value;
  problems.push({ path, reason: `'${name}' ${show(value)} is not text. Use text in quotes, e.g. ${example}.` });
  return undefined;
}

/** `value` as a whole number, under the same terms as {@link textOf}. */
export function wholeNumberOf(
  value: unknown,
  path: string,
  name: string,
  example: string,
  problems: Problem[],
): number | undefined {
  if (!isPresent(value)) return undefined;
  if (Number.isSafeInteger(value)) return value as number;
  problems.push({
    path,
    reason: `'${name}' ${show(value)} is not a whole number. Use a number without quotes, e.g. ${example}.`,
  });
  return undefined;
}

/** `value` as yes or no, under the same terms as {@link textOf}. */
export function flagOf(value: unknown, path: string, name: string, problems: Problem[]): boolean | undefined {
  if (!isPresent(value)) return undefined;
  if (typeof value === "boolean") return value;
  problems.push({
    path,
    reason: `'${name}' ${show(value)} is neither true nor false. Use true or false without quotes.`,
  });
  return undefined;
}

/** `value` as a list; an empty one under the same terms as {@link textOf}. */
export function listOf(value: unknown, path: string, name: string, problems: Problem[]): readonly unknown[] {
  if (!isPresent(value)) return [];
  if (Array.isArray(value)) return value;
  problems.push({
    path,
    reason: `'${name}' ${show(value)} is not a list. Use a list, also for a single entry: [ … ].`,
  });
  return [];
}

/** `value` as an object's properties; an empty one under the same terms as {@link textOf}. */
export function recordOf(
  value: unknown,
  path: string,
  name: string,
  problems: Problem[],
): Readonly<Record<string, unknown>> {
  if (!isPresent(value)) return {};
  if (typeof value === "object" && !Array.isArray(value)) return value as Readonly<Record<string, unknown>>;
  problems.push({ path, reason: `'${name}' ${show(value)} is not an object. Use an object: { … }.` });
  return {};
}
