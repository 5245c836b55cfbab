import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { checkout } from "../../support/lab";
import { pack } from "../../support/pack";

// The archive of the package, from what `npm run build` built.
const folder = mkdtempSync(join(tmpdir(), "package-"));
const { archive, paths } = pack(folder);
const manifest = JSON.parse(readFileSync(join(checkout, "package.json"), "utf8")) as {
  readonly version: string;
  readonly bin: Readonly<Record<string, string>>;
};

afterAll(() => {
  rmSync(folder, { recursive: true });
});

function textOf(path: string): string {
  return readFileSync(join(checkout, path), "utf8");
}

/** The relative links of a Markdown page, without anchors. */
function linksIn(page: string): string[] {
  const text = textOf(page).replace(/^```.*?^```/gms, "");
  const links = [...text.matchAll(/\]\(([^)\s]+)\)/g), ...text.matchAll(/^\[[^\]]+\]: (\S+)$/gm)];
  return links
    .map(([, link = ""]) => link.replace(/#.*/, ""))
    .filter((link) => link !== "" && !/^[a-z]+:/.test(link))
    .map((link) => join(dirname(page), link));
}

test("Each page in the package links only to what the package contains", () => {
  const isThere = (target: string): boolean => paths.some((path) => path === target || path.startsWith(`${target}/`));
  const dead = paths
    .filter((path) => path.endsWith(".md"))
    .flatMap((page) => linksIn(page).flatMap((target) => (isThere(target) ? [] : [`${page}: ${target}`])));
  expect(dead).toEqual([]);
});

/** Runs a tool of this project on the archive. It fails with the output of the tool. */
function check(tool: string, ...args: readonly string[]): string {
  return execFileSync(join(checkout, "node_modules/.bin", tool), [...args, join(folder, archive)], {
    encoding: "utf8",
  });
}

test("The package has no problem that publint finds", () => {
  expect(check("publint", "run", "--strict", "--level", "warning")).toContain("All good!");
}, 60_000);

test("Every way to import the package finds its types", () => {
  expect(check("attw", "--no-emoji")).toContain("No problems found");
}, 60_000);

test("The package contains no tests, source maps or TypeScript sources, and no program that needs bash", () => {
  const unwanted = /(\.map|\.test\.\w+|\.tsbuildinfo|(?<!\.d)\.ts)$/;
  expect(paths.filter((path) => unwanted.test(path) && !path.startsWith("examples/"))).toEqual([]);
  const scripts = paths.filter((path) => /^#!.*\bbash\b/.test(textOf(path)));
  expect(scripts).toEqual([]);
  const linked = paths.filter((path) => /^\/\/# sourceMappingURL=/m.test(textOf(path)));
  expect(linked).toEqual([]);
});

test("Each executable has a counterpart for Windows: npm's, or a .cmd file", () => {
  const executables = paths.filter((path) => /^[^.]*pulumi-(resource|analyzer)-[^.]*$/.test(path));
  expect(executables).not.toEqual([]);
  expect(executables.filter((path) => !paths.includes(`${path}.cmd`))).toEqual([]);
  expect(Object.values(manifest.bin).filter((path) => !textOf(path).startsWith("#!/usr/bin/env node\n"))).toEqual([]);
});

test("The version is in one place", () => {
  const versioned = ["package.json", "PulumiPolicy.yaml"]
    .map((name) => `policies/${name}`)
    .filter((path) => /\bversion\b/.test(textOf(path)));
  expect(versioned).toEqual([]);
});
