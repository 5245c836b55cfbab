import type { Property } from "../../handler/properties";
import type { Field, Json } from "./field";

/**
 * A list of texts in which repetitions do not matter, for example DNS names. Lists that differ only in repetitions are
 * equal. The provider sends them without repetitions, because a repetition alone would restart tasks.
 */
export function distinct<T>(field: Field<readonly T[]>): Field<readonly T[]> {
  const same = (a: Property, b: Property): boolean => field.same(once(a), once(b));
  const fits = (wanted: Property, live: Json): boolean => field.fits(once(wanted), once(live));
  return {
    ...field,
    write: (wanted) => field.write(once(wanted)),
    fits,
    same,
    differences: (path, before, wanted, live) =>
      same(before, wanted) && (live === undefined || same(live, wanted))
        ? []
        : field.differences(path, before, wanted, live),
    reconcile: (previous, live) => (fits(previous, live) ? previous : field.reconcile(previous, live)),
    rewrite: (live, wanted, before) => (fits(wanted, live) ? live : field.rewrite(live, once(wanted), before)),
  };
}

/** The list without repetitions; anything else stays as it is. */
function once<V>(value: V): V {
  return Array.isArray(value) ? ([...new Set<unknown>(value)] as V) : value;
}
