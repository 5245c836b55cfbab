import type { Properties } from "../handler/properties";

/**
 * The inputs with a name, where the program gives none: the one that the resource has, else a new one.
 *
 * Marked as the official plugin marks it, so that a stack can go back there and keep the name, and diff sees whose name
 * it is.
 *
 * @param given without what other plugins note in them
 */
export function named(given: Properties, olds: Properties | undefined, autoname: () => string): Properties {
  if (given.name !== undefined && given.name !== null) return given;
  return { ...given, name: typeof olds?.name === "string" ? olds.name : autoname(), __defaults: ["name"] };
}

/**
 * Whether the provider chose the name. A new object then gets another one, so the old one can wait until nothing uses
 * it.
 */
export function isAutomatic({ __defaults: defaults }: Properties): boolean {
  return Array.isArray(defaults) && defaults.includes("name");
}
