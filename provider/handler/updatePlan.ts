import type { Properties } from "./properties";

/** What the CLI does in this run with an object that its state has. */
export interface PlannedChange {
  /** The name of the object's resource in the program. */
  readonly logicalName: string;
  /** What the program asks for now. */
  readonly inputs: Properties;
  readonly isReplaced: boolean;
  /** The replacement is created before the object is deleted: then Pulumi deletes it after all other changes. */
  readonly isDeletedLast: boolean;
}

/** What this run of the CLI does with the objects of its stack, as far as the CLI has told. */
export interface UpdatePlan {
  /** @returns `undefined` as long as the CLI has not compared the object with the program */
  changeOf(id: string): PlannedChange | undefined;
  /** Milliseconds without a call of the CLI, and without any operation that does more than wait for another one. */
  readonly idleMs: number;
  /** Counts an operation as one that waits for another one while `work` runs. */
  waiting<T>(work: () => Promise<T>): Promise<T>;
}
