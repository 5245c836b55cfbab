/**
 * Groups the elements of a list by keys, once for each list. Without it, looking at every network or service of a large
 * swarm would read all tasks each time.
 *
 * @param keysOf the keys of an element, which it has for good: a list and its elements must not change
 * @returns the elements of a list that have a key, in the order of the list
 */
export function groupedBy<T>(
  keysOf: (element: T) => readonly string[],
): (list: readonly T[], key: string) => readonly T[] {
  const groups = new WeakMap<readonly T[], ReadonlyMap<string, readonly T[]>>();
  return (list, key) => {
    const known = groups.get(list) ?? group(list, keysOf);
    groups.set(list, known);
    return known.get(key) ?? [];
  };
}

function group<T>(list: readonly T[], keysOf: (element: T) => readonly string[]): ReadonlyMap<string, readonly T[]> {
  const found = new Map<string, T[]>();
  for (const element of list) {
    for (const key of new Set(keysOf(element))) {
      const elements = found.get(key);
      if (elements === undefined) found.set(key, [element]);
      else elements.push(element);
    }
  }
  return found;
}
