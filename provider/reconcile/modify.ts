import { isDeepStrictEqual } from "node:util";
import { isNotFound, mayHaveActed } from "../engine/meaning";
import type { Operation } from "../handler/handler";
import type { Deadline } from "./deadline";
import { retry, type RetryRules } from "./retry";

/** An object as it was read: what it is changed from. */
export interface Versioned<O, S> {
  readonly object: O;
  readonly spec: S;
  /** The Engine refuses a write that is based on another version than the present one. */
  readonly version: number;
}

/** An object of the Engine that is changed by writing its whole spec. */
export interface Modification<O, S extends object> {
  /** What is changed, for the message when time is up, e.g. `secret "db"`. */
  readonly what: string;
  readonly read: (signal: AbortSignal) => Promise<Versioned<O, S>>;
  /**
   * The spec to write; `undefined` when there is nothing to change. Called again when another client wrote the object
   * meanwhile, or when an answer was lost.
   */
  readonly change: (read: Versioned<O, S>) => Promise<S | undefined> | S | undefined;
  readonly write: (spec: S, read: Versioned<O, S>, signal: AbortSignal) => Promise<void>;
  /** What happens when the object is gone. @default throws the Engine's error */
  readonly gone?: (error: Error) => undefined;
  /** @default retryRules */
  readonly rules?: RetryRules;
}

/**
 * Changes an object by optimistic concurrency: reads it, applies the change, writes it on the version that was read,
 * and starts again when that version is stale. After a lost answer it reads the object to find out whether the change
 * was carried out, rather than make it twice.
 *
 * @returns the object as it was before the change; `undefined` when there was nothing to change, or the object is gone
 * @throws TimedOut with the Engine's last error, the Engine's refusal, or the reason of the cancellation
 */
export async function modify<O, S extends object>(
  { what, read, change, write, gone, rules }: Modification<O, S>,
  operation: Pick<Operation, "engine" | "status">,
  deadline: Deadline,
): Promise<O | undefined> {
  let unanswered: { readonly before: Versioned<O, S>; readonly spec: S } | undefined;
  const attempt = async (signal: AbortSignal): Promise<O | undefined> => {
    const before = await read(signal);
    if (unanswered !== undefined && isWritten(before, unanswered)) return unanswered.before.object;
    const spec = await change(before);
    if (spec === undefined) return unanswered?.before.object;
    try {
      await write(spec, before, signal);
      return before.object;
    } catch (error) {
      if (mayHaveActed(error)) unanswered = { before, spec };
      throw error;
    }
  };
  try {
    return await retry(`${what} to be changed`, attempt, operation, deadline, rules);
  } catch (error) {
    if (gone === undefined || !isNotFound(error)) throw error;
    gone(error);
    return;
  }
}

/** Whether every part of the spec that a write meant to change is now as that write had it. */
function isWritten<O, S extends object>(
  now: Versioned<O, S>,
  { before, spec }: { readonly before: Versioned<O, S>; readonly spec: S },
): boolean {
  if (now.version === before.version) return false;
  const partsOf = (value: S): Map<string, unknown> => new Map(Object.entries(value));
  const [is, was, sent] = [partsOf(now.spec), partsOf(before.spec), partsOf(spec)];
  return [...new Set([...was.keys(), ...sent.keys()])]
    .filter((part) => !isDeepStrictEqual(was.get(part), sent.get(part)))
    .every((part) => isDeepStrictEqual(is.get(part), sent.get(part)));
}
