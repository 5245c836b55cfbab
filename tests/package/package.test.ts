import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { buildRelease } from "../../tools/release/release";
import { checkout } from "../support/lab";

// Builds a release from what `npm run build` built, which includes the archive of the package.
const folder = mkdtempSync(join(tmpdir(), "release-"));
const manifest = JSON.parse(readFileSync(join(checkout, "package.json"), "utf8")) as {
  readonly version: string;
  readonly bin: Readonly<Record<string, string>>;
};
const { version } = manifest;
const archive = `pulumi-swarm-networking-${version}.tgz`;
/** The files in the archive of the package. */
let paths: readonly string[];

beforeAll(() => {
  buildRelease(folder, ["--ignore-scripts"]);
  paths = filesOf(archive).map((path) => path.replace("package/", ""));
});

afterAll(() => {
  rmSync(folder, { recursive: true });
});

function filesOf(name: string): string[] {
  return execFileSync("tar", ["-tzf", name], { cwd: folder, encoding: "utf8" }).trim().split("\n");
}

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
});

test("Every way to import the package finds its types", () => {
  expect(check("attw", "--no-emoji")).toContain("No problems found");
});

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

test("A release has the npm package, a plugin archive for each platform, and their checksums", () => {
  expect(readdirSync(folder).sort()).toEqual([
    "SHA256SUMS",
    `pulumi-resource-swarm-v${version}-darwin-amd64.tar.gz`,
    `pulumi-resource-swarm-v${version}-darwin-arm64.tar.gz`,
    `pulumi-resource-swarm-v${version}-linux-amd64.tar.gz`,
    `pulumi-resource-swarm-v${version}-linux-arm64.tar.gz`,
    `pulumi-resource-swarm-v${version}-windows-amd64.tar.gz`,
    `pulumi-resource-swarm-v${version}-windows-arm64.tar.gz`,
    archive,
  ]);
  execFileSync("sha256sum", ["--check", "--quiet", "SHA256SUMS"], { cwd: folder });
});

test("A plugin archive has both plugins, and none of its files takes the place of the official docker plugin", () => {
  const files = filesOf(`pulumi-resource-swarm-v${version}-linux-amd64.tar.gz`);
  expect(files).toEqual(
    expect.arrayContaining([
      "./pulumi-resource-swarm",
      "./pulumi-resource-swarm.cmd",
      "./provider/pulumi-resource-docker",
    ]),
  );
  expect(files).not.toContain("./pulumi-resource-docker");
});

test("The npm package of a release can be published", () => {
  const args = ["publish", "--dry-run", "--offline", "--ignore-scripts", "--access", "public", archive];
  const printed = execFileSync("npm", args, { cwd: folder, encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
  expect(printed).toContain(`+ pulumi-swarm-networking@${version}`);
});
