import { show } from "../typed";

/** The result of parsing a text: a value, or the reason why there is none. */
export type Parsed<T> = { readonly value: T } | { readonly reason: string };

/** Thrown inside a parser, which catches it, so that no step has to pass it on. */
class Refusal extends Error {}

/**
 * Runs a parser.
 *
 * @param name of the text in messages, e.g. `publish`
 * @param forms the forms that are possible, as a sentence
 * @param parse gets a function that refuses a part of the text: with the position where it begins, and the rule
 */
export function parseText<T>(
  name: string,
  text: string,
  forms: string,
  parse: (refuse: (part: string, position: number, rule: string) => never) => T,
): Parsed<T> {
  try {
    return {
      value: parse((part, position, rule) => {
        const where = part === text ? "" : `: ${show(part)} at character ${position + 1}`;
        throw new Refusal(`'${name}' ${show(text)}${where} ${rule}. ${forms}`);
      }),
    };
  } catch (error) {
    if (error instanceof Refusal) return { reason: error.message };
    throw error;
  }
}

/** The parts of a text, with the position where each begins. */
export function partsOf(text: string, separator: RegExp): { readonly part: string; readonly position: number }[] {
  const parts: { part: string; position: number }[] = [];
  let start = 0;
  for (const { index, 0: found } of text.matchAll(new RegExp(separator, "g"))) {
    parts.push({ part: text.slice(start, index), position: start });
    start = index + found.length;
  }
  return [...parts, { part: text.slice(start), position: start }];
}

/** The value as a list; empty for a text that has been refused. */
export function parsedList<T>(parsed: Parsed<T>): T[] {
  return "value" in parsed ? [parsed.value] : [];
}
