import { awaitReady } from "../../provider/reconcile/await";
import { Deadline } from "../../provider/reconcile/deadline";
import { TimedOut } from "../../provider/reconcile/timedOut";

export { TimedOut as PollTimeout };

/**
 * Calls `ask` until it returns a value, in the same way as the provider waits for the Engine.
 *
 * @param what the awaited event, for the message of the {@link TimedOut}
 * @param ask returns `undefined` to be called again
 */
export async function poll<T>(
  what: string,
  ask: () => Promise<T | undefined> | T | undefined,
  options: {
    /** @default 120: how fast things happen depends on what else the machine does */
    readonly timeoutSeconds?: number;
    readonly intervalMs?: number;
    readonly missing?: () => string | undefined;
  } = {},
): Promise<T> {
  const { timeoutSeconds = 120, intervalMs, missing } = options;
  const context = { engine: { host: "the lab" } as never, status: () => undefined };
  const deadline = Deadline.after(timeoutSeconds, new AbortController().signal);
  return awaitReady({ what, satisfier: ask, intervalMs, observer: missing }, context, deadline);
}
