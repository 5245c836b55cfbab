import type { Operation } from "../handler/handler";
import type { Property } from "../handler/properties";
import { describeShared } from "../reconcile/handover";
import { lastingName, type Holder } from "../reconcile/nameTaken";
import { othersOfRun } from "./othersOfRun";

/** A name that an object should get. */
export interface WantedName<T> {
  /** The type of the resource. */
  readonly type: string;
  /** E.g. `network`. */
  readonly kind: string;
  /** May be unknown. */
  readonly name: Property;
  readonly nameOf: (existing: T) => string;
  readonly holderOf: (existing: T) => Holder;
}

/**
 * Why an object cannot get its name: an object has it, and keeps it in this update, or another resource of the program
 * gets it. Swarm compares names without case.
 */
export async function findNameProblems<T>(
  { type, kind, name, nameOf, holderOf }: WantedName<T>,
  existing: readonly T[],
  operation: Operation,
): Promise<string[]> {
  if (typeof name !== "string" || name === "") return [];
  const isWanted = (other: unknown): boolean => typeof other === "string" && other.toLowerCase() === name.toLowerCase();
  const holders = existing.filter((one) => isWanted(nameOf(one))).map(holderOf);
  const lasting = await Promise.all(holders.map((holder) => lastingName(holder, operation)));
  const reported = holders.map(({ id }) => id);
  const other = othersOfRun(type, operation, reported).find(({ inputs }) => isWanted(inputs.name));
  const subject = `${kind.charAt(0).toUpperCase()}${kind.slice(1)} "${operation.logicalName}"`;
  return [
    ...lasting.filter((message) => message !== undefined),
    ...(other === undefined ? [] : [describeShared({ subject, what: `name "${name}"` }, other)]),
  ];
}
