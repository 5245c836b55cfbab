import { readFileSync } from "node:fs";
import { join } from "node:path";
import { checkout } from "./lab";

/** A section of a guide that has code. */
export interface Section {
  readonly heading: string;
  /** Its blocks of TypeScript, from top to bottom. */
  readonly code: string;
}

/**
 * The sections of a page of docs/ that have code: together they are one program.
 *
 * @param page without its ending, e.g. `guide`
 * @param part the word behind `ts` at the program's blocks, where a page has several programs
 */
export function sectionsOf(page: string, part = ""): Section[] {
  const text = readFileSync(join(checkout, "docs", `${page}.md`), "utf8");
  return text.split(/^## /m).flatMap((section) => {
    const [heading = ""] = section.split("\n", 1);
    const blocks = [...section.matchAll(/^```ts *(\w*)\n(.*?)^```/gms)];
    const code = blocks.flatMap(([, word, block]) => (word === part ? [block] : [])).join("\n");
    return code === "" ? [] : [{ heading, code }];
  });
}

/** The program that the sections of a page are. */
export function programOf(page: string, part = ""): string {
  return sectionsOf(page, part)
    .map(({ code }) => code)
    .join("\n");
}
