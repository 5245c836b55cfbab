import type { PolicyComplianceFramework } from "@pulumi/policy";
import { levelsOf, profiles, type Profile } from "../configuration/profiles";
import { evaluateExample } from "../evaluation/evaluate";
import type { Example } from "../rule/documentation";
import type { ExampleResource } from "../rule/example";
import { IdOf, Itself } from "../rule/example";
import type { ResourcePolicy, StackPolicy } from "../rule/policy";
import { formatMarkdown } from "./formatting";

type AnyPolicy = ResourcePolicy | StackPolicy;

/**
 * The page of a rule in Markdown. The rule itself provides all of it: its texts, and the messages for its bad example.
 */
export function pageOf(policy: AnyPolicy): Promise<string> {
  const { name, description, enforcementLevel, severity, framework, tags, remediationSteps, docs } = policy;
  const subjects = "types" in policy ? policy.types.map((type) => `\`${type}\``).join(", ") : "the whole stack";
  const facts = [
    `level: ${enforcementLevel}`,
    `severity: ${severity}`,
    `applies to: ${subjects}`,
    `reference: ${referenceOf(framework)}`,
    `tags: ${tags.join(", ")}`,
    ...("remediateResource" in policy ? ["can fix the resource itself, at the level `remediate`"] : []),
  ];
  const messages = evaluateExample(policy, docs.bad).map(({ message }) => message);
  const parts = [
    "<!-- Generated from the rule by `npm run docs:policies`. Do not edit. -->",
    `# ${name}`,
    description,
    facts.map((fact) => `- ${fact}`).join("\n"),
    docs.about,
    "## Refused",
    fenced("ts", programOf(docs.bad)),
    fenced("", messages.join("\n")),
    "## Accepted",
    fenced("ts", programOf(docs.good)),
    "## How to fix it",
    remediationSteps,
    ...settingsOf(policy),
    "## Sources",
    docs.sources.map((source) => `- ${source}`).join("\n"),
  ];
  return formatMarkdown(parts.join("\n\n"));
}

/** The table of all rules in docs/policies.md. */
export function tableOf(policies: readonly AnyPolicy[]): string {
  const rows = policies.map(({ name, enforcementLevel, severity, description }) => [
    `[${name}](policies/${name}.md)`,
    enforcementLevel,
    severity,
    description,
  ]);
  return table([["rule", "level", "severity", "description"], ...rows]);
}

/** The findings about an example, with their level in each profile, for docs/policies.md. */
export function profilesTable(policies: readonly AnyPolicy[], example: Example): string {
  const levels = Object.fromEntries(profileNames.map((profile) => [profile, levelsOf(profile)]));
  const found = policies.flatMap((policy) => {
    const count = evaluateExample(policy, example).length;
    return count === 0 ? [] : [{ name: policy.name, count }];
  });
  const rows = found.map(({ name, count }) => [
    `[${name}](policies/${name}.md)`,
    String(count),
    ...profileNames.map((profile) => (levels[profile]?.[name] ?? "").replace("disabled", "–")),
  ]);
  const totals = profileNames.map((profile) => {
    const count = (level: string): number => found.filter(({ name }) => levels[profile]?.[name] === level).length;
    return `${count("mandatory")} mandatory, ${count("advisory")} advisory`;
  });
  return table([["rule", "findings", ...profileNames], ...rows, ["all", "", ...totals]]);
}

const profileNames = Object.keys(profiles) as Profile[];

function referenceOf({ name, version, reference, specification }: PolicyComplianceFramework): string {
  return `${name} ${version}, ${reference}: ${specification}`;
}

function settingsOf({ name, enforcementLevel, settings }: AnyPolicy): string[] {
  const entries = Object.entries(settings);
  if (entries.length === 0) return [];
  const rows = entries.map(([key, { schema, default: fallback }]) => [
    `\`${key}\``,
    `\`${JSON.stringify(fallback)}\``,
    schema.description ?? "",
  ]);
  const defaults = Object.fromEntries(entries.map(([key, setting]) => [key, setting.default]));
  const sample = { [name]: { enforcementLevel, ...defaults } };
  return [
    "## Settings",
    table([["setting", "default", "description"], ...rows]),
    fenced("json", JSON.stringify(sample, undefined, 2)),
    "A setting that is left out has its default, and a level that is left out is the rule's own.",
  ];
}

/** A table whose columns the formatter aligns. */
function table([head = [], ...rows]: readonly (readonly string[])[]): string {
  return [head, head.map(() => "---"), ...rows]
    .map((cells) => `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`)
    .join("\n");
}

function fenced(language: string, text: string): string {
  return `\`\`\`${language}\n${text}\n\`\`\``;
}

/** The program that creates the resources of an example. */
export function programOf(example: Example): string {
  return example
    .map((resource) => `${isReferred(example, resource.name) ? `const ${resource.name} = ` : ""}${creation(resource)}`)
    .join("\n");
}

function creation({ name, opts, shown, ...resource }: ExampleResource): string {
  const { type, args } = shown ?? resource;
  const given = opts === undefined ? (args === undefined ? [] : [args]) : [args ?? {}, opts];
  return `new ${classOf(type)}(${[name, ...given].map(literal).join(", ")});`;
}

/** The class name in a program: `docker.Network` for `docker:index/network:Network`. */
function classOf(type: string): string {
  const [pkg = "", , name = ""] = type.split(":");
  return pkg === "swarm" ? name : `${pkg}.${name}`;
}

function isReferred(value: unknown, name: string): boolean {
  if (value instanceof IdOf || value instanceof Itself) return value.name === name;
  return typeof value === "object" && value !== null && Object.values(value).some((entry) => isReferred(entry, name));
}

/** The code for a value, on one line: the formatter breaks it where needed. */
function literal(value: unknown): string {
  if (value instanceof IdOf) return `${value.name}.id`;
  if (value instanceof Itself) return value.name;
  if (Array.isArray(value)) return `[${value.map(literal).join(", ")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  return `{${Object.entries(value)
    .map(([key, entry]) => `${JSON.stringify(key)}: ${literal(entry)}`)
    .join(", ")}}`;
}
