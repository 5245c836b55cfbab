import { isPresent } from "./draft";
import type { Problem } from "./problem";

/** A value as an error message shows it: text in quotes, other values as JSON if possible; long values are cut. */
export function show(value: unknown): string {
  const text = typeof value === "number" ? String(value) : (json(value) ?? `(${typeof value})`);
  return text.length > 80 ? `${text.slice(0, 77)}…` : text;
}

function json(value: unknown): string | undefined {
  try {
    return JSON.stringify(value);
  } catch {
    // A bigint or a cycle: the message then shows the type, which is the problem.
    return undefined;
  }
}

/** The property of an object or list, as a path: `gateway`, `[0].gateway`, `["com.docker.network.driver.mtu"]`. */
export function keyPath(key: string): string {
  return /^[A-Za-z_][A-Za-z0-9_]*$/.test(key) ? key : `[${JSON.stringify(key)}]`;
}

/**
 * `value` as text; `undefined` if it is absent or unknown. Another type is added to `problems`.
 *
 * @param path the path of the value, for the problem
 * @param name its name in the message, e.g. `gateway`
 * @param example a valid text, e.g. `"10.0.9.1"`
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

/** `value` as a whole number, like {@link textOf}. */
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

/** `value` as true or false, like {@link textOf}. */
export function flagOf(value: unknown, path: string, name: string, problems: Problem[]): boolean | undefined {
  if (!isPresent(value)) return undefined;
  if (typeof value === "boolean") return value;
  problems.push({
    path,
    reason: `'${name}' ${show(value)} is neither true nor false. Use true or false without quotes.`,
  });
  return undefined;
}

/** `value` as a list, like {@link textOf}, but empty instead of `undefined`. */
export function listOf(value: unknown, path: string, name: string, problems: Problem[]): readonly unknown[] {
  if (!isPresent(value)) return [];
  if (Array.isArray(value)) return value;
  problems.push({
    path,
    reason: `'${name}' ${show(value)} is not a list. Use a list, also for a single entry: [ … ].`,
  });
  return [];
}

/** `value` as the properties of an object, like {@link textOf}, but empty instead of `undefined`. */
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
