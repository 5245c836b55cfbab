import { createHash } from "node:crypto";
import { element, raw, type Markup } from "./markup";

/** What differs between the pages that this project writes. */
export interface HtmlDocument {
  readonly title: string;
  readonly styles: string;
  /** The only script that the page may run; none by default. */
  readonly script?: string;
  readonly body: readonly Markup[];
}

/**
 * Writes a self-contained HTML page. Its content security policy forbids all downloads, and all scripts but its own, so
 * that names and labels from a swarm cannot do anything.
 */
export function htmlDocument({ title, styles, script, body }: HtmlDocument): string {
  const scripts = script === undefined ? "" : `script-src 'sha256-${digest(script)}'; `;
  const policy = `default-src 'none'; style-src 'unsafe-inline'; ${scripts}base-uri 'none'; form-action 'none'`;
  const page = element(
    "html",
    { lang: "en" },
    element(
      "head",
      {},
      raw('<meta charset="utf-8">'),
      raw(`<meta http-equiv="Content-Security-Policy" content="${policy}">`),
      raw('<meta name="viewport" content="width=device-width, initial-scale=1">'),
      raw('<meta name="color-scheme" content="light dark">'),
      element("title", {}, title),
      element("style", {}, raw(styles)),
    ),
    element("body", {}, ...body, ...(script === undefined ? [] : [element("script", {}, raw(script))])),
  );
  return `<!DOCTYPE html>\n${page.markup}\n`;
}

function digest(script: string): string {
  return createHash("sha256").update(script).digest("base64");
}
