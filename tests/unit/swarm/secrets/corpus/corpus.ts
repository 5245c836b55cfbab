import { readFileSync } from "node:fs";
import { join } from "node:path";
import { findSecret, findSecretInText, findSecretsInArguments } from "../../../../../swarm/secrets/findSecret";

/** A line of a corpus: `env NAME=value`, `args --flag value`, `sh script`, `config text`. */
export type Line = string;

/**
 * The lines of a corpus file of this folder. All of them are made up for this project. `heldOut…` was written before
 * the detector, and the detector was not adapted to it.
 */
export function corpus(file: "secrets" | "harmless" | "heldOutSecrets" | "heldOutHarmless"): readonly Line[] {
  return readFileSync(join(__dirname, `${file}.txt`), "utf8")
    .split("\n")
    .filter((line) => line !== "");
}

/** Whether the detector finds a secret in a line. `\n` in a line is a line break. */
export function isDetected(line: Line): boolean {
  const [, place = "", rest = ""] = /^(\w+) (.*)$/s.exec(line.replaceAll("\\n", "\n")) ?? [];
  switch (place) {
    case "args":
      return findSecretsInArguments(argumentsIn(rest), "args").size > 0;
    case "sh":
      return findSecretsInArguments(["sh", "-c", rest], "commands").size > 0;
    case "config":
      return findSecretInText(rest, "config") !== undefined;
    case "env":
    case "label":
    case "log":
    case "volume": {
      const [, name = "", value = ""] = /^([^=]*)=(.*)$/s.exec(rest) ?? [];
      return findSecret(name, value) !== undefined;
    }
    default:
      throw new Error(`No such place in the corpus: ${line}`);
  }
}

/** Arguments as a list in JSON, or as words. */
function argumentsIn(text: string): string[] {
  if (text.startsWith("[")) return JSON.parse(text) as string[];
  return Array.from(text.matchAll(/(?:[^\s"]|"[^"]*")+/g), ([word]) => word.replaceAll('"', ""));
}
