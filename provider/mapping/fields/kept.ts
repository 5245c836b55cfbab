import { unknown } from "../../../swarm/draft";
import { changeOf, isAbsent, type Field } from "./field";

/**
 * A value that stays as it is if nothing is given: others change it too, or nobody can tell what it would go back to.
 * Leaving out one that was given is a change in place, which only records that it is no longer declared.
 *
 * @param replaces why another value replaces the object. @default - it changes in place
 */
export function kept<T>(field: Field<T>, replaces?: string): Field<T> {
  return {
    ...field,
    ...(replaces === undefined ? {} : { replaces }),
    fits: (wanted, live) => isAbsent(wanted) || field.fits(wanted, live),
    same: (before, wanted) => isAbsent(wanted) || field.same(before, wanted),
    differences: (path, before, wanted, live) => {
      if (isAbsent(wanted)) return isAbsent(before) ? [] : [{ path, kind: "delete" }];
      const present = isAbsent(live) ? before : live;
      // Nothing is known of an absent one, so not even a zero is the same.
      if (!isAbsent(present) && wanted !== unknown && field.same(present, wanted)) return [];
      return [{ ...changeOf(path, before, wanted), ...(replaces === undefined ? {} : { replaces }) }];
    },
    reconcile: (previous, live) => (isAbsent(previous) ? previous : field.reconcile(previous, live)),
    rewrite: (live, wanted, before) => (isAbsent(wanted) ? live : field.rewrite(live, wanted, before)),
  };
}
