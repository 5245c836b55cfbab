import { nearest } from "./nearest";
import { show } from "./typed";

/** Why a property that is not among the supported ones is refused, with the one that was probably meant. */
export function unknownProperty(name: string, supported: readonly string[]): string {
  const likely = nearest(name, supported) ?? longer(name, supported);
  const hint = likely === undefined ? "" : ` Did you mean ${show(likely)}?`;
  return `Unknown property ${show(name)}.${hint} Supported: ${supported.join(", ")}.`;
}

/** A word that continues the name, or that the name continues: `delay` for `delaySeconds`, `alias` for `aliases`. */
function longer(name: string, supported: readonly string[]): string | undefined {
  const text = name.toLowerCase();
  if (text.length < 3) return undefined;
  return supported.find((word) => {
    const other = word.toLowerCase();
    return other.startsWith(text) || (other.length >= 3 && text.startsWith(other)) || stem(other) === stem(text);
  });
}

/** Names are often cut differently: `driverOpts` and `driverOptions`. */
function stem(word: string): string {
  return word.replace(/(?:ions|ion|s)$/, "");
}
