import { readFileSync } from "node:fs";
import { join } from "node:path";
import { checkout } from "./lab";

/** A section of a guide that has code. */
export interface Section {
  readonly heading: string;
  /** Its blocks of TypeScript, from top to bottom. */
  readonly code: string;
  /** Its diff blocks, which change the code of the whole page. */
  readonly changes: readonly string[];
}

/**
 * The sections of a page in docs/ that have code. Together, they form a program.
 *
 * @param page name without extension, e.g. `guide`
 * @param part the word after `ts` in the program's blocks, if the page has several programs
 */
export function sectionsOf(page: string, part = ""): Section[] {
  const text = readFileSync(join(checkout, "docs", `${page}.md`), "utf8");
  return text.split(/^## /m).flatMap((section) => {
    const [heading = ""] = section.split("\n", 1);
    const blocks = [...section.matchAll(/^```(ts|diff) *(\w*)\n(.*?)^```/gms)].filter(([, , word]) => word === part);
    const ofKind = (wanted: string): string[] =>
      blocks.flatMap(([, kind, , block = ""]) => (kind === wanted ? block : []));
    const [code, changes] = [ofKind("ts").join("\n"), ofKind("diff")];
    return code === "" && changes.length === 0 ? [] : [{ heading, code, changes }];
  });
}

/** The program of the sections, before and after all their changes. */
export function programsOf(sections: readonly Section[]): { first: string; changed: string } {
  const first = sections.map(({ code }) => code).join("\n");
  const changes = sections.flatMap((section) => section.changes);
  return { first, changed: changes.reduce(applied, first) };
}

/** @throws Error if a diff block does not match the program */
function applied(program: string, difference: string): string {
  const lines = difference.trimEnd().split("\n");
  const without = (sign: string): string =>
    lines.flatMap((line) => (line.startsWith(sign) ? [] : line.slice(1))).join("\n");
  const [before, after] = [without("+"), without("-")];
  if (program.split(before).length !== 2)
    throw new Error(`The program must contain this code exactly once:\n${before}`);
  return program.replace(before, after);
}
