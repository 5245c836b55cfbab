import Table from "cli-table3";
import type { Finding } from "../finding";
import { countOf, type Report } from "../report";

/**
 * Formats a report for people.
 *
 * @param width columns of the terminal
 */
export function formatTable(report: Report, width: number): string {
  const { target, scope } = report;
  const head = scope === "" ? target : `${target}: ${scope}`;
  return [head, findingsTable(report, width), benchmarkTable(report, width), summary(report)]
    .filter((part) => part !== "")
    .join("\n\n");
}

function findingsTable({ findings }: Report, width: number): string {
  return table(
    ["LEVEL", "WHERE", "WHAT"],
    grouped(findings).map(([first, ...others]) => {
      const { level, subject, rule } = first;
      const all = [first, ...others];
      const where = others.length === 0 ? [subject.kind, subject.name] : [`${all.length} findings`, ...namesOf(all)];
      return [level, where.join("\n"), `${messagesOf(all).join("\n")}\n(${rule.name}, ${rule.severity})`];
    }),
    width,
  );
}

/** The advisory findings of one rule together, and each mandatory one alone. */
function grouped(findings: readonly Finding[]): [Finding, ...Finding[]][] {
  const groups = new Map<string, [Finding, ...Finding[]]>();
  for (const [index, finding] of findings.entries()) {
    const key = finding.level === "advisory" ? finding.rule.name : String(index);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [finding]);
    else group.push(finding);
  }
  return [...groups.values()];
}

/** The objects of a group, each once. */
function namesOf(findings: readonly Finding[]): string[] {
  return [...new Set(findings.map(({ subject }) => `${subject.kind} ${subject.name}`))];
}

/** The messages of a group. Those that differ only in the name of their object appear once. */
function messagesOf(findings: readonly Finding[]): string[] {
  const kinds = new Map<string, string>();
  for (const { subject, message } of findings) {
    const kind = message.replaceAll(`"${subject.name}"`, '"…"');
    if (!kinds.has(kind)) kinds.set(kind, message);
  }
  return [...kinds.values()];
}

function benchmarkTable({ benchmark }: Report, width: number): string {
  if (benchmark.length === 0) return "";
  const rows = benchmark.map(({ number, formerNumber, title, status, reason }) => [
    `${number} [${formerNumber}]`,
    status,
    `${title}\n${reason}`,
  ]);
  const title = "CIS Docker Benchmark 1.6.0, section 7 [numbers of earlier editions]";
  return `${title}\n\n${table(["NUMBER", "STATUS", "RECOMMENDATION AND REASON"], rows, width)}`;
}

function summary(report: Report): string {
  return `${countOf(report, "mandatory")} mandatory, ${countOf(report, "advisory")} advisory`;
}

/** A table without borders. The last column takes the remaining width, and wraps between words. */
function table(head: string[], rows: string[][], width: number): string {
  if (rows.length === 0) return "";
  const gap = 2;
  const widths = head.slice(0, -1).map((title, i) => {
    const cells = [title, ...rows.map((row) => row[i] ?? "")].flatMap((cell) => cell.split("\n"));
    return Math.max(...cells.map(({ length }) => length)) + gap;
  });
  const rest = Math.max(40, width - widths.reduce((sum, one) => sum + one, 0));
  const none = Object.fromEntries(
    ["top", "bottom", "left", "right", "mid"].flatMap((side) =>
      [side, `${side}-mid`, `${side}-left`, `${side}-right`].map((part) => [part, ""]),
    ),
  );
  const result = new Table({
    head,
    colWidths: [...widths, rest],
    style: { head: [], border: [], "padding-left": 0, "padding-right": gap },
    chars: { ...none, middle: "" },
  });
  // For each line of a cell, the library measures the whole cell character by character, so each line is a row.
  for (const row of rows) result.push(...linesOf(row, rest - gap));
  return result
    .toString()
    .split("\n")
    .map((line) => line.trimEnd())
    .join("\n");
}

/** The lines of a row. The text in the last column wraps. */
function linesOf(cells: readonly string[], width: number): string[][] {
  const columns = cells.map((cell, i) =>
    cell.split("\n").flatMap((line) => (i < cells.length - 1 ? line : wrap(line, width))),
  );
  const height = Math.max(...columns.map(({ length }) => length));
  return Array.from({ length: height }, (_, i) => columns.map((lines) => lines[i] ?? ""));
}

/** Breaks a text between words. */
function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    if (line !== "" && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else {
      line = line === "" ? word : `${line} ${word}`;
    }
  }
  return [...lines, line];
}
