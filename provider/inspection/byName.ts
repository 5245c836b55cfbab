/** By name as people order them, `web.10` after `web.9`; by id where two have the same. */
export function byName<T extends { readonly name: string; readonly id: string }>(items: readonly T[]): T[] {
  return [...items].sort(
    (a, b) => a.name.localeCompare(b.name, "en", { numeric: true }) || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0),
  );
}
