import type { AddressUse, Finding, Message, Report, ResourceChange } from "../content/report";
import { isEmpty } from "../content/report";
import { totals, violations } from "./words";

/** The longest comment that GitHub accepts, in characters. GitLab accepts more. */
export const longestComment = 65_536;

/** The first line of the comment of a stack, by which a pipeline finds the comment that it has to update. */
export function markerOf(stack: string): string {
  return `<!-- swarm-report: ${stack.replace(/[^\w.-]/g, "-")} -->`;
}

/**
 * Writes a report as the comment of a pull request.
 *
 * Names and messages can have any content. They are escaped, and stay within their line, so that they create no markup,
 * no mentions, no links and no commands of the platform.
 *
 * @param mermaid a picture of the networks, which is left out if the comment is too long with it
 * @param limit characters; what does not fit is counted, and the artifact of the job has it
 */
export function formatMarkdown(report: Report, mermaid: string | undefined, limit = longestComment): string {
  const marker = markerOf(report.stack);
  if (isEmpty(report)) {
    return `${marker}\n${[`Swarm preview of ${code(report.stack)}: no changes.`, ...violations(report)].join(" ")}\n`;
  }
  const head = `${marker}\n## Swarm preview of ${code(report.stack)}\n\n${escape(totals(report))}\n`;
  const picture = mermaid === undefined ? "" : `\n### Networks before and after\n\n\`\`\`mermaid\n${mermaid}\n\`\`\`\n`;
  const parts = [...sectionsOf(report), ...(picture === "" ? [] : [{ title: "", lines: [picture] }])];
  return fit(head, parts, limit);
}

interface Section {
  readonly title: string;
  readonly lines: readonly string[];
}

/** What a reviewer must see comes first, because the end is what a limit cuts off. */
function sectionsOf(report: Report): Section[] {
  const { networks, services, others, messages, findings, addresses } = report;
  const errors = messages.filter(({ severity }) => severity === "error");
  const warnings = messages.filter(({ severity }) => severity === "warning");
  return [
    { title: "The update would fail", lines: errors.map(messageLine) },
    { title: "Policy findings", lines: findings.map(findingLine) },
    { title: "Restarts", lines: restartLines(services) },
    { title: "Networks", lines: networks.map(changeLine) },
    { title: "Services", lines: services.map(changeLine) },
    { title: "Other resources", lines: others.map(changeLine) },
    { title: "Addresses", lines: addressLines(addresses) },
    { title: "Warnings", lines: warnings.map(messageLine) },
  ].filter(({ lines }) => lines.length > 0);
}

/** Joins as many lines as fit. A section that is cut says how many lines it lacks. */
function fit(head: string, sections: readonly Section[], limit: number): string {
  // For the last line, about what is left out.
  let room = limit - head.length - 200;
  let left = 0;
  const text = sections.map(({ title, lines }) => {
    const heading = title === "" ? "" : `\n### ${title}\n\n`;
    room -= heading.length;
    const shown = lines.filter((line) => {
      if (line.length + 1 > room) return false;
      room -= line.length + 1;
      return true;
    });
    left += lines.length - shown.length;
    return shown.length === 0 ? "" : `${heading}${shown.join("\n")}\n`;
  });
  const rest =
    left === 0 ? "" : `\n${left} more are in the report that the job has kept: the comment would be too long.\n`;
  return `${head}${text.join("")}${rest}`;
}

const signs: Readonly<Record<ResourceChange["action"], string>> = {
  create: "➕",
  update: "✏️",
  replace: "🔁",
  delete: "➖",
};

const verbs: Readonly<Record<ResourceChange["action"], string>> = {
  create: "is created",
  update: "is updated",
  replace: "is replaced",
  delete: "is removed",
};

function changeLine({ kind, name, action, details, effects, plan }: ResourceChange): string {
  const how = plan?.network === undefined ? "" : ` (${escape(plan.network.replacement)})`;
  const head = `- ${signs[action]} ${escape(kind)} ${code(name)} ${verbs[action]}${how}`;
  const lost =
    plan?.lost.length === undefined || plan.lost.length === 0 ? [] : [`⚠️ Data is lost: ${plan.lost.join(", ")}`];
  const below = [...details, ...lost, ...effects].map((line) => `\n  - ${escape(line)}`);
  return `${head}${below.join("")}`;
}

function restartLines(services: readonly ResourceChange[]): string[] {
  return services.flatMap(({ name, action, plan }) => {
    if (action === "replace") return [`- ${code(name)}: all tasks stop, and those of a new service start`];
    const { tasks } = plan ?? {};
    if (tasks === undefined || tasks.restart === "none") return [];
    const count = tasks.count === undefined ? "tasks" : `${tasks.count} ${tasks.count === 1 ? "task" : "tasks"}`;
    const verb = tasks.restart === "maybe" ? "may restart" : tasks.count === 1 ? "restarts" : "restart";
    const times = tasks.times > 1 ? ` ${tasks.times === 2 ? "twice" : `${tasks.times} times`}` : "";
    return [`- ${code(name)}: ${count} ${verb}${times}, because of ${escape(tasks.because.join(", "))}`];
  });
}

function messageLine({ subject, text }: Message): string {
  return `- ${subject === undefined ? "" : `${code(subject)}: `}${escape(text)}`;
}

function findingLine({ policy, level, severity, description, messages }: Finding): string {
  const sign = level === "mandatory" ? "⛔" : "💡";
  const rest = messages.map(({ subjects, text }) => {
    const who = subjects.length === 0 ? "" : `${subjects.map(code).join(", ")}: `;
    return `\n  - ${who}${escape(text)}`;
  });
  const words = [level, severity].filter((word) => word !== "").join(", ");
  return `- ${sign} ${code(policy)} (${escape(words)}): ${escape(description)}${rest.join("")}`;
}

function addressLines(addresses: readonly AddressUse[]): string[] {
  if (addresses.length === 0) return [];
  const rows = addresses.map(({ network, subnets, usable, before, after, perNode }) =>
    [
      code(network),
      subnets.length === 0 ? "chosen by Swarm" : escape(subnets.join(", ")),
      usable ?? "?",
      before ?? "–",
      after === undefined ? "–" : perNode === 0 ? after : `${after} + ${perNode} per node`,
    ].join(" | "),
  );
  const table = [
    "| network | subnets | usable | needed before | needed after |",
    "| --- | --- | ---: | ---: | ---: |",
    ...rows.map((row) => `| ${row} |`),
  ];
  return [table.join("\n"), "", "At most, for the services of this stack, with a load balancer for each task."];
}

/** Text as code, on one line. In a code span, nothing has a meaning but backticks. In a table, `|` ends a cell. */
function code(text: string): string {
  const line = oneLine(text).replace(/\|/g, "¦");
  const longest = Math.max(0, ...Array.from(line.matchAll(/`+/g), ([run]) => run.length));
  const fence = "`".repeat(longest + 1);
  const space = line === "" || /^[` ]|[` ]$/.test(line) ? " " : "";
  return `${fence}${space}${line}${space}${fence}`;
}

/** A character without width. It separates what GitHub and GitLab would join to a mention, a reference or a link. */
const joiner = "\u2060";

/** Text without a meaning in Markdown, HTML and the references of GitHub and GitLab, on one line. */
function escape(text: string): string {
  return oneLine(text)
    .replace(/[\\`*_[\]<>|~$]|^[-+#>]/g, (character) => `\\${character}`)
    .replace(/^(\d+)([.)])(?=\s|$)/, "$1\\$2")
    .replace(/&/g, "&amp;")
    .replace(/[@#!%](?=\w)/g, (character) => `${character}${joiner}`)
    .replace(/(?<=:)\/(?=\/)|(?<=\bwww)\./gi, (character) => `${joiner}${character}`);
}

function oneLine(text: string): string {
  // eslint-disable-next-line no-control-regex -- control characters include line breaks, which would end the line
  return text.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]+/g, " ").trim();
}
