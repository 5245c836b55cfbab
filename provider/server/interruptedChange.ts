import { PartialFailure, type Difference, type Live, type Operation, type ResourceHandler } from "../handler/handler";

/** The inputs and the state of an object. */
export type Recorded = Pick<Live, "inputs" | "state">;

/**
 * The object that an interrupted update or delete has left. The state does not describe it.
 *
 * @param recorded what the state says
 * @returns `undefined` when it is gone
 */
export async function readInterrupted(
  handler: ResourceHandler,
  id: string,
  recorded: Recorded,
  operation: Operation,
): Promise<Recorded | undefined> {
  try {
    return await handler.read(id, recorded, operation);
  } catch (error) {
    // It exists, and its last update is unfinished.
    if (error instanceof PartialFailure) return error.live;
    throw error;
  }
}

/** The difference of an object that an interrupted delete has removed, and that the program has again. */
export const gone: Difference = {
  changes: new Map([["name", "update-replace"]]),
  deleteBeforeReplace: false,
  detailed: true,
};

/** What an update has to change in the live object, and in the state. */
export function joinDifferences(live: Difference, recorded: Difference): Difference {
  return {
    changes: new Map([...live.changes, ...recorded.changes]),
    deleteBeforeReplace: live.deleteBeforeReplace || recorded.deleteBeforeReplace,
    detailed: live.detailed && recorded.detailed,
  };
}
