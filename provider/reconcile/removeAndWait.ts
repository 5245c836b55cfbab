import { EngineError } from "../engine/error";
import { isNotFound } from "../engine/meaning";
import type { Operation } from "../handler/handler";
import { awaitReady, type Awaiter } from "./await";
import type { Deadline } from "./deadline";
import { RefusalGrace } from "./refusalGrace";
import { retryRuleFor, retryRules, type RetryRules } from "./retry";
import type { TimedOut } from "./timedOut";

/** An object to be removed. */
export interface Removal {
  /** What is removed, e.g. `network "backend"`. */
  readonly what: string;
  /** What has to end first, as a status line; `undefined`: nothing, and `remove` is called. @default nothing */
  readonly blockedBy?: () => Promise<string | undefined>;
  readonly remove: (signal: AbortSignal) => Promise<void>;
  /** Whether an object that the Engine does not find is really gone. @default always */
  readonly isGone?: () => Promise<boolean>;
  /**
   * What an error of `remove` that no rule retries means: an Error to throw unless it passes within a short grace
   * period, a status line to wait behind, or `undefined` to throw the Engine's error as it is. @default throws
   */
  readonly refused?: (error: EngineError) => Promise<Error | string | undefined>;
  /** The error to throw when time is up. @default the timeout itself */
  readonly timedOut?: (timeout: TimedOut) => Error;
  /** What is waited for once the object is removed, e.g. a node to release it. @default nothing */
  readonly afterwards?: Awaiter<true>;
  /** @default retryRules */
  readonly rules?: RetryRules;
}

/**
 * Removes an object and waits until nothing is left of it. Succeeds if the object is gone already.
 *
 * @throws Error that names what still uses the object; the reason of the cancellation
 */
export async function removeAndWait(removal: Removal, operation: Operation, deadline: Deadline): Promise<void> {
  const { what, blockedBy, remove, isGone, refused, timedOut, afterwards, rules = retryRules } = removal;
  const grace = new RefusalGrace();
  let holder: string | undefined;
  const satisfier = async (signal: AbortSignal): Promise<true | undefined> => {
    holder = await blockedBy?.();
    if (holder !== undefined) return undefined;
    try {
      await remove(signal);
      return true;
    } catch (error) {
      if (isNotFound(error)) return (await isGone?.()) === false ? undefined : true;
      if (!(error instanceof EngineError)) throw error;
      if (retryRuleFor(error, rules) !== undefined) throw error;
      const refusal = await refused?.(error);
      if (refusal === undefined) throw error;
      if (refusal instanceof Error) grace.refuse(refusal);
      else holder = refusal;
      return undefined;
    }
  };
  await awaitReady<true>(
    {
      what: `${what} to be removed`,
      satisfier,
      observer: () => holder,
      rules,
      timedOut: (timeout) => {
        throw timedOut?.(timeout) ?? timeout;
      },
    },
    operation,
    deadline,
  );
  if (afterwards !== undefined) await awaitReady(afterwards, operation, deadline);
}
