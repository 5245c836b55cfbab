import { unknown } from "../../../swarm/draft";
import { changeOf, isAbsent, type Field } from "./field";

/**
 * A value that stays as it is if the program does not give it, because other clients change it too, or because its
 * original value is unknown. Removing it from the program is a change in place that only records the removal.
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
      // An absent value can be anything, so not even a zero is equivalent to it.
      if (!isAbsent(present) && wanted !== unknown && field.same(present, wanted)) return [];
      return [{ ...changeOf(path, before, wanted), ...(replaces === undefined ? {} : { replaces }) }];
    },
    reconcile: (previous, live) => (isAbsent(previous) ? previous : field.reconcile(previous, live)),
    rewrite: (live, wanted, before) => (isAbsent(wanted) ? live : field.rewrite(live, wanted, before)),
  };
}
