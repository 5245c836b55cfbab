import type { VariableUse } from "./tree";

/** A text with variables in it. */
export interface Template {
  /** The text as docker makes it: with the values of variables, their defaults, or nothing. */
  readonly text: string;
  readonly parts: readonly (string | VariableUse)[];
  /** Whether a variable has neither a value nor a default. */
  readonly isUnknown: boolean;
}

/** Docker's pattern of a variable (docker/cli cli/compose/template). */
const pattern = /\$(?:(?<escaped>\$)|(?<named>[_a-z]\w*)|\{(?<braced>[_a-z]\w*(?::?[-?][^}]*)?)\}|(?<invalid>))/gi;

/** Thrown for a text that docker refuses. The message says what to write instead. */
export class TemplateError extends Error {}

/**
 * The variables of a text, as docker reads them; `undefined` if the text has neither a variable nor `$$`.
 *
 * @param valueOf the value of a variable in the environment
 * @throws TemplateError
 */
export function parseTemplate(text: string, valueOf: (variable: string) => string | undefined): Template | undefined {
  if (!text.includes("$")) return undefined;
  const parts: (string | VariableUse)[] = [];
  let resolved = "";
  let end = 0;
  let isUnknown = false;
  const add = (piece: string): void => {
    resolved += piece;
    const last = parts.at(-1);
    if (typeof last === "string") parts[parts.length - 1] = last + piece;
    else if (piece !== "") parts.push(piece);
  };
  for (const match of text.matchAll(pattern)) {
    const { escaped, named, braced, invalid } = match.groups ?? {};
    add(text.slice(end, match.index));
    end = match.index + match[0].length;
    if (invalid !== undefined) throw new TemplateError(refusal(text.slice(match.index)));
    if (escaped !== undefined) {
      add("$");
      continue;
    }
    const { isEmptyUnset, ...use } = variableUse(braced ?? named ?? "");
    const given = valueOf(use.variable);
    const isSet = given !== undefined && !(isEmptyUnset && given === "");
    isUnknown ||= !isSet && use.fallback === undefined;
    resolved += isSet ? given : (use.fallback ?? "");
    parts.push(use);
  }
  add(text.slice(end));
  return { text: resolved, parts, isUnknown };
}

function variableUse(text: string): VariableUse & { readonly isEmptyUnset: boolean } {
  const [, variable = text, colon = "", operator = "", operand = ""] = /^(\w+)(:?)([-?])(.*)$/s.exec(text) ?? [];
  const isEmptyUnset = colon === ":";
  if (operator === "-") return { variable, fallback: operand, isEmptyUnset };
  return operator === "?" ? { variable, request: operand, isEmptyUnset } : { variable, isEmptyUnset: false };
}

function refusal(rest: string): string {
  const shown = /^\$\{[^}]*\}?|^\$.?/s.exec(rest)?.[0] ?? rest;
  if (/^\$\{\w+:?\+/.test(shown)) {
    return `${shown} is not possible: docker stack deploy does not know "+". Use \${VAR} or \${VAR:-default}.`;
  }
  return `${shown} is not a variable. Use \${VAR}, \${VAR:-default} or \${VAR:?message}, or $$ for a dollar sign.`;
}
