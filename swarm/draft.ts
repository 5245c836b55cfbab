/**
 * A value that a preview does not know yet.
 *
 * Rules get drafts, not finished specs: a component checks what it has when it is constructed, the provider checks what the
 * CLI knows in a preview. A rule that needs an unknown value says nothing; it is asked again when the value is there.
 */
export const unknown: unique symbol = Symbol.for("swarm.unknown");

/** The type of {@link unknown}. */
export type Unknown = typeof unknown;

/**
 * `T` as a rule may meet it: any field or element, at any depth, can be absent, unknown, or (from a program without types or from
 * a configuration file) of a wrong type, so a rule looks at the type of what it reads before it uses it.
 */
export type Draft<T> =
  | Unknown
  | undefined
  | (T extends string | number | boolean
      ? T
      : T extends ReadonlyArray<infer E>
        ? ReadonlyArray<Draft<E>>
        : { readonly [K in keyof T]?: Draft<T[K]> });

/** Whether a rule can say anything about `value`: it is given, and known. */
export function isPresent<T>(value: T | Unknown | undefined | null): value is T {
  return value !== undefined && value !== null && value !== unknown;
}
