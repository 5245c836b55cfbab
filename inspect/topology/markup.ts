/** Text that is safe in an SVG or HTML document. Only {@link element}, {@link text} and {@link raw} create it. */
export interface Markup {
  readonly markup: string;
}

/** Escapes text for use between tags and in attributes. Characters that XML forbids become U+FFFD. */
export function text(value: string): Markup {
  const escaped = value
    // eslint-disable-next-line no-control-regex -- these are the characters that XML 1.0 forbids
    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|\p{Surrogate}/gu, "\ufffd")
    .replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
  return { markup: escaped };
}

/** Markup that is not escaped. Only for text of this program, such as a style sheet. */
export function raw(markup: string): Markup {
  return { markup };
}

/** An element. Attributes and children that are strings are escaped; those that are `undefined` are left out. */
export function element(
  name: string,
  attributes: Readonly<Record<string, string | number | undefined>>,
  ...children: ReadonlyArray<Markup | string | undefined>
): Markup {
  const written = Object.entries(attributes)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => ` ${key}="${text(typeof value === "number" ? shorten(value) : (value ?? "")).markup}"`);
  const inside = children
    .filter((child) => child !== undefined)
    .map((child) => (typeof child === "string" ? text(child) : child).markup);
  return { markup: `<${name}${written.join("")}>${inside.join("")}</${name}>` };
}

/** Rounds to a tenth of a pixel, which is as precise as a picture needs. */
function shorten(value: number): string {
  return String(Math.round(value * 10) / 10);
}
