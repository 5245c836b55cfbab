import { labelKeys, labelValue, type Labels } from "../../swarm/labels";
import type { Draft } from "../../swarm/draft";
import { nearest } from "../../swarm/nearest";
import { known } from "../unknowns/looks";

/** A label that is probably a misspelling of a label in the configuration. */
export interface Misspelling {
  readonly given: string;
  readonly meant: string;
}

/** Shorter words often differ by one letter and mean different things, such as `pci` and `psi`. */
const shortest = 5;

/**
 * The labels that differ from one in the configuration by case or by a letter or two, in the key or in the value. Such
 * a label has no effect.
 *
 * @param marks the labels in the configuration: a key, or `key=value`
 */
export function misspeltLabels(labels: Draft<Labels>, marks: readonly string[]): Misspelling[] {
  const wanted = marks.map((mark): readonly [string, string | undefined] => {
    const [key = "", ...rest] = mark.split("=");
    return [key, rest.length === 0 ? undefined : rest.join("=")];
  });
  const keys = wanted.map(([key]) => key);
  return known(() => labelKeys(labels)).flatMap((key) => {
    if (!keys.includes(key)) {
      const meant = likely(key, keys);
      return meant === undefined ? [] : [{ given: `the label "${key}"`, meant }];
    }
    const values = wanted.flatMap(([one, value]) => (one === key ? [value] : []));
    const value = known(() => labelValue(labels, key));
    if (typeof value !== "string" || values.includes(undefined)) return [];
    const texts = values.filter((text) => text !== undefined);
    // The case of a value does not matter.
    if (texts.some((text) => text.trim().toLowerCase() === value.trim().toLowerCase())) return [];
    const meant = likely(value, texts);
    return meant === undefined ? [] : [{ given: `the label ${key}="${value}"`, meant: `${key}=${meant}` }];
  });
}

function likely(given: string, words: readonly string[]): string | undefined {
  const plain = given.trim().toLowerCase();
  const same = words.find((word) => word.trim().toLowerCase() === plain);
  if (same !== undefined) return same;
  // A different digit is not a misspelling: level1 and level2.
  const candidates = words.filter((word) => word.length >= shortest && digitsOf(word) === digitsOf(plain));
  return plain.length < shortest ? undefined : nearest(plain, candidates);
}

function digitsOf(text: string): string {
  return text.replace(/\D+/g, " ").trim();
}
