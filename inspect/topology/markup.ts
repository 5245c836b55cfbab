/** Text that is safe to stand in an SVG or HTML document. Only {@link element}, {@link text} and {@link raw} make one. */
export interface Markup {
  readonly markup: string;
}

/** Escapes text for use between tags and in attributes. What XML cannot hold is shown as U+FFFD. */
export function text(value: string): Markup {
  const escaped = value
    // eslint-disable-next-line no-control-regex -- these are the characters that XML 1.0 forbids
    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|\p{Surrogate}/gu, "\ufffd")
    .replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
  return { markup: escaped };
}

/** For text of this program's own, such as a style sheet: nothing in it is escaped. */
export function raw(markup: string): Markup {
  return { markup };
}

/** An element. A child that is a string is text and escaped; so is every attribute. One that is `undefined` is left out. */
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

/** A tenth of a pixel is as good as a picture gets. */
function shorten(value: number): string {
  return String(Math.round(value * 10) / 10);
}
