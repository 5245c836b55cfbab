import type { Property, Secrets } from "../handler/properties";
import { secretsAt, type Decoded } from "./wire";

/** Replaces a secret in a message, as in the CLI's own output. */
const redacted = "[secret]";

/** The secret texts and numbers that the provider has received. Every message that it sends is scrubbed of them. */
export class Scrubber {
  private readonly texts = new Set<string>();

  /** Remembers every secret leaf. */
  public learn({ properties, secrets }: Decoded): void {
    collect(properties, secrets, this.texts);
  }

  /** The message without secrets. A very short secret is replaced only where it is a word of its own. */
  public scrub(message: string): string {
    let result = message;
    // The longest first: one secret can be part of another.
    for (const text of [...this.texts].sort((a, b) => b.length - a.length)) {
      result = text.length < 4 ? replaceWord(result, text) : result.replaceAll(text, redacted);
    }
    return result;
  }
}

function collect(value: Property, secrets: Secrets, into: Set<string>): void {
  if (secrets === undefined || value === null || value === undefined) return;
  if (typeof value === "string") {
    if (secrets === true && value.trim() !== "") for (const form of forms(value)) into.add(form);
  } else if (typeof value === "number") {
    if (secrets === true) into.add(String(value));
  } else if (Array.isArray(value)) {
    for (const element of value) collect(element, secrets, into);
  } else if (typeof value === "object") {
    for (const [key, inner] of Object.entries(value)) collect(inner, secretsAt(secrets, key), into);
  }
}

/** The secret as it is, and as JSON escapes it. */
function forms(text: string): string[] {
  return [text, JSON.stringify(text).slice(1, -1)];
}

function replaceWord(message: string, word: string): string {
  const escaped = word.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  return message.replace(new RegExp(`(?<![\\p{L}\\p{N}])${escaped}(?![\\p{L}\\p{N}])`, "gu"), redacted);
}
