import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as docker from "@pulumi/docker";
import type { EngineEvent } from "@pulumi/pulumi/automation";
import { checkout } from "../support/lab";
import { createLiveStack, type LiveStack } from "../support/stack";

// The pack as another repository gets it: packed, installed outside of this one, and run from there.
const folder = mkdtempSync(join(tmpdir(), "swarm-policy-package-"));
const installed = join(folder, "node_modules/swarm-network-policies");
let live: LiveStack;

beforeAll(async () => {
  run("npm", ["pack", "--silent", "--pack-destination", folder], join(checkout, "policies"));
  const archive = readdirSync(folder).find((file) => file.endsWith(".tgz")) ?? "";
  writeFileSync(join(folder, "package.json"), JSON.stringify({ name: "platform", private: true }));
  run("npm", ["install", "--silent", "--no-audit", "--no-fund", join(folder, archive)], folder);
  // A preview that a policy evaluation needs no Engine.
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

/** Runs a preview with the installed pack and a configuration; answers the mandatory rules that spoke, and what was printed. */
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

test("the package runs without this repository's sources, with a configuration of the other repository's", async () => {
  writeFileSync(
    join(live.directory, "policies.json"),
    JSON.stringify({ extends: "payments", sensitive: { labels: ["pci=in-scope"] } }),
  );
  expect((await preview("policies.json")).refusing).toEqual([
    "swarm-network-disallow-attachable-when-sensitive",
    "swarm-network-require-encryption-when-sensitive",
  ]);
}, 120_000);

test("its profiles work as files for --policy-pack-config, too", async () => {
  const { refusing } = await preview("", join(installed, "profiles/strict.json"));
  expect(refusing).toContain("swarm-network-require-encryption");
}, 120_000);

test("a configuration with a wrong key stops the preview and names the key", async () => {
  writeFileSync(
    join(live.directory, "policies.json"),
    JSON.stringify({ "swarm-network-require-encrypton": "disabled" }),
  );
  const { printed } = await preview("policies.json");
  expect(printed).toContain(
    `"swarm-network-require-encrypton" is no rule of this pack. Did you mean "swarm-network-require-encryption"?`,
  );
}, 120_000);

test("it brings a page for each rule, which the rule's link names", () => {
  const script =
    `const { policies } = require("swarm-network-policies/dist/policies/pack");` +
    `console.log(JSON.stringify(policies.map(({ url }) => new URL(url).pathname)))`;
  const pages = JSON.parse(run("node", ["-e", script], folder)) as string[];
  expect(pages.filter((page) => !page.startsWith(join(installed, "docs/policies/")) || !existsSync(page))).toEqual([]);
});
