import type { Secrets } from "../handler/properties";
import { serviceError } from "./failure";
import type { Session } from "./session";

/** Registers a callback for when the CLI gives up a call. */
export type Abandoned = (abort: () => void) => void;

/**
 * Runs the work of a call that contacts the Engine. Its signal is aborted when the CLI gives up the call, or the user
 * cancels.
 *
 * @param secrets of the call, which an error of the protocol marks
 * @throws ServiceError, without secrets
 */
export async function runCall<T>(
  session: Session,
  secrets: Secrets,
  abandoned: Abandoned,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  try {
    return await session.run.during(() => session.operations.run(work, abandoned));
  } catch (error) {
    throw serviceError(error, (message) => session.scrub(message), secrets);
  }
}
