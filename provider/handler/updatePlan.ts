import type { Properties } from "./properties";

/** The change that the CLI makes in this run to an object in its state. */
export interface PlannedChange {
  /** The name of the object's resource in the program. */
  readonly logicalName: string;
  /** The new inputs in the program. */
  readonly inputs: Properties;
  readonly isReplaced: boolean;
  /** Whether the replacement is created first. Pulumi then deletes the old object after all other changes. */
  readonly isDeletedLast: boolean;
}

/** The changes that this run of the CLI makes to the objects of its stack, as far as the CLI has reported them. */
export interface UpdatePlan {
  /** @returns `undefined` until the CLI has compared the object with the program */
  changeOf(id: string): PlannedChange | undefined;
  /**
   * Whether Pulumi deletes an object of this URN after all other changes: the program no longer has the resource, or
   * the replacement is created first.
   */
  isDeletedLast(urn: string): boolean;
  /**
   * The milliseconds since the last call of the CLI, or since the last operation that did more than wait for another
   * one.
   */
  readonly idleMs: number;
  /** Counts an operation as one that waits for another one while `work` runs. */
  waiting<T>(work: () => Promise<T>): Promise<T>;
}
