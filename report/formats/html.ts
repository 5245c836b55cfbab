import { htmlDocument } from "../../inspect/topology/htmlDocument";
import { element, raw, type Markup } from "../../inspect/topology/markup";
import {
  isEmpty,
  type AddressUse,
  type Finding,
  type Message,
  type Report,
  type ResourceChange,
} from "../content/report";
import { totals, violations } from "./words";

/**
 * Writes a report as a self-contained page without scripts. Names and messages are escaped.
 *
 * @param pictures the SVG documents of the networks before and after the update
 */
export function formatHtml(report: Report, pictures: readonly string[]): string {
  const title = `Swarm preview of ${report.stack}`;
  return htmlDocument({ title, styles, body: [element("h1", {}, title), ...contentOf(report, pictures)] });
}

function contentOf(report: Report, pictures: readonly string[]): Markup[] {
  if (isEmpty(report)) return [element("p", {}, ["No changes.", ...violations(report)].join(" "))];
  const { networks, services, others, messages, findings, addresses } = report;
  const ofSeverity = (severity: Message["severity"]): Message[] => messages.filter((one) => one.severity === severity);
  return [
    element("p", { class: report.passed ? "passed" : "refused" }, totals(report)),
    ...section("The update would fail", ofSeverity("error").map(messageItem)),
    ...section("Policy findings", findings.map(findingItem)),
    ...section("Networks", networks.map(changeItem)),
    ...section("Services", services.map(changeItem)),
    ...section("Other resources", others.map(changeItem)),
    ...addressSection(addresses),
    ...section("Warnings", ofSeverity("warning").map(messageItem)),
    element("h2", {}, "Networks before and after"),
    ...pictures.map((picture) => element("figure", {}, raw(picture))),
  ];
}

function section(title: string, items: readonly Markup[]): Markup[] {
  return items.length === 0 ? [] : [element("h2", {}, title), element("ul", {}, ...items)];
}

function changeItem({ kind, name, action, details, effects, plan }: ResourceChange): Markup {
  const lost = (plan?.lost ?? []).map((what) => `Data is lost: ${what}`);
  return element(
    "li",
    { class: action },
    element("strong", {}, `${kind} ${name}`),
    ` ${words[action]}`,
    list([...details, ...lost, ...effects]),
  );
}

const words: Readonly<Record<ResourceChange["action"], string>> = {
  create: "is created",
  update: "is updated",
  replace: "is replaced",
  delete: "is removed",
};

function messageItem({ subject, text }: Message): Markup {
  return element("li", {}, ...(subject === undefined ? [] : [element("strong", {}, subject), ": "]), text);
}

function findingItem({ policy, level, severity, description, messages }: Finding): Markup {
  return element(
    "li",
    { class: level },
    element("strong", {}, policy),
    ` (${[level, severity].filter((word) => word !== "").join(", ")}): ${description}`,
    list(messages.map(({ subjects, text }) => (subjects.length === 0 ? text : `${subjects.join(", ")}: ${text}`))),
  );
}

function list(lines: readonly string[]): Markup | undefined {
  return lines.length === 0 ? undefined : element("ul", {}, ...lines.map((line) => element("li", {}, line)));
}

function addressSection(addresses: readonly AddressUse[]): Markup[] {
  if (addresses.length === 0) return [];
  const heads = ["network", "subnets", "usable", "needed before", "needed after", "and per node"];
  const rows = addresses.map(({ network, subnets, usable, before, after, perNode }) => [
    network,
    subnets.join(", ") || "chosen by Swarm",
    ...[usable, before, after, perNode].map((count) => (count === undefined ? "–" : String(count))),
  ]);
  return [
    element("h2", {}, "Addresses"),
    element(
      "table",
      {},
      element("tr", {}, ...heads.map((head) => element("th", {}, head))),
      ...rows.map((row) => element("tr", {}, ...row.map((cell) => element("td", {}, cell)))),
    ),
    element("p", {}, "At most, for the services of this stack, with a load balancer for each task."),
  ];
}

const styles = `
:root { color-scheme: light dark; --text: #1f2328; --muted: #59636e; --border: #d1d9e0; --page: #ffffff; }
@media (prefers-color-scheme: dark) {
  :root { --text: #e6edf3; --muted: #9aa4af; --border: #3d444d; --page: #0d1117; }
}
body { margin: 2em auto; max-width: 70em; padding: 0 1em; background: var(--page); color: var(--text); }
body { font: 14px/1.5 system-ui, -apple-system, "Segoe UI", "DejaVu Sans", sans-serif; overflow-wrap: anywhere; }
h1 { font-size: 22px; }
h2 { font-size: 16px; margin-top: 1.6em; border-bottom: 1px solid var(--border); }
ul ul { color: var(--muted); }
li.create > strong { color: #2da44e; }
li.update > strong, li.replace > strong, li.advisory > strong { color: #bf8700; }
li.delete > strong, li.mandatory > strong, .refused { color: #cf222e; }
table { border-collapse: collapse; }
th, td { border: 1px solid var(--border); padding: 3px 10px; text-align: left; }
figure { margin: 0 0 1em; overflow: auto; }
`;
