import { execFile } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join, resolve } from "node:path";
import type { EngineEvent, PolicyEvent } from "@pulumi/pulumi/automation";
import { policies } from "../policies/pack";
import type { AuditConfiguration } from "./configuration";
import { sorted, type Finding } from "./finding";
import type { Report } from "./report";

/** The project's folder: the parent of this folder in the sources, and of its parent in dist/. */
const root = [resolve(__dirname, ".."), resolve(__dirname, "../..")].find((folder) =>
  existsSync(join(folder, "policies/pulumi-analyzer-swarm-network")),
);

/**
 * Checks a Pulumi state (`pulumi stack export`) against the rules of the policy pack, with `pulumi policy analyze`.
 * Does not read the swarm, and does not run the program.
 *
 * @throws Error if the file or the CLI does not exist, or with the CLI's own message if the analysis fails
 */
export async function auditState(file: string, configuration: AuditConfiguration): Promise<Report> {
  if (!existsSync(file))
    throw new Error(`--state "${file}" does not exist. Create it with 'pulumi stack export --file ${file}'.`);
  if (root === undefined)
    throw new Error("The folder policies/ is missing: run the audit inside the project's repository.");
  const folder = mkdtempSync(join(tmpdir(), "swarm-audit-"));
  try {
    const config = join(folder, "config.json");
    writeFileSync(config, JSON.stringify(configuration.pack));
    const { code, stdout, stderr } = await analyze(root, file, config);
    const events = eventsOf(stdout);
    const findings = sorted(events.flatMap((event) => findingOf(event)));
    const isExplained = code === 0 || findings.some(({ level }) => level === "mandatory");
    if (!isExplained) throw new Error(`pulumi policy analyze failed: ${failureOf(stdout, stderr)}`);
    return { target: file, scope: "", file, findings, rules: policies, benchmark: [] };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

function analyze(project: string, file: string, config: string): Promise<Ended> {
  const pack = join(project, "policies/pulumi-analyzer-swarm-network");
  const args = ["policy", "analyze", "--json", "--file", file, "--policy-pack", pack, "--policy-pack-config", config];
  const env = {
    ...process.env,
    // Falls back to the project's own CLI.
    PATH: [process.env["PATH"] ?? "", join(project, ".tools/bin")].join(delimiter),
    PULUMI_SKIP_UPDATE_CHECK: "true",
  };
  return new Promise((settle, reject) => {
    execFile("pulumi", args, { env, maxBuffer: 1 << 30 }, (error, stdout, stderr) => {
      if (error?.code === "ENOENT") {
        reject(
          new Error(
            "--state needs the Pulumi CLI, 3.255.0 or later, which is not in PATH. Install it, or run 'make tools'.",
          ),
        );
        return;
      }
      settle({ code: error === null ? 0 : Number(error.code ?? 1), stdout, stderr });
    });
  });
}

function eventsOf(stdout: string): PolicyEvent[] {
  return stdout.split("\n").flatMap((line) => {
    if (!line.startsWith("{")) return [];
    const { policyEvent } = JSON.parse(line) as EngineEvent;
    return policyEvent === undefined ? [] : [policyEvent];
  });
}

function findingOf({ policyName, enforcementLevel, resourceUrn = "", message }: PolicyEvent): Finding[] {
  const rule = policies.find(({ name }) => name === policyName);
  if (rule === undefined) return [];
  // The CLI marks colors with <{%…%}>, and puts the rule's description on a line before the message.
  const plain = message.replace(/<\{%.*?%\}>/g, "").trim();
  const [, , type = "", name = ""] = resourceUrn.split("::");
  return [
    {
      rule,
      level: enforcementLevel === "mandatory" ? "mandatory" : "advisory",
      subject: { kind: kindOf(type), name },
      message: plain.slice(plain.indexOf("\n") + 1),
    },
  ];
}

/** The kind of a resource by its type: `swarm:index:OverlayNetwork$docker:index/network:Network` is a `network`. */
function kindOf(type: string): string {
  const last = type.split(":").at(-1) ?? "";
  return type.includes("docker:index/") || last === "Stack" ? last.toLowerCase() : last;
}

function failureOf(stdout: string, stderr: string): string {
  const said = stderr.trim() === "" ? stdout.trim() : stderr.trim();
  return said === "" ? "it printed no error." : said;
}
