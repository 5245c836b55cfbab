import type { PolicyComplianceFramework } from "@pulumi/policy";
import type { Example } from "./documentation";
import type { ExampleResource } from "./example";
import { IdOf } from "./example";
import { judgeExample } from "./judge";
import type { ResourcePolicy, StackPolicy } from "./policy";

type AnyPolicy = ResourcePolicy | StackPolicy;

/** The page of a rule in Markdown, made of nothing but the rule: what it says about itself, and what it does with its examples. */
export function pageOf(policy: AnyPolicy): string {
  const { name, description, enforcementLevel, severity, framework, tags, remediationSteps, docs } = policy;
  const about = "types" in policy ? policy.types.map((type) => `\`${type}\``).join(", ") : "the stack as a whole";
  const facts = [
    `level: ${enforcementLevel}`,
    `severity: ${severity}`,
    `about: ${about}`,
    `reference: ${referenceOf(framework)}`,
    `tags: ${tags.join(", ")}`,
    ...("remediateResource" in policy ? ["can mend the fault itself, at the level `remediate`"] : []),
  ];
  const said = judgeExample(policy, docs.bad).map(({ message }) => message);
  return [
    "<!-- Made by `npm run docs:policies` from the rule itself. -->",
    `# ${name}`,
    description,
    facts.map((fact) => `- ${fact}`).join("\n"),
    docs.about,
    "## Refused",
    fenced("ts", programOf(docs.bad)),
    fenced("", said.join("\n")),
    "## Accepted",
    fenced("ts", programOf(docs.good)),
    "## Way out",
    remediationSteps,
    ...settingsOf(policy),
    "## Sources",
    docs.sources.map((source) => `- ${source}`).join("\n"),
  ]
    .join("\n\n")
    .concat("\n");
}

/** The table of all rules, as docs/policies.md has it. */
export function tableOf(policies: readonly AnyPolicy[]): string {
  const rows = policies.map(({ name, enforcementLevel, severity, description }) => [
    `[${name}](policies/${name}.md)`,
    enforcementLevel,
    severity,
    description,
  ]);
  return table([["rule", "level", "severity", "what it says"], ...rows]);
}

/** An example as the program that makes it. */
export function programOf(example: Example): string {
  return example.map((resource) => statementOf(resource, isReferred(example, resource.name))).join("\n");
}

function referenceOf({ name, version, reference, specification }: PolicyComplianceFramework): string {
  return `${name} ${version}, ${reference}: ${specification}`;
}

function settingsOf({ name, settings }: AnyPolicy): string[] {
  const entries = Object.entries(settings);
  if (entries.length === 0) return [];
  const rows = entries.map(([key, { schema, default: fallback }]) => [
    `\`${key}\``,
    `\`${JSON.stringify(fallback)}\``,
    (schema.description ?? "").replaceAll("|", "\\|"),
  ]);
  const sample = { [name]: Object.fromEntries(entries.map(([key, setting]) => [key, setting.default])) };
  return [
    "## Settings",
    table([["key", "default", "what"], ...rows]),
    fenced("json", JSON.stringify(sample, undefined, 2).replace(/\[\n\s+((?:"[^"]*"(?:,\n\s+)?)+)\n\s+\]/g, oneLine)),
  ];
}

/** A short list in one line, as people write it. */
function oneLine(whole: string, entries: string): string {
  const line = `[${entries.replace(/\n\s+/g, " ")}]`;
  return line.length <= 90 ? line : whole;
}

function table(rows: readonly (readonly string[])[]): string {
  const [head = [], ...body] = rows;
  const widths = head.map((_, i) => Math.max(3, ...rows.map((row) => (row[i] ?? "").length)));
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell, i) => cell + " ".repeat((widths[i] ?? 0) - cell.length)).join(" | ")} |`;
  return [line(head), line(widths.map((width) => "-".repeat(width))), ...body.map(line)].join("\n");
}

function fenced(language: string, text: string): string {
  return `\`\`\`${language}\n${text}\n\`\`\``;
}

/** `docker:index/network:Network` as the class in a program: `docker.Network`. */
function classOf(type: string): string {
  const [pkg = "", , name = ""] = type.split(":");
  return pkg === "swarm" ? name : `${pkg}.${name}`;
}

function statementOf({ type, name, args, opts }: ExampleResource, referred: boolean): string {
  const parameters = [JSON.stringify(name)];
  if (args !== undefined || opts !== undefined) parameters.push(literal(args ?? {}, 0, 40 + name.length));
  if (opts !== undefined) parameters.push(literal(opts, 0, 40));
  const target = referred ? `const ${name} = ` : "";
  return `${target}new ${classOf(type)}(${parameters.join(", ")});`;
}

function isReferred(value: unknown, name: string): boolean {
  if (value instanceof IdOf) return value.name === name;
  return typeof value === "object" && value !== null && Object.values(value).some((entry) => isReferred(entry, name));
}

const widest = 110;

/** A value as code, in one line where it fits. */
function literal(value: unknown, depth: number, used: number): string {
  if (value instanceof IdOf) return `${value.name}.id`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const list = Array.isArray(value);
  const [open, close] = list ? ["[", "]"] : ["{ ", " }"];
  const parts = (inner: number): string[] =>
    Object.entries(value).map(([key, entry]) => (list ? "" : `${keyOf(key)}: `) + literal(entry, inner, inner * 2));
  const flat = parts(depth);
  if (flat.length === 0) return list ? "[]" : "{}";
  const single = open + flat.join(", ") + close;
  if (!single.includes("\n") && used + single.length <= widest) return single;
  const margin = "  ".repeat(depth + 1);
  const lines = parts(depth + 1).map((part) => `${margin}${part},`);
  return `${open.trim()}\n${lines.join("\n")}\n${"  ".repeat(depth)}${close.trim()}`;
}

function keyOf(key: string): string {
  return /^[A-Za-z_][A-Za-z0-9_]*$/.test(key) ? key : JSON.stringify(key);
}
