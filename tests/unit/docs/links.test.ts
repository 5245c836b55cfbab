import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { checkout } from "../../support/lab";

/** Folders without pages of this repository. */
const skipped = /^(node_modules|dist|[.].*)$/;

/** Every Markdown file in a folder and below it. */
function pagesIn(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return skipped.test(entry.name) ? [] : pagesIn(path);
    return entry.name.endsWith(".md") ? [path] : [];
  });
}

/** The anchors that GitHub generates from the headings of a page. */
function anchorsOf(page: string): string[] {
  const headings = withoutCode(readFileSync(page, "utf8")).matchAll(/^#+ (.*)$/gm);
  return [...headings].map(([, heading = ""]) =>
    heading
      .toLowerCase()
      .replace(/\]\([^)]*\)/g, "")
      .replace(/[^\p{L}\p{N} _-]/gu, "")
      .replaceAll(" ", "-"),
  );
}

function withoutCode(text: string): string {
  return text.replace(/^```.*?^```/gms, "").replace(/`[^`\n]*`/g, (code) => code.slice(1, -1));
}

/** The links of a page whose target does not exist in this repository. */
function deadLinks(page: string): string[] {
  const text = withoutCode(readFileSync(page, "utf8"));
  const links = [...text.matchAll(/\]\(([^)\s]+)\)/g), ...text.matchAll(/^\[[^\]]+\]: (\S+)$/gm)];
  return links.flatMap(([, link = ""]) => {
    if (/^[a-z]+:/.test(link)) return [];
    const [path = "", anchor] = link.split("#");
    const target = path === "" ? page : join(dirname(page), path);
    const there = existsSync(target) && (anchor === undefined || anchorsOf(target).includes(anchor));
    return there ? [] : [link];
  });
}

test.each(pagesIn(checkout).map((page) => relative(checkout, page)))("Every link in %s has a target", (page) => {
  expect(deadLinks(join(checkout, page))).toEqual([]);
});
