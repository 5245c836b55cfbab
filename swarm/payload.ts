import type { Draft } from "./draft";
import type { Problem } from "./problem";
import { show, textOf } from "./typed";

/** The kinds of files that Swarm gives to tasks. Secrets and configs have the same rules except for their size. */
export type PayloadKind = "secret" | "config";

/** The largest size in bytes (swarmkit api/validation/secrets.go and manager/controlapi/config.go). */
export const mostPayloadBytes: Readonly<Record<PayloadKind, number>> = {
  secret: 500 * 1024 - 1,
  config: 1000 * 1024 - 1,
};

/** The longest name of a secret or config. */
export const longestPayloadName = 64;

/**
 * Checks the name of a secret or config: 1 to 64 letters, digits, dots, hyphens and underscores, a letter or digit at
 * both ends. It is not a DNS name, so it can have dots.
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
        `'name' ${show(text)} is not a name that Swarm accepts for a ${kind}: letters, digits, dots, hyphens and ` +
        `underscores, with a letter or digit at both ends. ` +
        (likely === "" ? `Use e.g. "db-password".` : `Did you mean "${likely}"?`),
    });
  }
  if (text.length > longestPayloadName) {
    const reason =
      `'name' ${show(text)} has ${text.length} characters; Swarm allows ${longestPayloadName} for a ${kind}. Use ` +
      `a shorter name.`;
    problems.push({ path: "", reason });
  }
  return problems;
}

/**
 * Checks the size of a secret or config. The message never shows the content.
 *
 * @param bytes the data's length
 * @param property the property with the content, e.g. `data`
 */
export function checkPayloadSize(bytes: number, kind: PayloadKind, property: string): Problem[] {
  if (bytes === 0) {
    return [
      { path: "", reason: `'${property}' is empty, but Swarm does not store an empty ${kind}. Use at least one byte.` },
    ];
  }
  const most = mostPayloadBytes[kind];
  if (bytes <= most) return [];
  return [
    {
      path: "",
      reason:
        `'${property}' is ${bytes} bytes long; Swarm allows ${most} for a ${kind}. Split the content, or move it ` +
        `to the image or a volume.`,
    },
  ];
}

/**
 * Decodes base64 in the standard alphabet or the one for URLs, with padding; line breaks are ignored. `undefined` for
 * other text.
 */
export function decodeBase64(text: string): Buffer | undefined {
  const digits = text.replace(/[\r\n]/g, "");
  // The two alphabets differ in two digits; a text with digits of both is in neither.
  const isMixed = /[-_]/.test(digits) && /[+/]/.test(digits);
  if (isMixed || digits.length % 4 !== 0 || !/^[-_+/A-Za-z0-9]*={0,2}$/.test(digits)) return undefined;
  return Buffer.from(digits, "base64");
}

/** {@link checkPayloadSize} for base64, which must be valid. */
export function checkBase64(value: unknown, kind: PayloadKind, property: string): Problem[] {
  if (typeof value !== "string") return checkText(value, property);
  const bytes = decodeBase64(value);
  if (bytes !== undefined) return checkPayloadSize(bytes.length, kind, property);
  return [
    {
      path: "",
      reason:
        `'${property}' is not valid base64 (its value is not shown). Encode the content of the ${kind}, ` +
        `e.g. Buffer.from(text).toString("base64").`,
    },
  ];
}

/** {@link checkPayloadSize} for text, which is stored as UTF-8. */
export function checkPlainText(value: unknown, kind: PayloadKind, property: string): Problem[] {
  return typeof value === "string"
    ? checkPayloadSize(Buffer.byteLength(value), kind, property)
    : checkText(value, property);
}

/** Reports a value that is not text without showing it. */
function checkText(value: unknown, property: string): Problem[] {
  if (value === undefined || value === null || typeof value === "symbol") return [];
  return [{ path: "", reason: `'${property}' is a ${typeof value} where text is expected. Use text in quotes.` }];
}
