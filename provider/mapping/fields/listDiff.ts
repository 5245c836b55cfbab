import type { Change } from "./field";

/** A place in one of the two lists, and why the object is replaced if it changes. */
interface Place {
  readonly index: number;
  readonly replaces?: string;
}

/** An element of the wanted list, compared with the live list. */
export interface Compared {
  /** Its index in the list of the last update; `undefined`: it was not there. */
  readonly before: number | undefined;
  readonly isLive: boolean;
  readonly replaces?: string;
  /** The changes inside a live element, at its path in the wanted list. */
  readonly changes: (path: string) => readonly Change[];
}

/**
 * The changes of a list whose order does not matter. Every such list of every resource uses the same rules:
 *
 * - a new element is an `add` at its new index, a removed one a `delete` at its old index;
 * - an element that changes and keeps its index has changes inside it, e.g. `labels[1].value`;
 * - an element that changes and moves is a `delete` at its old index and an `add` at its new one, because no single
 *   path leads to both of its values;
 * - a `delete` and an `add` at the same index become an `update` of that index.
 *
 * @param gone elements of the last update that are live and no longer wanted
 */
export function listChanges(path: string, wanted: readonly Compared[], gone: readonly Place[]): Change[] {
  const changes = new Map<string, Change>();
  const add = (change: Change): void => {
    const other = changes.get(change.path);
    const replaces = change.replaces ?? other?.replaces;
    const kind = other === undefined ? change.kind : "update";
    changes.set(change.path, { path: change.path, kind, ...(replaces === undefined ? {} : { replaces }) });
  };
  for (const { index, replaces } of gone) add({ path: `${path}[${index}]`, kind: "delete", replaces });
  wanted.forEach(({ before, isLive, replaces, changes: inside }, index) => {
    const at = `${path}[${index}]`;
    const found = isLive ? inside(at) : [];
    if (!isLive) add({ path: at, kind: "add", replaces });
    else if (before === undefined || before === index) found.forEach(add);
    else if (found.length > 0) {
      add({ path: `${path}[${before}]`, kind: "delete", replaces });
      add({ path: at, kind: "add", replaces });
    }
  });
  return [...changes.values()];
}

/**
 * The indexes of the elements that two lists share in the same order, as many as possible: an element that is inserted
 * or removed is then one change, and those behind it are none.
 */
export function commonElements<T>(
  as: readonly T[],
  bs: readonly T[],
  same: (a: T, b: T) => boolean,
): [number, number][] {
  // lengths[i][j]: how many elements the lists share from i and j on.
  const lengths = Array.from({ length: as.length + 1 }, () => new Array<number>(bs.length + 1).fill(0));
  const from = (i: number, j: number): number => lengths[i]?.[j] ?? 0;
  for (let i = as.length - 1; i >= 0; i--) {
    for (let j = bs.length - 1; j >= 0; j--) {
      const shared = same(as[i] as T, bs[j] as T) ? from(i + 1, j + 1) + 1 : Math.max(from(i + 1, j), from(i, j + 1));
      lengths[i]?.splice(j, 1, shared);
    }
  }
  const pairs: [number, number][] = [];
  for (let i = 0, j = 0; i < as.length && j < bs.length;) {
    if (same(as[i] as T, bs[j] as T)) pairs.push([i++, j++]);
    else if (from(i + 1, j) >= from(i, j + 1)) i++;
    else j++;
  }
  return pairs;
}
