import { readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { evaluateExample } from "../../../policies/evaluation/evaluate";
import { policies } from "../../../policies/pack";
import { generated } from "../../../policies/pages/writePages";
import { parse } from "yaml";

const root = join(__dirname, "../../..");

describe.each(policies.map((policy) => [policy.name, policy] as const))("%s", (name, policy) => {
  test("has a name of subject, verb and thing", () => {
    expect(name).toMatch(/^swarm-(network|service|stack|ingress|node)-(require|disallow|limit)(-[a-z0-9]+)+$/);
  });

  test("has sentences as description and remediation steps, tags, and a link to its page", () => {
    expect(policy.description).toMatch(/^[A-Z].*\.$/);
    expect(policy.remediationSteps).toMatch(/^[A-Z].*\.$/s);
    expect(policy.tags[0]).toBe("swarm");
    expect(policy.url.endsWith(`/docs/policies/${name}.md`)).toBe(true);
  });

  test("refuses its bad example", () => {
    expect(evaluateExample(policy, policy.docs.bad)).not.toEqual([]);
  });

  test("accepts its good example, and so does every other mandatory rule", () => {
    expect(evaluateExample(policy, policy.docs.good)).toEqual([]);
    const others = policies.filter(({ enforcementLevel }) => enforcementLevel === "mandatory");
    expect(
      others.flatMap((other) => evaluateExample(other, policy.docs.good).map(({ message }) => [other.name, message])),
    ).toEqual([]);
  });
});

test("The pack contains each policy once, sorted by name", () => {
  const names = policies.map(({ name }) => name);
  expect(names).toEqual([...new Set(names)].sort());
});

test("The pack contains the rule of each file in policies/rules", () => {
  const exported = readdirSync(join(root, "policies/rules"), { recursive: true, encoding: "utf8" })
    .map((file) => basename(file))
    .filter((file) => file.endsWith(".ts") && file !== "index.ts")
    .map((file) => file.replace(/\.ts$/, ""));
  expect(exported.map((file) => nameOf(file)).sort()).toEqual(policies.map(({ name }) => name));
});

test("The generated pages, profiles and schema are up to date with the rules (npm run docs:policies)", async () => {
  for (const [path, text] of await generated(root))
    expect([path, readFileSync(join(root, path), "utf8")]).toEqual([path, text]);
  expect(readdirSync(join(root, "docs/policies")).length).toBe(policies.length);
});

test("Both files that Pulumi reads the version from have the same version", () => {
  const folder = join(root, "policies");
  const manifest = JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as { version: string };
  const project = parse(readFileSync(join(folder, "PulumiPolicy.yaml"), "utf8")) as { version: string };
  expect(project.version).toBe(manifest.version);
});

/** `networkDisallowEncryptedFalse` is the file of `swarm-network-disallow-encrypted-false`. */
function nameOf(file: string): string {
  return `swarm-${file.replace(/(?<=[a-z0-9])(?=[A-Z])/g, "-").toLowerCase()}`;
}
