import type { Unknown } from "../../swarm/draft";
import { unknown } from "../../swarm/draft";

/** An unknown property that a rule has looked at. */
export interface Look {
  /** Tells the resource: the object that holds all its properties. */
  readonly root: object;
  /** From the root to the property. */
  readonly path: readonly string[];
}

/**
 * Takes a violation: its message and, from a rule about the stack, the URN of the resource that has to change. Says
 * whether the violation is certain, so that it was reported.
 */
export type Report = (message: string, urn?: string) => boolean;

/**
 * What was looked at so far. Evaluation is synchronous, so one variable tells who looks.
 *
 * - A *premise* is an unknown value that the rule went on with: what it reports from there on depends on the value.
 * - A *condition* is an unknown value that decides whether a resource counts at all: all that is read of it depends on
 *   the value, even an answer that is certain otherwise.
 * - A *gap* is an unknown value that a list was read without: what the rule reports stands, but its silence does not.
 */
interface Looks {
  premises: Look[];
  conditions: Look[];
  readonly gaps: Look[];
}

let current: Looks | undefined;

/** Records that an unknown value was read; drafts call it. */
export function lookAt(look: Look): void {
  current?.premises.push(look);
}

/**
 * Runs a rule. A report that depends on an unknown value does not reach `report`: the rule cannot decide.
 *
 * @returns what the rule would have to know to decide; empty when it has decided
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

/** Looks at each item by itself: what was unknown about one says nothing about a report on the next. */
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
 * An answer that says itself whether it is settled: the unknown values behind it matter only when the answer is
 * `unknown`.
 */
export function settled<T>(answer: () => T): T {
  const [value, looks] = observe(answer);
  if (value === unknown) current?.premises.push(...all(looks));
  else assume(looks.conditions);
  return value;
}

/**
 * The known part of a list or value. What is unknown of it leaves the rule undecided, beside what it reports about the
 * rest.
 */
export function known<T>(read: () => T): T {
  const [value, looks] = observe(read);
  current?.gaps.push(...all(looks));
  return value;
}

/**
 * The items that certainly have a fault. The test takes an unknown value for a fault; an item that has one only by that
 * is left out, and leaves the rule undecided.
 */
export function faultsIn<T>(list: readonly T[], hasFault: (item: T) => boolean): T[] {
  const found: T[] = [];
  for (let i = 0; i < list.length; i++) {
    // Reading an entry is a look as well.
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

/** The first reason that certainly holds; else `unknown` when one may hold, else `undefined`. */
export function firstReason<T>(...reasons: readonly (() => T | Unknown | undefined)[]): T | Unknown | undefined {
  const open: (readonly Look[])[] = [];
  for (const reason of reasons) {
    const [value, looks] = observe(reason);
    const isConditional = value !== undefined && looks.conditions.length > 0;
    if (value === unknown || isConditional) open.push(all(looks));
    else if (value !== undefined) return value;
  }
  recall(open.flat());
  return open.length > 0 ? unknown : undefined;
}

/** `value` where a verdict is true, as a reason for {@link firstReason}. */
export function when<T>(verdict: boolean | Unknown, value: T): T | Unknown | undefined {
  return verdict === true ? value : verdict === unknown ? unknown : undefined;
}

/** Whether all verdicts are true: one that is false settles it, whatever is unknown about the others. */
export function every(verdicts: readonly (() => boolean | Unknown)[]): boolean | Unknown {
  return settled(() => {
    const values = verdicts.map((verdict) => verdict());
    return values.includes(false) ? false : values.includes(unknown) ? unknown : true;
  });
}

/** The unknown values that are read on the way, without looking at them: {@link recall} does, once it matters. */
export function looksOf(read: () => unknown): readonly Look[] {
  return all(observe(read)[1]);
}

/** Looks at what {@link looksOf} has found. */
export function recall(looks: readonly Look[]): void {
  current?.premises.push(...looks);
}

/** Makes all that is read from here on depend on what {@link looksOf} has found, settled answers included. */
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
