import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import * as docker from "@pulumi/docker";
import type { EngineEvent } from "@pulumi/pulumi/automation";
import { dockerCommand } from "../support/dockerCommand";
import { installPackage, type InstalledPackage } from "../support/installedPackage";
import { readLab } from "../support/lab";
import { createLiveStack, type LiveStack } from "../support/stack";

// Uses the package like another repository, which has none of our sources: everything comes from node_modules.
const lab = readLab();
const stackName = "adopted";
let one: InstalledPackage;

beforeAll(() => {
  one = installPackage(lab.dockerHost);
});

afterAll(async () => {
  await dockerCommand(lab.dockerHost, ["stack", "rm", stackName]);
  one.remove();
});

/** The path of a file of the package. */
function file(path: string): string {
  return join(one.installed, path);
}

test("A project compiles a program with the package's types, and previews it on the package's provider", () => {
  one.run("npx", ["tsc", "-p", "."]);
  one.run("pulumi", ["stack", "init", "dev"]);
  one.run("pulumi", ["config", "set", "image", lab.image]);
  const preview = JSON.parse(one.run("pulumi", ["preview", "--json"])) as { changeSummary: Record<string, number> };
  // The stack, two components, and the docker.Network and docker.Service inside them.
  expect(preview.changeSummary).toEqual({ create: 5 });
});

test("The commands of the package run through npx", () => {
  const audit = JSON.parse(one.run("npx", ["swarm-audit", "--format", "json", "--config", "migration"])) as object;
  expect(audit).toHaveProperty("findings");
  expect(one.run("npx", ["swarm-inspect", "--network", "ingress"])).toMatch(/^network +ingress$/m);
  one.run("npx", ["swarm-topology", "--out", "picture"]);
  expect(readFileSync(join(one.project, "picture.html"), "utf8")).toContain("<svg");
  expect(readFileSync(join(one.project, "picture.svg"), "utf8")).toContain("ingress");
});

test("The commands of the package write a program for a running stack, and take the stack over", async () => {
  const compose = [
    'version: "3.8"',
    "services:",
    "  web:",
    `    image: ${lab.image}`,
    "    networks: [front]",
    "    deploy: { endpoint_mode: dnsrr }",
    "networks: { front: {} }",
  ];
  writeFileSync(join(one.project, "compose.yml"), compose.join("\n"));
  await dockerCommand(lab.dockerHost, ["stack", "deploy", "-c", "compose.yml", stackName], { cwd: one.project });
  one.run("npx", ["swarm-program", "--from", "compose.yml", "--stack", stackName, "--out", "written"]);
  const written = join(one.project, "written");
  one.run("npm", ["install", "--silent", "--no-audit", "--no-fund", "--prefer-offline"], written);
  one.run("pulumi", ["stack", "init", "dev"], written);
  one.run("npm", ["run", "takeover"], written);
  one.run("pulumi", ["preview", "--expect-no-changes"], written);
  one.run("pulumi", ["destroy", "--yes", "--skip-preview"], written);
  expect(await dockerCommand(lab.dockerHost, ["stack", "ls", "--format", "{{.Name}}"])).not.toContain(stackName);
});

describe("The policy pack of the package", () => {
  let live: LiveStack;

  beforeAll(async () => {
    // A preview does not need an Engine to evaluate policies.
    live = await createLiveStack("package", "unix:///nonexistent/docker.sock", () => {
      const labels = [{ label: "pci", value: "in-scope" }];
      new docker.Network("cards", { driver: "overlay", labels, attachable: true });
      return Promise.resolve();
    });
  });

  afterAll(async () => {
    await live.remove();
  });

  /** Runs a preview with the pack and a configuration; returns the violated mandatory rules and the output. */
  async function preview(configuration: string, packConfig?: string): Promise<{ refusing: string[]; printed: string }> {
    live.stack.workspace.envVars["SWARM_POLICY_CONFIG"] = configuration;
    const refusing: string[] = [];
    let printed = "";
    const onEvent = ({ policyEvent }: EngineEvent): void => {
      if (policyEvent?.enforcementLevel === "mandatory") refusing.push(policyEvent.policyName);
    };
    await live.stack
      .preview({
        policyPacks: [file("policies/pulumi-analyzer-swarm-network")],
        ...(packConfig === undefined ? {} : { policyPackConfigs: [packConfig] }),
        onEvent,
        onOutput: (text) => (printed += text),
      })
      .catch((error: unknown) => (printed += String(error)));
    return { refusing: refusing.sort(), printed };
  }

  test("The pack runs with a configuration in the project, and reports the version of the package", async () => {
    writeFileSync(
      join(live.directory, "policies.json"),
      JSON.stringify({ extends: "payments", sensitive: { labels: ["pci=in-scope"] } }),
    );
    const { refusing, printed } = await preview("policies.json");
    expect(refusing).toEqual([
      "swarm-network-disallow-attachable-when-sensitive",
      "swarm-network-require-encryption-when-sensitive",
    ]);
    const { version } = JSON.parse(readFileSync(file("package.json"), "utf8")) as { version: string };
    expect(printed).toContain(`swarm-network@v${version}`);
  });

  test("The profiles in the package work as files for --policy-pack-config", async () => {
    const { refusing } = await preview("", file("policies/profiles/strict.json"));
    expect(refusing).toContain("swarm-network-require-encryption");
  });

  test("A configuration with an unknown rule fails the preview and names the rule", async () => {
    writeFileSync(
      join(live.directory, "policies.json"),
      JSON.stringify({ "swarm-network-require-encrypton": "disabled" }),
    );
    const { printed } = await preview("policies.json");
    expect(printed).toContain(
      `"swarm-network-require-encrypton" is not a rule of this pack. Did you mean "swarm-network-require-encryption"?`,
    );
  });

  test("The package lists its rules, and contains the page of each rule, to which the rule links", () => {
    const script =
      `const { policies } = require("pulumi-swarm-networking/policies");` +
      `console.log(JSON.stringify(policies.map(({ url }) => new URL(url).pathname)))`;
    const pages = JSON.parse(one.run("node", ["-e", script])) as string[];
    expect(pages.length).toBeGreaterThan(50);
    expect(pages.filter((page) => !page.startsWith(file("docs/policies/")) || !existsSync(page))).toEqual([]);
  });
});
