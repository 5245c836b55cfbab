/**
 * A value that a preview does not know yet.
 *
 * Rules get drafts, not finished specs: a component checks the values that are known when it is constructed, the
 * provider those that are known in a preview. A rule that needs an unknown value reports nothing; it runs again when
 * the value is known.
 */
export const unknown: unique symbol = Symbol.for("swarm.unknown");

/** The type of {@link unknown}. */
export type Unknown = typeof unknown;

/**
 * `T` as a rule gets it. Any field or element, at any depth, can be absent, unknown, or (in a program without types or
 * a configuration file) of a wrong type, so a rule checks the type of a value before it uses it.
 */
export type Draft<T> =
  | Unknown
  | undefined
  | (T extends string | number | boolean
      ? T
      : T extends ReadonlyArray<infer E>
        ? ReadonlyArray<Draft<E>>
        : { readonly [K in keyof T]?: Draft<T[K]> });

/** Whether a value is set and known, so that a rule can check it. */
export function isPresent<T>(value: T | Unknown | undefined | null): value is T {
  return value !== undefined && value !== null && value !== unknown;
}
