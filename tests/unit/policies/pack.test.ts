import { readFileSync } from "node:fs";
import { join } from "node:path";
import { policies } from "../../../policies/pack";
import { parse } from "yaml";

const folder = join(__dirname, "../../../policies");
const guide = readFileSync(join(__dirname, "../../../docs/policies.md"), "utf8");

describe.each(policies.map((policy) => [policy.name, policy] as const))("%s", (name, policy) => {
  it("is named by resource, verb and thing", () => {
    expect(name).toMatch(/^swarm-(network|service|stack|ingress)-(require|disallow|limit)(-[a-z0-9]+)+$/);
  });

  it("says about itself all that it should, in the order of the others", () => {
    expect(Object.keys(policy).slice(0, 8)).toEqual([
      "name",
      "description",
      "enforcementLevel",
      "severity",
      "framework",
      "tags",
      "remediationSteps",
      "url",
    ]);
  });

  it("has sentences for a description and for the way out, and a link to its source", () => {
    expect(policy.description).toMatch(/^[A-Z].*\.$/);
    expect(policy.remediationSteps).toMatch(/^[A-Z].*\.$/);
    expect(new URL(policy.url).protocol).toBe("https:");
  });

  it("has a section in the guide that names its level", () => {
    const section = guide.split(/^## /m).find((part) => part.startsWith(`${name}\n`));
    expect(section).toMatch(new RegExp(`\\b${policy.enforcementLevel}\\b`));
  });
});

it("holds each policy once, sorted by name", () => {
  const names = policies.map(({ name }) => name);
  expect(names).toEqual([...new Set(names)].sort());
});

it("has one version, in both of the files that Pulumi reads it from", () => {
  const manifest = JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as { version: string };
  const project = parse(readFileSync(join(folder, "PulumiPolicy.yaml"), "utf8")) as { version: string };
  expect(project.version).toBe(manifest.version);
});
