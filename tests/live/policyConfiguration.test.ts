import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import * as docker from "@pulumi/docker";
import type { EngineEvent } from "@pulumi/pulumi/automation";
import { checkout } from "../support/lab";
import { createLiveStack, type LiveStack } from "../support/stack";

// How a configuration reaches the pack: real previews with the real CLI.
const pack = join(checkout, "policies/pulumi-analyzer-swarm-network");
const rule = "swarm-network-require-encryption-when-sensitive";
const advisoryRule = "swarm-network-require-encryption";

let live: LiveStack;

beforeAll(async () => {
  // A preview does not need an Engine to evaluate policies.
  live = await createLiveStack("configuration", "unix:///nonexistent/docker.sock", () => {
    new docker.Network("cards", { driver: "overlay", labels: [{ label: "pci", value: "in-scope" }] });
    return Promise.resolve();
  });
});

afterAll(async () => {
  await live.remove();
});

interface Files {
  /** The content of the file that SWARM_POLICY_CONFIG names, or a profile. */
  readonly environment?: object | string;
  /** The content of the file that --policy-pack-config names. */
  readonly option?: object;
}

/** Runs a preview; returns the level at which each rule reported "cards", and what the CLI printed. */
async function preview({ environment = "", option }: Files): Promise<{ levels: Map<string, string>; printed: string }> {
  const [file, other] = [join(live.directory, "environment.json"), join(live.directory, "option.json")];
  await writeFile(file, JSON.stringify(environment));
  await writeFile(other, JSON.stringify(option ?? {}));
  live.stack.workspace.envVars["SWARM_POLICY_CONFIG"] = typeof environment === "string" ? environment : file;
  const levels = new Map<string, string>();
  let printed = "";
  const onEvent = ({ policyEvent }: EngineEvent): void => {
    if (policyEvent !== undefined) levels.set(policyEvent.policyName, policyEvent.enforcementLevel);
  };
  const configs = option === undefined ? {} : { policyPackConfigs: [other] };
  await live.stack.preview({ policyPacks: [pack], ...configs, onEvent }).catch((error: unknown) => {
    printed = String(error);
  });
  return { levels, printed };
}

const sensitive = { labels: ["pci=in-scope"] };

test.each<[string, Files]>([
  ["the key 'sensitive' of the file in SWARM_POLICY_CONFIG", { environment: { sensitive } }],
  ["a rule in the file in SWARM_POLICY_CONFIG", { environment: { [rule]: { sensitiveLabels: sensitive.labels } } }],
  ["the key 'sensitive' of the file for --policy-pack-config", { option: { sensitive } }],
  ["a rule in the file for --policy-pack-config", { option: { [rule]: { sensitiveLabels: sensitive.labels } } }],
  ["both files", { environment: { [advisoryRule]: "disabled" }, option: { [rule]: { sensitiveNames: ["card*"] } } }],
])("A rule keeps its own level when only its settings come from %s", async (_, files) => {
  expect((await preview(files)).levels.get(rule)).toBe("mandatory");
});

test("A rule keeps the level of the profile when only its settings come from --policy-pack-config", async () => {
  const settings = { [advisoryRule]: { except: ["logs"] } };
  expect((await preview({ option: settings })).levels.get(advisoryRule)).toBe("advisory");
  expect((await preview({ environment: "strict", option: settings })).levels.get(advisoryRule)).toBe("mandatory");
});

test("A label that is set in both files and for a rule marks a network if any of them lists it", async () => {
  const files = { environment: { sensitive }, option: { [rule]: { sensitiveNames: ["bank"] } } };
  expect((await preview(files)).levels.get(rule)).toBe("mandatory");
});

test.each([
  [{ [`${rule}s`]: "disabled" }, `"${rule}s" is not a rule of this pack. Did you mean "${rule}"?`],
  [
    { [rule]: { sensitiveLabel: ["pci"] } },
    `The configuration of ${rule} has the key "sensitiveLabel", which is not a setting of this rule. ` +
      `Use one of sensitiveLabels, sensitiveNames.`,
  ],
  [{ sensitive: { label: ["pci"] } }, `"sensitive.label" is not supported. Use "labels" and "names".`],
])("--policy-pack-config refuses %j with a message and without a stack trace", async (option, message) => {
  const { printed, levels } = await preview({ option });
  expect(printed).toContain(`--policy-pack-config: ${message}`);
  expect(printed).not.toMatch(/^\s+at .*\.[jt]s:\d+/m);
  expect([...levels]).toEqual([]);
});
