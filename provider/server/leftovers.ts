import { stackOf } from "../journal/entry";
import type { Leftover } from "../journal/leftover";
import type { Operation, ResourceHandler } from "../handler/handler";
import { typeOf } from "../handler/urn";

/**
 * Whether the update of this session has succeeded as a whole. No later create can then take over a leftover of an
 * earlier update, so the remaining leftovers can be removed.
 */
export class UpdateRecord {
  private stack: string | undefined;
  private hasFailed = false;

  /** Follows an operation that changes the swarm. */
  public async follow<T>(urn: string, work: () => Promise<T>): Promise<T> {
    this.stack = stackOf(urn);
    try {
      return await work();
    } catch (error) {
      this.hasFailed = true;
      throw error;
    }
  }

  /** The stack whose leftovers can be removed; `undefined` in a preview, and after a failure. */
  public get finishedStack(): string | undefined {
    return this.hasFailed ? undefined : this.stack;
  }
}

/** Removes the objects of interrupted creates. One that cannot be removed now stays in the journal. */
export async function discardAll(
  leftovers: readonly (readonly [urn: string, Leftover])[],
  handlers: ReadonlyMap<string, ResourceHandler>,
  operationOn: (urn: string) => Operation,
): Promise<void> {
  for (const [urn, leftover] of leftovers) {
    const operation = operationOn(urn);
    try {
      operation.status(`removing "${leftover.name}", which an interrupted update has left behind`);
      await handlers.get(typeOf(urn))?.discard(leftover, operation);
      await operation.journal.withdraw(leftover.name);
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      operation.warn(`"${leftover.name}", which an interrupted update has left behind, could not be removed: ${why}`);
    }
  }
}
