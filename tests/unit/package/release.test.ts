import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse } from "yaml";
import { buildRelease } from "../../../tools/release/release";
import { checkout } from "../../support/lab";

// Builds a release from what `npm run build` built, and publishes it in npm's dry mode.
const folder = mkdtempSync(join(tmpdir(), "release-"));
const { version } = JSON.parse(readFileSync(join(checkout, "package.json"), "utf8")) as { readonly version: string };

beforeAll(() => {
  buildRelease(folder, ["--ignore-scripts"]);
}, 120_000);

afterAll(() => {
  rmSync(folder, { recursive: true });
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
    `pulumi-swarm-networking-${version}.tgz`,
  ]);
  execFileSync("sha256sum", ["--check", "--quiet", "SHA256SUMS"], { cwd: folder });
});

test("A plugin archive has both plugins, and none of its files takes the place of the official docker plugin", () => {
  const archive = `pulumi-resource-swarm-v${version}-linux-amd64.tar.gz`;
  const files = execFileSync("tar", ["-tzf", archive], { cwd: folder, encoding: "utf8" }).split("\n");
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
  const args = [
    "publish",
    "--dry-run",
    "--offline",
    "--ignore-scripts",
    "--access",
    "public",
    `pulumi-swarm-networking-${version}.tgz`,
  ];
  const printed = execFileSync("npm", args, { cwd: folder, encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
  expect(printed).toContain(`+ pulumi-swarm-networking@${version}`);
});

test("The workflow has write permissions only in its job, and publishes with provenance what it verified", () => {
  const workflow = parse(readFileSync(join(checkout, ".github/workflows/release.yml"), "utf8")) as {
    permissions: object;
    jobs: Record<string, { steps: { run?: string }[] }>;
  };
  expect(workflow.permissions).toEqual({});
  const commands = Object.values(workflow.jobs).flatMap(({ steps }) => steps.flatMap(({ run = [] }) => run));
  const position = (part: string): number => commands.findIndex((command) => command.includes(part));
  expect(position("npm run release")).toBeGreaterThan(0);
  expect(position("sha256sum --check")).toBeGreaterThan(position("npm run release"));
  expect(position("npm publish --provenance")).toBeGreaterThan(position("sha256sum --check"));
});
