import type { Parsed } from "./parsed";
import { parseText } from "./parsed";

const powers = ["", "k", "m", "g", "t", "p"];

/**
 * Bytes of a size as Docker reads it (docker/go-units RAMInBytes): `128M`, `1.5G`, `64kb`, `512MiB`, `1048576`. All
 * units are powers of 1024.
 */
export function parseMemory(text: string): Parsed<number> {
  return parseText("memory", text, 'Use "128M", "1.5G", or a number of bytes in quotes.', (refuse) => {
    const [, number = "", unit = ""] = /^(\d+(?:\.\d+)?|\.\d+) ?([a-z]*)$/i.exec(text) ?? [];
    if (number === "") return refuse(text, 0, "is not a number with a unit");
    const power = powers.indexOf(
      /^(?:b?|([kmgtp])(?:i?b)?)$/i.test(unit) ? unit.charAt(0).toLowerCase().replace("b", "") : "none",
    );
    if (power === -1) return refuse(unit, text.length - unit.length, "is not a unit: b, k, m, g, t or p");
    return Math.floor(Number(number) * 1024 ** power);
  });
}
