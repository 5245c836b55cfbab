import { messageOf } from "../engine/error";
import { PartialFailure, type Live } from "../handler/handler";

/** An object that stays, although its operation failed. */
export interface Kept {
  readonly live: Live;
  /** @default the message of the error */
  readonly reasons?: readonly string[];
}

/**
 * Finishes an object that exists. When that fails, for whatever reason, the CLI keeps the object in the state.
 *
 * @param describe the object as it is after the error; `undefined` when there is nothing to keep
 * @throws PartialFailure, or the error when there is nothing to keep
 */
export async function finishOrKeep<T>(
  finish: () => Promise<T>,
  describe: (error: unknown) => Promise<Kept | undefined> | Kept | undefined,
): Promise<T> {
  try {
    return await finish();
  } catch (error) {
    const kept = await describe(error);
    if (kept === undefined) throw error;
    throw new PartialFailure(kept.live, kept.reasons ?? [messageOf(error)], { cause: error });
  }
}
