import { Secret } from "@pulumi/policy";
import type { Draft } from "../../swarm/draft";
import { unknown } from "../../swarm/draft";
import type { Look } from "./looks";
import { lookAt } from "./looks";

/**
 * The properties that Pulumi hands to a policy, as the rules of swarm/ take them. Pulumi throws when a value is read
 * that a preview does not know; here it is {@link unknown}, so that a rule can go on with the rest. Reading it is
 * recorded: see looks.ts.
 */
export function draftOf<T>(properties: unknown): Draft<T> {
  if (typeof properties !== "object" || properties === null) return properties as Draft<T>;
  // Many rules ask about one resource, each behind a guard of its own.
  const root = rootOf(properties);
  const before = drafts.get(root);
  // A guard and what is behind it are two: only the guard tells what is unknown.
  if (before?.isGuarded === (root !== properties)) return before.draft as Draft<T>;
  const draft = copy(properties, { root });
  drafts.set(root, { draft, isGuarded: root !== properties });
  return draft as Draft<T>;
}

const drafts = new WeakMap<object, { readonly draft: unknown; readonly isGuarded: boolean }>();

/** The object that all rules about a resource share: what is behind Pulumi's guard, where there is one. */
export function rootOf(properties: object): object {
  return guardedBy(properties) ?? properties;
}

/** The properties behind the guard that Pulumi puts around them. */
export function guardedBy(properties: unknown): object | undefined {
  if (typeof properties !== "object" || properties === null) return undefined;
  const guarded = (properties as Readonly<Record<string, unknown>>)["__getSpecialProxyTarget"];
  return typeof guarded === "object" && guarded !== null ? guarded : undefined;
}

/** Whether part of a draft is unknown; of a draft that was copied here. */
export function isOpen(draft: object): boolean {
  return open.has(draft);
}

const open = new WeakSet();

/** Where a value is: below which object, by which key. */
interface Place {
  readonly root: object;
  readonly holder?: Place;
  readonly key?: string;
}

function copy(value: unknown, place: Place): unknown {
  // Where a rule remediates, Pulumi hands over secrets in their wrapping.
  if (value instanceof Secret) return copy(value.value, place);
  // What is null is not given.
  if (value === null) return undefined;
  if (typeof value !== "object") return value;
  const isList = Array.isArray(value);
  const draft: object = isList ? [] : {};
  const behind = guardedBy(value) as Readonly<Record<string, unknown>> | undefined;
  for (const key of Object.keys(value)) {
    // Providers note there which inputs they have filled in: in every object, at any depth.
    if (key === "__defaults") continue;
    const entry = behind?.[key];
    const copied = isPlain(entry) ? entry : read(value, key, { root: place.root, holder: place, key });
    if (copied === unknown) recordReads(draft, key, place);
    else if (isList || copied !== undefined) define(draft, key, copied);
    if (copied === unknown || (typeof copied === "object" && copied !== null && open.has(copied))) open.add(draft);
  }
  return draft;
}

function define(draft: object, key: string, value: unknown): void {
  if (key === "__proto__") Object.defineProperty(draft, key, { value, enumerable: true, configurable: true });
  else (draft as Record<string, unknown>)[key] = value;
}

/** Only what is unknown takes a getter: a draft that is all known costs no more than a copy. */
function recordReads(draft: object, key: string, holder: Place): void {
  let look: Look | undefined;
  const get = (): typeof unknown => {
    look ??= { root: holder.root, path: [...pathOf(holder), key] };
    lookAt(look);
    return unknown;
  };
  Object.defineProperty(draft, key, { get, enumerable: true, configurable: true });
}

function pathOf({ holder, key }: Place): readonly string[] {
  return holder === undefined || key === undefined ? [] : [...pathOf(holder), key];
}

/**
 * Whether a value needs no guard, which takes its time: only an object, or a text as long as Pulumi's signs for it, can
 * be unknown.
 */
function isPlain(value: unknown): boolean {
  return (typeof value === "string" && value.length !== 36) || typeof value === "number" || typeof value === "boolean";
}

function read(holder: object, key: string, place: Place): unknown {
  let value: unknown;
  try {
    value = (holder as Readonly<Record<string, unknown>>)[key];
  } catch (error) {
    if (isUnknownValue(error)) return unknown;
    throw error;
  }
  return copy(value, place);
}

/** Pulumi's class for it is not in its type definitions, and a pack may load a copy of its own. */
export function isUnknownValue(error: unknown): error is Error {
  return error instanceof Error && "unknownTypeSentinel" in error;
}
