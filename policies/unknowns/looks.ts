import type { Unknown } from "../../swarm/draft";
import { unknown } from "../../swarm/draft";

/** An unknown property that a rule has read. */
export interface Look {
  /** Identifies the resource: the object that holds all its properties. */
  readonly root: object;
  /** The keys from the root to the property. */
  readonly path: readonly string[];
}

/**
 * Reports a violation: its message and, from a rule about the stack, the URN of the resource that must change. Returns
 * whether the violation is certain. If it is not, the user does not see it.
 */
export type Report = (message: string, urn?: string) => boolean;

/**
 * The unknown values that a rule has read so far. Rules run synchronously, so one variable holds those of the current
 * rule.
 *
 * - A *premise* is an unknown value that the rule used. All later reports depend on it.
 * - A *condition* is an unknown value that decides whether a resource counts at all. Everything that the rule reads of
 *   this resource depends on it, even an answer that is otherwise certain.
 * - A *gap* is an unknown value that the rule left out of a list. Its reports stand, but without a report the rule
 *   cannot decide.
 */
interface Looks {
  premises: Look[];
  conditions: Look[];
  readonly gaps: Look[];
}

let current: Looks | undefined;

/** Records that a rule read an unknown value. Drafts call it. */
export function lookAt(look: Look): void {
  current?.premises.push(look);
}

/**
 * Runs a rule, and passes its certain violations to `report`. A violation that depends on an unknown value is not
 * certain: the rule cannot decide.
 *
 * @returns the unknown values that prevent a decision; empty if the rule has decided
 */
export function ask(
  validate: (report: Report) => void,
  report: (message: string, urn?: string) => void,
): readonly Look[] {
  const looks: Looks = { premises: [], conditions: [], gaps: [] };
  const undecided = new Set<Look>();
  within(looks, () => {
    validate((message, urn) => {
      const premises = current === undefined ? [] : [...current.premises, ...current.conditions];
      if (premises.length === 0) report(message, urn);
      for (const look of premises) undecided.add(look);
      return premises.length === 0;
    });
  });
  return [...undecided, ...looks.gaps];
}

/** Visits each item separately: the unknown values of one item do not affect the reports about the next. */
export function forEachAlone<T>(items: Iterable<T>, visit: (item: T) => void): void {
  const looks = current;
  const { premises = [], conditions = [] } = looks ?? {};
  const reset = (): void => {
    if (looks === undefined) return;
    looks.premises = [...premises];
    looks.conditions = [...conditions];
  };
  for (const item of items) {
    reset();
    visit(item);
  }
  reset();
}

/**
 * Computes an answer that may be certain although the computation reads unknown values. These values count only if the
 * answer is `unknown`.
 */
export function settled<T>(answer: () => T): T {
  const [value, looks] = observe(answer);
  if (value === unknown) current?.premises.push(...all(looks));
  else assume(looks.conditions);
  return value;
}

/**
 * Reads the known part of a list or value. The rule can report violations of this part; because of the unknown part, it
 * also stays undecided.
 */
export function known<T>(read: () => T): T {
  const [value, looks] = observe(read);
  current?.gaps.push(...all(looks));
  return value;
}

/**
 * The items that certainly have a fault. The test must treat an unknown value as a fault. An item whose fault depends
 * on an unknown value is left out, and the rule stays undecided.
 */
export function faultsIn<T>(list: readonly T[], hasFault: (item: T) => boolean): T[] {
  const found: T[] = [];
  for (let i = 0; i < list.length; i++) {
    // Reading the entry may itself read an unknown value.
    const [item, looks] = observe(() => {
      const entry = list[i] as T;
      return hasFault(entry) ? [entry] : [];
    });
    if (all(looks).length > 0) {
      if (item.length > 0) current?.gaps.push(...all(looks));
    } else found.push(...item);
  }
  return found;
}

/** The first reason that certainly holds; otherwise `unknown` if one may hold, and `undefined` if none does. */
export function firstReason<T>(...reasons: readonly (() => T | Unknown | undefined)[]): T | Unknown | undefined {
  const open: (readonly Look[])[] = [];
  for (const reason of reasons) {
    const [value, looks] = observe(reason);
    if (value === undefined) continue;
    if (value !== unknown && all(looks).length === 0) return value;
    open.push(all(looks));
  }
  recall(open.flat());
  return open.length > 0 ? unknown : undefined;
}

/** A reason for {@link firstReason}: `value` if the verdict is true. */
export function when<T>(verdict: boolean | Unknown, value: T): T | Unknown | undefined {
  return verdict === true ? value : verdict === unknown ? unknown : undefined;
}

/** Whether all verdicts are true. A false one decides, even if others are unknown. */
export function every(verdicts: readonly (() => boolean | Unknown)[]): boolean | Unknown {
  return settled(() => {
    const values = verdicts.map((verdict) => verdict());
    return values.includes(false) ? false : values.includes(unknown) ? unknown : true;
  });
}

/**
 * The unknown values that a function reads. They count only when {@link recall} or {@link assume} is called with them.
 */
export function looksOf(read: () => unknown): readonly Look[] {
  return all(observe(read)[1]);
}

/** Makes the unknown values that {@link looksOf} has found count as read. */
export function recall(looks: readonly Look[]): void {
  current?.premises.push(...looks);
}

/** Makes all later answers, including settled ones, depend on the unknown values that {@link looksOf} has found. */
export function assume(looks: readonly Look[]): void {
  current?.conditions.push(...looks);
}

function observe<T>(run: () => T): [T, Looks] {
  const looks: Looks = { premises: [], conditions: [], gaps: [] };
  return [within(looks, run), looks];
}

function within<T>(looks: Looks, run: () => T): T {
  const before = current;
  current = looks;
  try {
    return run();
  } finally {
    current = before;
  }
}

function all({ premises, conditions, gaps }: Looks): readonly Look[] {
  return [...premises, ...conditions, ...gaps];
}
