import type { Properties } from "../handler/properties";

/**
 * A plain JSON object as the result of a look-up. Lists and maps are copied, because those of {@link Properties} are
 * mutable.
 */
export function answerOf(value: object): Properties {
  return structuredClone(value) as Properties;
}
