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

/** A resource that this preview creates or updates, as far as the CLI has reported it. */
export interface PlannedResource {
  readonly urn: string;
  /** E.g. `docker:index/network:Network`. */
  readonly type: string;
  readonly logicalName: string;
  /** The id of the object that is updated; of the one that is replaced; `undefined` if there is none. */
  readonly id: string | undefined;
  readonly isReplacement: boolean;
  /** The new inputs, in which values can be unknown. */
  readonly inputs: Properties;
}

/** The changes that this run of the CLI makes to the objects of its stack, as far as the CLI has reported them. */
export interface UpdatePlan {
  /** @returns `undefined` until the CLI has compared the object with the program */
  changeOf(id: string): PlannedChange | undefined;
  /** The name of the object that the stack has for a URN, before this run. */
  nameBefore(urn: string): string | undefined;
  /** The resources of a type that this preview creates or updates. Empty in an update, where the swarm has them. */
  planned(type: string): readonly PlannedResource[];
  /**
   * The same in the other provider processes of this run, one for each docker.Provider of the program. Only of types
   * with `sharedInPreview`, and only those properties.
   */
  plannedElsewhere(type: string): readonly PlannedResource[];
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
