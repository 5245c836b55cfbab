import type { Properties } from "../handler/properties";

/**
 * An object of plain JSON as a look-up answers it. Lists and maps are copied, since those of a {@link Properties} can
 * be changed.
 */
export function answerOf(value: object): Properties {
  return structuredClone(value) as Properties;
}
