import * as sdk from "@pulumi/policy";
import type { Draft } from "../../swarm/draft";
import { unknown } from "../../swarm/draft";
import type { Look } from "./looks";
import { lookAt } from "./looks";

/**
 * The properties that Pulumi passes to a policy, in the form that the checks of swarm/ accept. Pulumi throws when a
 * rule reads a value that a preview does not know. Here, such a value is {@link unknown}, so the rule can continue, and
 * the draft records the read: see looks.ts.
 */
export function draftOf<T>(properties: unknown): Draft<T> {
  if (typeof properties !== "object" || properties === null) return properties as Draft<T>;
  // Many rules read one resource, each through its own proxy.
  const root = rootOf(properties);
  const before = drafts.get(root);
  // The draft of a proxy and that of its target differ: only the proxy shows which values are unknown.
  if (before?.isGuarded === (root !== properties)) return before.draft as Draft<T>;
  const draft = copy(properties, { root }, false);
  drafts.set(root, { draft, isGuarded: root !== properties });
  return draft as Draft<T>;
}

const drafts = new WeakMap<object, { readonly draft: unknown; readonly isGuarded: boolean }>();

/**
 * The object that all rules about a resource share: the target of Pulumi's proxy, or else the properties themselves.
 */
export function rootOf(properties: object): object {
  return guardedBy(properties) ?? properties;
}

/** The target of the proxy that Pulumi puts around properties; `undefined` if there is no proxy. */
export function guardedBy(properties: unknown): object | undefined {
  if (typeof properties !== "object" || properties === null) return undefined;
  const guarded = (properties as Readonly<Record<string, unknown>>)["__getSpecialProxyTarget"];
  return typeof guarded === "object" && guarded !== null ? guarded : undefined;
}

/** Whether part of a draft is unknown. Works only for the drafts of {@link draftOf}. */
export function isOpen(draft: object): boolean {
  return open.has(draft);
}

const open = new WeakSet();

/** The place of a value: the object that contains it, and its key. */
interface Place {
  readonly root: object;
  readonly holder?: Place;
  readonly key?: string;
}

/** @param isGuarded whether Pulumi's proxy is around the value, which then may be unknown */
function copy(value: unknown, place: Place, isGuarded: boolean): unknown {
  // For a rule that remediates, Pulumi does not unwrap secrets.
  if (value instanceof sdk.Secret) return copy(value.value, place, isGuarded);
  // A null value counts as not set.
  if (value === null) return undefined;
  if (typeof value !== "object") return isGuarded && isPlaceholder(value) ? unknown : value;
  const guarded = isGuarded ? undefined : guardedBy(value);
  if (guarded !== undefined) return copy(guarded, place, true);
  const isList = Array.isArray(value);
  const draft: object = isList ? [] : {};
  for (const key of Object.keys(value)) {
    // Bridged providers list here which inputs have defaults, in objects at any depth.
    if (key === "__defaults") continue;
    const copied = read(value, key, { root: place.root, holder: place, key }, isGuarded);
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

/** Defines a getter. Only unknown values have one, so a draft without them costs no more than a copy. */
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

function read(holder: object, key: string, place: Place, isGuarded: boolean): unknown {
  let value: unknown;
  try {
    value = (holder as Readonly<Record<string, unknown>>)[key];
  } catch (error) {
    if (isUnknownValue(error)) return unknown;
    throw error;
  }
  return copy(value, place, isGuarded);
}

/**
 * Whether a text is one of Pulumi's placeholders for unknown values, all of which have this length. Asking the proxy
 * about a few texts is faster than reading all values through proxies.
 */
function isPlaceholder(value: unknown): boolean {
  if (typeof value !== "string" || value.length !== 36) return false;
  if (placeholders.has(value)) return true;
  try {
    return unknownCheckingProxy({ value }).value !== value;
  } catch (error) {
    if (!isUnknownValue(error)) throw error;
    placeholders.add(value);
    return true;
  }
}

const placeholders = new Set<string>();

/** The SDK exports the function that makes the proxy, but its type definitions omit it. */
const { unknownCheckingProxy } = sdk as unknown as { unknownCheckingProxy: <T extends object>(properties: T) => T };

/** Pulumi's type definitions omit the class of this error, and a pack may load another copy of the SDK. */
export function isUnknownValue(error: unknown): error is Error {
  return error instanceof Error && "unknownTypeSentinel" in error;
}
