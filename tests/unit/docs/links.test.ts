import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { checkout } from "../../support/lab";

const folders = [".", "docs", "docs/design", "docs/policies", "policies", "examples/consumer"];
const pages = folders.flatMap((folder) =>
  readdirSync(join(checkout, folder))
    .filter((file) => file.endsWith(".md"))
    .map((file) => join(checkout, folder, file)),
);

/** What a browser would jump to: the headings, as GitHub makes anchors of them. */
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

/** The links of a page that lead to nothing in this repository. */
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

test.each(pages.map((page) => relative(checkout, page)))("every link of %s leads somewhere", (page) => {
  expect(deadLinks(join(checkout, page))).toEqual([]);
});
