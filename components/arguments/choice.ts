import type { Problem } from "../../swarm/problem";
import { show, textOf } from "../../swarm/typed";

/**
 * Checks that a value, if it is present, is one of a few words.
 *
 * @param choices the words, as in `export const Mode = { … } as const`
 */
export function checkChoice(
  value: unknown,
  path: string,
  name: string,
  choices: Readonly<Record<string, string>>,
): Problem[] {
  const problems: Problem[] = [];
  const words = Object.values(choices);
  const text = textOf(value, path, name, show(words[0]), problems);
  if (text === undefined || words.includes(text)) return problems;
  const likely = words.find((word) => word === text.trim().toLowerCase());
  const fix = likely === undefined ? `Use ${words.map(show).join(" or ")}.` : `Did you mean ${show(likely)}?`;
  return [{ path, reason: `'${name}' ${show(text)} is not one of ${words.map(show).join(", ")}. ${fix}` }];
}
