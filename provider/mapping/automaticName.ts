import type { Properties } from "../handler/properties";

/**
 * The inputs with a name. If the program gives none, the resource keeps its name or gets a new one.
 *
 * A chosen name gets the official plugin's mark, so that a stack can return to that plugin and keep the name, and diff
 * can see who chose it.
 *
 * @param given without the notes of other plugins
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
