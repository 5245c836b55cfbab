import { subjects, type Change, type OperationName, type Subject } from "./subjects";

/** One change of one operation of one resource: what a fault can strike. */
export interface Row {
  readonly subject: Subject;
  readonly operation: OperationName;
  readonly change: Change;
  /** For the title of a test. */
  readonly title: string;
}

/** Every change that an operation makes, for every resource that has the operation. */
export function rowsOf(operation: OperationName): Row[] {
  return subjects.flatMap((subject) => {
    const changes = subject.changes[operation] ?? [];
    return changes.map((change, index) => {
      const which = changes.length === 1 ? "" : `, request ${index + 1} of ${changes.length}`;
      return { subject, operation, change, title: `${operation} of ${subject.title}${which}` };
    });
  });
}

export const operations: readonly OperationName[] = ["create", "update", "delete"];
