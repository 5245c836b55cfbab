import { Secret } from "@pulumi/policy";
import type { Draft } from "../../swarm/draft";
import { unknown } from "../../swarm/draft";

/**
 * The properties that Pulumi hands to a policy, as the rules of swarm/ take them. Pulumi throws when a value is read that a
 * preview does not know; here it becomes {@link unknown}, so that a rule can go on with the rest.
 */
export function draftOf<T>(properties: unknown): Draft<T> {
  if (typeof properties !== "object" || properties === null) return copy(properties) as Draft<T>;
  // Many rules ask about one resource, each behind a guard of its own.
  const guarded = guardedBy(properties);
  const [drafts, key] = guarded === undefined ? [unguarded, properties] : [behindGuards, guarded];
  const before = drafts.get(key);
  if (before !== undefined) return before as Draft<T>;
  const draft = copy(properties);
  if (typeof draft === "object" && draft !== null) drafts.set(key, draft);
  return draft as Draft<T>;
}

const behindGuards = new WeakMap<object, object>();
const unguarded = new WeakMap<object, object>();

/** The properties behind the guard that Pulumi puts around them. */
export function guardedBy(properties: unknown): object | undefined {
  if (typeof properties !== "object" || properties === null) return undefined;
  const guarded = (properties as Readonly<Record<string, unknown>>)["__getSpecialProxyTarget"];
  return typeof guarded === "object" && guarded !== null ? guarded : undefined;
}

/**
 * Stops the rule when part of `property` is not known yet: Pulumi then says in the preview that the rule could not decide, and
 * why, and asks again during the update, when all inputs are known.
 *
 * @param field the only field that matters where the property holds objects; all of them when left out
 * @throws UnknownValueError of Pulumi, at the first unknown value
 */
export function waitFor(properties: object, property: string, field?: string): void {
  const value = (properties as Readonly<Record<string, unknown>>)[property];
  if (typeof value !== "object" || value === null) return;
  for (const key of Object.keys(value)) {
    if (Array.isArray(value) || field === undefined || key === field) waitFor(value, key, field);
  }
}

function copy(value: unknown): unknown {
  // Where a rule remediates, Pulumi hands over secrets in their wrapping.
  if (value instanceof Secret) return copy(value.value);
  // What is null is not given.
  if (value === null) return undefined;
  if (typeof value !== "object") return value;
  // Providers note there which inputs they have filled in: in every object, at any depth.
  const keys = Object.keys(value).filter((key) => key !== "__defaults");
  const behind = guardedBy(value) as Readonly<Record<string, unknown>> | undefined;
  const entries = keys.map((key) => {
    const entry = behind?.[key];
    return [key, isPlain(entry) ? entry : read(value, key)] as const;
  });
  if (Array.isArray(value)) return entries.map(([, entry]) => entry);
  return Object.fromEntries(entries.filter(([, entry]) => entry !== undefined));
}

/** Whether a value needs no guard, which takes its time: only an object, or a text as long as Pulumi's signs for it, can be unknown. */
function isPlain(value: unknown): boolean {
  return (typeof value === "string" && value.length !== 36) || typeof value === "number" || typeof value === "boolean";
}

function read(holder: object, key: string): unknown {
  let value: unknown;
  try {
    value = (holder as Readonly<Record<string, unknown>>)[key];
  } catch (error) {
    if (isUnknownValue(error)) return unknown;
    throw error;
  }
  return copy(value);
}

/** Pulumi's class for it is not in its type definitions, and a pack may load a copy of its own. */
function isUnknownValue(error: unknown): error is Error {
  return error instanceof Error && "unknownTypeSentinel" in error;
}
