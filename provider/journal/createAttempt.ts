import { EngineError, isConflict, isOutcomeUnknown, isUnreachable } from "../engine/error";
import type { CreationJournal } from "./journal";

/** The requests for one object: each is announced, and taken back when it is sure that none of them has made anything. */
export class CreateAttempt {
  private mayBeMade = false;

  public constructor(
    private readonly journal: CreationJournal,
    private readonly name: string,
  ) {}

  public async request<T>(send: () => Promise<T>): Promise<T> {
    await this.journal.announce(this.name);
    try {
      return await send();
    } catch (error) {
      if (!madeNothing(error)) this.mayBeMade = true;
      else if (!this.mayBeMade) await this.journal.withdraw(this.name);
      throw error;
    }
  }
}

/** The Engine has refused the request, or never got it. After a 500 (the managers lost each other) it may have been carried out. */
function madeNothing(error: unknown): boolean {
  if (isUnreachable(error)) return !isOutcomeUnknown(error);
  return isConflict(error) || (error instanceof EngineError && (error.status ?? 500) < 500);
}
