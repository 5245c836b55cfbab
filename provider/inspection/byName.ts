// Many times faster than localeCompare with the same options, which would make a collator for each comparison.
const names = new Intl.Collator("en", { numeric: true });

/** By name as people order them, `web.10` after `web.9`; by id where two have the same. */
export function byName<T extends { readonly name: string; readonly id: string }>(items: readonly T[]): T[] {
  return [...items].sort((a, b) => names.compare(a.name, b.name) || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0));
}
