import type { Draft } from "./draft";
import type { Problem } from "./problem";
import { show, textOf } from "./typed";

/** What Swarm hands to tasks as files: secrets and configs. Both keep the same rules but for their size. */
export type PayloadKind = "secret" | "config";

/** The most bytes that one holds (swarmkit api/validation/secrets.go and manager/controlapi/config.go). */
export const mostPayloadBytes: Readonly<Record<PayloadKind, number>> = {
  secret: 500 * 1024 - 1,
  config: 1000 * 1024 - 1,
};

/** The longest name of a secret or config. */
export const longestPayloadName = 64;

/**
 * Checks the name of a secret or config: 1 to 64 letters, digits, dots, hyphens and underscores, a letter or digit at both ends. It
 * is no DNS name, so a dot is fine here.
 */
export function checkPayloadName(name: Draft<string>, kind: PayloadKind): Problem[] {
  const problems: Problem[] = [];
  const text = textOf(name, "", "name", `"db-password"`, problems);
  if (text === undefined) return problems;
  if (!/^[A-Za-z0-9](?:[-_.A-Za-z0-9]*[A-Za-z0-9])?$/.test(text)) {
    const likely = text
      .replace(/[^-_.A-Za-z0-9]+/g, "-")
      .replace(/^[-_.]+|[-_.]+$/g, "")
      .slice(0, longestPayloadName);
    problems.push({
      path: "",
      reason:
        `'name' ${show(text)} is not a name that Swarm accepts for a ${kind}: letters, digits, dots, hyphens and underscores, with a ` +
        `letter or digit at both ends. ` +
        (likely === "" ? `Use e.g. "db-password".` : `Did you mean "${likely}"?`),
    });
  }
  if (text.length > longestPayloadName) {
    const reason = `'name' ${show(text)} has ${text.length} characters; Swarm allows ${longestPayloadName} for a ${kind}. Use a shorter one.`;
    problems.push({ path: "", reason });
  }
  return problems;
}

/**
 * Checks how much a secret or config holds. The message never shows what it holds.
 *
 * @param bytes the data's length
 * @param property the one that gives the data, e.g. `data`
 */
export function checkPayloadSize(bytes: number, kind: PayloadKind, property: string): Problem[] {
  if (bytes === 0) {
    return [
      { path: "", reason: `'${property}' is empty, and Swarm keeps no empty ${kind}. Give it at least one byte.` },
    ];
  }
  const most = mostPayloadBytes[kind];
  if (bytes <= most) return [];
  return [
    {
      path: "",
      reason: `'${property}' stands for ${bytes} bytes; Swarm allows ${most} for a ${kind}. Split it, or put it into the image or a volume.`,
    },
  ];
}

/**
 * The bytes that base64 stands for: the standard alphabet or the one for URLs, with padding, line breaks ignored; `undefined` when it
 * is not base64.
 */
export function decodeBase64(text: string): Buffer | undefined {
  const digits = text.replace(/[\r\n]/g, "");
  // Two alphabets that differ in two digits; a text in both is in none.
  const isMixed = /[-_]/.test(digits) && /[+/]/.test(digits);
  if (isMixed || digits.length % 4 !== 0 || !/^[-_+/A-Za-z0-9]*={0,2}$/.test(digits)) return undefined;
  return Buffer.from(digits, "base64");
}

/** {@link checkPayloadSize} for base64, which has to be that. */
export function checkBase64(value: unknown, kind: PayloadKind, property: string): Problem[] {
  if (typeof value !== "string") return checkText(value, property);
  const bytes = decodeBase64(value);
  if (bytes !== undefined) return checkPayloadSize(bytes.length, kind, property);
  return [
    {
      path: "",
      reason:
        `'${property}' is not valid base64 (its value is not shown). Encode what the ${kind} holds, ` +
        `e.g. Buffer.from(text).toString("base64").`,
    },
  ];
}

/** {@link checkPayloadSize} for text, which is kept as UTF-8. */
export function checkPlainText(value: unknown, kind: PayloadKind, property: string): Problem[] {
  return typeof value === "string"
    ? checkPayloadSize(Buffer.byteLength(value), kind, property)
    : checkText(value, property);
}

/** Says that a value is no text without showing it. */
function checkText(value: unknown, property: string): Problem[] {
  if (value === undefined || value === null || typeof value === "symbol") return [];
  return [{ path: "", reason: `'${property}' is a ${typeof value} where text is expected. Use text in quotes.` }];
}
