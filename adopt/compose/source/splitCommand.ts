/** Thrown for a command that ends inside quotes or behind a backslash. */
export class CommandError extends Error {}

/**
 * The words of a command, as docker splits the text of `command` and `entrypoint` (google/shlex). Unlike a shell, it
 * drops every backslash inside double quotes, and nothing expands. The packages on npm (shell-quote, shlex,
 * string-argv, shellwords) keep some of these backslashes, expand variables, or know no comments, so a command would
 * get other arguments.
 *
 * @throws CommandError
 */
export function splitCommand(text: string): string[] {
  const words: string[] = [];
  let word: string | undefined;
  let quote: string | undefined;
  for (let i = 0; i < text.length; i++) {
    const char = text.charAt(i);
    if (quote === "'" || quote === '"') {
      if (char === quote) quote = undefined;
      else if (char === "\\" && quote === '"') word = (word ?? "") + next(++i, "a backslash");
      else word = (word ?? "") + char;
    } else if (char === "\\") word = (word ?? "") + next(++i, "a backslash");
    else if (char === "'" || char === '"') [quote, word] = [char, word ?? ""];
    else if (/[ \t\r\n]/.test(char)) {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else if (char === "#" && word === undefined) {
      const end = text.indexOf("\n", i);
      i = end === -1 ? text.length : end;
    } else word = (word ?? "") + char;
  }
  if (quote !== undefined)
    throw new CommandError(`the quote ${quote} is never closed. Close it, or use a list of words.`);
  return word === undefined ? words : [...words, word];

  function next(i: number, what: string): string {
    if (i < text.length) return text.charAt(i);
    throw new CommandError(`it ends with ${what}. Remove it, or use a list of words.`);
  }
}
