import { titleFindings } from "./titles";
import { replacements } from "./words";

/** A line that breaks a rule of this repository's prose. */
export interface Finding {
  /** Starts at 1. */
  readonly line: number;
  readonly message: string;
}

/** The longest line, in columns. */
const columns = 120;

/** What may stand between two words of one phrase: white space, a comment mark, or the seam of two joined strings. */
const gap = "(?:\\s|(?<=\\n\\s*)(?:\\*|//|#|>)|[\"'`]\\s*\\+\\s*[\"'`])+";

const patterns = replacements.map(({ pattern, instead }) => ({
  expression: new RegExp(`\\b(?:${pattern.replaceAll(" ", gap)})\\b`, "gi"),
  instead,
}));

/**
 * The wordings, titles and long lines in a file that the prose rules reject.
 *
 * Code in Markdown is exempt from the rules about wording, since it can quote other programs. Tables and code in
 * Markdown, regular expressions, imports of one name, and lines with a URL may be long.
 */
export function findings(path: string, text: string): Finding[] {
  const prose = path.endsWith(".md") ? withoutCode(text) : text;
  const titles = path.endsWith(".test.ts") ? titleFindings(path, text) : [];
  return [...wordFindings(prose), ...titles, ...lengthFindings(path, prose)].sort((a, b) => a.line - b.line);
}

/** Keeps the line breaks, so that line numbers stay right. */
function withoutCode(markdown: string): string {
  const blank = (code: string): string => code.replace(/[^\n]/g, "`");
  return markdown.replace(/^( *)```.*?^\1```|`[^`]+`/gms, blank);
}

function wordFindings(text: string): Finding[] {
  return patterns.flatMap(({ expression, instead }) =>
    [...text.matchAll(expression)].map(({ 0: found, index }) => ({
      line: text.slice(0, index).split("\n").length,
      message: `"${found.replace(/\s+/g, " ")}": write ${instead}`,
    })),
  );
}

function lengthFindings(path: string, text: string): Finding[] {
  const mayBeLong = path.endsWith(".md") ? isMarkdownCode : /[.](json|ya?ml|snap)$/.test(path) ? isData : cannotWrap;
  return text.split("\n").flatMap((line, index) => {
    return line.length > columns && !mayBeLong(line) && !line.includes("://")
      ? [{ line: index + 1, message: `${line.length} columns: wrap at ${columns}` }]
      : [];
  });
}

/** Whether a line of Markdown is part of a table or of code, where a line break has a meaning. */
function isMarkdownCode(line: string): boolean {
  return /^\s*\||^ {4}|^`+$/.test(line);
}

/** Whether a line of JSON or YAML is not a comment. */
function isData(line: string): boolean {
  return !/^\s*(\/\/|#)/.test(line);
}

/** Whether a line is a regular expression or the import of one name, which cannot be wrapped. */
function cannotWrap(line: string): boolean {
  return /^\s*\/[^/*].*\/[a-z]*[,;]?$|^import \{ [^,]+ \} from ".*";$/.test(line);
}
