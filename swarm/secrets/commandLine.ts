import type { NamedValue } from "./namedValues";

/** An option of a program that takes a password and has no name that says so. */
interface PasswordOption {
  /** The beginning of the command. */
  readonly command: RegExp;
  readonly option: string;
  /** Whether the password follows in the same word (`-pPASSWORD`), in the next one, or in either. */
  readonly form: "attached" | "next" | "either";
  /** Whether the value is `user:password`. */
  readonly hasUser?: boolean;
}

const passwordOptions: readonly PasswordOption[] = [
  { command: /^(?:mysql\w*|mariadb[\w-]*)\b/, option: "-p", form: "attached" },
  { command: /^(?:mongo\w*)\b/, option: "-p", form: "next" },
  { command: /^sshpass\b/, option: "-p", form: "either" },
  { command: /^(?:docker|podman|crane|skopeo) login\b/, option: "-p", form: "next" },
  { command: /^redis-cli\b/, option: "-a", form: "next" },
  { command: /^redis-cli\b/, option: "--pass", form: "next" },
  { command: /^ldap\w+\b/, option: "-w", form: "next" },
  { command: /^mosquitto_\w+\b/, option: "-P", form: "next" },
  { command: /^(?:7z\w?|unrar)\b/, option: "-p", form: "attached" },
  { command: /^(?:zip|unzip)\b/, option: "-P", form: "next" },
  { command: /^curl\b/, option: "-u", form: "either", hasUser: true },
  { command: /^curl\b/, option: "--user", form: "next", hasUser: true },
  { command: /^curl\b/, option: "--proxy-user", form: "next", hasUser: true },
  { command: /^openssl\b/, option: "-passin", form: "next", hasUser: true },
  { command: /^openssl\b/, option: "-passout", form: "next", hasUser: true },
  { command: /^openssl\b/, option: "-pass", form: "next", hasUser: true },
];

/** A value that one word of a command has, with the word's index. */
export interface ArgumentValue extends NamedValue {
  readonly index: number;
  /** Whether the option's meaning is known, so that its name does not matter. */
  readonly isPassword: boolean;
}

/** The values of the options in the words of one command: `--password x`, `--password=x` and the short ones. */
export function optionValues(words: readonly string[]): ArgumentValue[] {
  const start = words.findIndex((word) => !/^(?:CMD|CMD-SHELL|exec|sudo|env)$|^\w+=/.test(word));
  const command = words
    .slice(Math.max(start, 0))
    .join(" ")
    .replace(/^\S*\//, "");
  const known = passwordOptions.filter((option) => option.command.test(command));
  return words.flatMap((word, index) => {
    const next = words[index + 1];
    const password = known.flatMap((option) => passwordAfter(option, word, index, next));
    if (password.length > 0) return password;
    const [, flag, assigned] = /^-{1,2}([A-Za-z][\w.-]*)(?:=(.*))?$/s.exec(word) ?? [];
    if (flag === undefined) return [];
    if (assigned !== undefined) return [{ name: flag, value: unquoted(assigned), index, isPassword: false }];
    if (next === undefined || /^-{1,2}[A-Za-z]/.test(next)) return [];
    return [{ name: flag, value: next, index: index + 1, isPassword: false }];
  });
}

function passwordAfter(
  { option, form, hasUser }: PasswordOption,
  word: string,
  index: number,
  next: string | undefined,
): ArgumentValue[] {
  const found = (value: string, at: number): ArgumentValue[] => {
    const password = hasUser === true ? /^[^:]*:(.+)$/s.exec(value)?.[1] : value;
    return password === undefined ? [] : [{ name: option, value: unquoted(password), index: at, isPassword: true }];
  };
  if (word === option) return form === "attached" || next === undefined ? [] : found(next, index + 1);
  const attached = form !== "next" && word.startsWith(option) ? word.slice(option.length) : "";
  return attached === "" ? [] : found(attached, index);
}

function unquoted(text: string): string {
  return text.replace(/^(["'])(.*)\1$/s, "$2");
}

/** The commands of a shell script, each as a list of words without their quotes. */
export function commandsIn(script: string): string[][] {
  const commands = script.split(/(?:\n|;|&&|\|\|?)(?=(?:[^"']|"[^"]*"|'[^']*')*$)/);
  return commands.map((command) =>
    Array.from(command.matchAll(/(?:[^\s"'`$]|\$\([^)]*\)|`[^`]*`|\$|"[^"]*"|'[^']*')+/g), ([word]) =>
      word.replace(/"([^"]*)"|'([^']*)'/g, "$1$2"),
    ),
  );
}
