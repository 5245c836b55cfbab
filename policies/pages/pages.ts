import type { PolicyComplianceFramework } from "@pulumi/policy";
import type { Example } from "../rule/documentation";
import type { ExampleResource } from "../rule/example";
import { IdOf, Itself } from "../rule/example";
import { evaluateExample } from "../evaluation/evaluate";
import type { ResourcePolicy, StackPolicy } from "../rule/policy";

type AnyPolicy = ResourcePolicy | StackPolicy;

/** Columns of a line, as prettier has them in this repository. */
const widest = 120;

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
  const said = evaluateExample(policy, docs.bad).map(({ message }) => message);
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
  return ["## Settings", table([["key", "default", "what"], ...rows]), fenced("json", jsonOf(sample))];
}

/** JSON as prettier leaves it: a list of few words stays in one line. */
export function jsonOf(value: object): string {
  const text = JSON.stringify(value, undefined, 2);
  return text.replace(/^(\s*"[^"]+": )\[([^[\]{}]*)\]/gm, (whole: string, key: string, entries: string) => {
    const line = `${key}[${entries.trim().replace(/\s*\n\s*/g, " ")}]`;
    return line.length < widest ? line : whole;
  });
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

function statementOf({ name, opts, shown, ...made }: ExampleResource, referred: boolean): string {
  const { type, args } = shown ?? made;
  const start = `${referred ? `const ${name} = ` : ""}new ${classOf(type)}(${JSON.stringify(name)}`;
  if (args === undefined && opts === undefined) return `${start});`;
  if (opts === undefined) return `${start}, ${literal(args ?? {}, 0, start.length + 2, ");".length)});`;
  const inOneLine = `${start}, ${literal(args ?? {}, 0, 0, 0)}, ${literal(opts, 0, 0, 0)});`;
  if (!inOneLine.includes("\n") && inOneLine.length <= widest) return inOneLine;
  const lines = [JSON.stringify(name), literal(args ?? {}, 1, 2, 1), literal(opts, 1, 2, 1)];
  return `${start.slice(0, -JSON.stringify(name).length)}\n${lines.map((line) => `  ${line},\n`).join("")});`;
}

function isReferred(value: unknown, name: string): boolean {
  if (value instanceof IdOf || value instanceof Itself) return value.name === name;
  return typeof value === "object" && value !== null && Object.values(value).some((entry) => isReferred(entry, name));
}

/**
 * A value as code, in one line where it fits.
 *
 * @param before characters that stand before it on its line
 * @param after characters that follow it on its line
 */
function literal(value: unknown, depth: number, before: number, after: number): string {
  if (value instanceof IdOf) return `${value.name}.id`;
  if (value instanceof Itself) return value.name;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const list = Array.isArray(value);
  const entries = Object.entries(value).map(
    ([key, entry]) => [list ? "" : `${keyOf(key)}: `, entry as unknown] as const,
  );
  if (entries.length === 0) return list ? "[]" : "{}";
  const flat = entries.map(([key, entry]) => key + literal(entry, depth, 0, 0)).join(", ");
  const single = list ? `[${flat}]` : `{ ${flat} }`;
  if (!single.includes("\n") && before + single.length + after <= widest) return single;
  const margin = "  ".repeat(depth + 1);
  const lines = entries.map(([key, entry]) => {
    const start = margin + key;
    return `${start}${literal(entry, depth + 1, start.length, 1)},`;
  });
  const [open, close] = list ? ["[", "]"] : ["{", "}"];
  return `${open}\n${lines.join("\n")}\n${"  ".repeat(depth)}${close}`;
}

function keyOf(key: string): string {
  return /^[A-Za-z_][A-Za-z0-9_]*$/.test(key) ? key : JSON.stringify(key);
}
