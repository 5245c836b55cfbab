import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as docker from "@pulumi/docker";
import type { EngineEvent } from "@pulumi/pulumi/automation";
import { copySources } from "../support/sourceCopy";
import { createLiveStack, type LiveStack } from "../support/stack";

// Uses the pack like another repository: packs it, installs it outside this repository, and runs it from there.
const folder = mkdtempSync(join(tmpdir(), "swarm-policy-package-"));
const installed = join(folder, "node_modules/swarm-network-policies");
let live: LiveStack;

beforeAll(async () => {
  const sources = join(folder, "sources");
  copySources(sources);
  run("npm", ["pack", "--silent", "--pack-destination", folder], join(sources, "policies"));
  const archive = readdirSync(folder).find((file) => file.endsWith(".tgz")) ?? "";
  writeFileSync(join(folder, "package.json"), JSON.stringify({ name: "platform", private: true }));
  run("npm", ["install", "--silent", "--no-audit", "--no-fund", join(folder, archive)], folder);
  // A preview does not need an Engine to evaluate policies.
  live = await createLiveStack("package", "unix:///nonexistent/docker.sock", () => {
    const labels = [{ label: "pci", value: "in-scope" }];
    new docker.Network("cards", { driver: "overlay", labels, attachable: true });
    return Promise.resolve();
  });
}, 240_000);

afterAll(async () => {
  await live.remove();
  rmSync(folder, { recursive: true, force: true });
}, 60_000);

function run(command: string, args: readonly string[], cwd: string): string {
  return execFileSync(command, args, { cwd, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
}

/** Runs a preview with the installed pack and a configuration; returns the violated mandatory rules and the output. */
async function preview(configuration: string, packConfig?: string): Promise<{ refusing: string[]; printed: string }> {
  live.stack.workspace.envVars["SWARM_POLICY_CONFIG"] = configuration;
  const refusing: string[] = [];
  let printed = "";
  const onEvent = ({ policyEvent }: EngineEvent): void => {
    if (policyEvent?.enforcementLevel === "mandatory") refusing.push(policyEvent.policyName);
  };
  await live.stack
    .preview({
      policyPacks: [join(installed, "pulumi-analyzer-swarm-network")],
      ...(packConfig === undefined ? {} : { policyPackConfigs: [packConfig] }),
      onEvent,
      onOutput: (text) => (printed += text),
    })
    .catch((error: unknown) => (printed += String(error)));
  return { refusing: refusing.sort(), printed };
}

test("The package runs without this repository's sources, with a configuration in the other repository", async () => {
  writeFileSync(
    join(live.directory, "policies.json"),
    JSON.stringify({ extends: "payments", sensitive: { labels: ["pci=in-scope"] } }),
  );
  expect((await preview("policies.json")).refusing).toEqual([
    "swarm-network-disallow-attachable-when-sensitive",
    "swarm-network-require-encryption-when-sensitive",
  ]);
}, 120_000);

test("The profiles in the package work as files for --policy-pack-config", async () => {
  const { refusing } = await preview("", join(installed, "profiles/strict.json"));
  expect(refusing).toContain("swarm-network-require-encryption");
}, 120_000);

test("A configuration with an unknown rule fails the preview and names the rule", async () => {
  writeFileSync(
    join(live.directory, "policies.json"),
    JSON.stringify({ "swarm-network-require-encrypton": "disabled" }),
  );
  const { printed } = await preview("policies.json");
  expect(printed).toContain(
    `"swarm-network-require-encrypton" is not a rule of this pack. Did you mean "swarm-network-require-encryption"?`,
  );
}, 120_000);

test("The package contains a page for each rule, and the rule links to it", () => {
  const script =
    `const { policies } = require("swarm-network-policies/dist/policies/pack");` +
    `console.log(JSON.stringify(policies.map(({ url }) => new URL(url).pathname)))`;
  const pages = JSON.parse(run("node", ["-e", script], folder)) as string[];
  expect(pages.filter((page) => !page.startsWith(join(installed, "docs/policies/")) || !existsSync(page))).toEqual([]);
});
