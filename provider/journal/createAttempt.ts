import { mayHaveActed } from "../engine/meaning";
import type { CreationJournal } from "./journal";

/**
 * The requests for one object. The journal records each of them, and withdraws the record when none of them can have
 * created the object.
 */
export class CreateAttempt {
  private mayExist = false;

  public constructor(
    private readonly journal: CreationJournal,
    private readonly name: string,
  ) {}

  public async request<T>(send: () => Promise<T>): Promise<T> {
    await this.journal.announce(this.name);
    try {
      return await send();
    } catch (error) {
      if (mayHaveActed(error)) this.mayExist = true;
      else if (!this.mayExist) await this.journal.withdraw(this.name);
      throw error;
    }
  }
}
