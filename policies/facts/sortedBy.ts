/** A copy of a list in the order of the first key in which two items differ. Compares text by its code units. */
export function sortedBy<T>(items: readonly T[], ...keys: readonly ((item: T) => string | number | bigint)[]): T[] {
  return [...items].sort((a, b) => {
    for (const keyOf of keys) {
      const one = keyOf(a);
      const other = keyOf(b);
      if (one !== other) return one < other ? -1 : 1;
    }
    return 0;
  });
}
