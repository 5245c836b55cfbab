import { awaitReady } from "../../provider/reconcile/await";
import { Deadline } from "../../provider/reconcile/deadline";
import { TimedOut } from "../../provider/reconcile/timedOut";

export { TimedOut as PollTimeout };

/**
 * Asks until there is an answer, as the provider waits for the Engine.
 *
 * @param what what is waited for, for the message of the {@link TimedOut}
 * @param ask answers `undefined` to be asked again
 */
export async function poll<T>(
  what: string,
  ask: () => Promise<T | undefined> | T | undefined,
  options: {
    readonly timeoutSeconds: number;
    readonly intervalMs?: number;
    readonly missing?: () => string | undefined;
  },
): Promise<T> {
  const { timeoutSeconds, intervalMs, missing } = options;
  const context = { engine: { host: "the lab" } as never, status: () => undefined };
  const deadline = Deadline.after(timeoutSeconds, new AbortController().signal);
  return awaitReady({ what, satisfier: ask, intervalMs, observer: missing }, context, deadline);
}
