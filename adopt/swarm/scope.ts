import { shortName, stackLabel } from "../../swarm/stack";

/** What is read: the members of one stack, or everything. */
export interface Scope {
  readonly stack?: string | undefined;
}

/** Whether an object is a member of the stack. */
export function isMemberOf({ stack }: Scope, labels: Readonly<Record<string, string>> | null | undefined): boolean {
  return stack !== undefined && labels?.[stackLabel.namespace] === stack;
}

/** Whether an object belongs into the program: without a stack, every one does. */
export function isRead(scope: Scope, labels: Readonly<Record<string, string>> | null | undefined): boolean {
  return scope.stack === undefined || isMemberOf(scope, labels);
}

/** The logical name of an object: without the prefix of its stack. */
export function logicalNameOf({ stack }: Scope, isMember: boolean, name: string): string {
  return isMember && stack !== undefined ? shortName(stack, name) : name;
}
