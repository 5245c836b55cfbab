import { markdownTable } from "../../provider/documentation/markdownTable";
import { operations, type Operation } from "./operation";
import { operationsIn, ratiosOf, type Measured, type Results } from "./results";
import type { Start } from "./start";
import type { Spread } from "./statistics";

const [begin, end] = ["<!-- begin results -->", "<!-- end results -->"] as const;

/**
 * Replaces the measured part of docs/performance.md.
 *
 * @throws Error if the page has no marks for it
 */
export function withResults(page: string, all: readonly Results[]): string {
  const [start, stop] = [page.indexOf(begin), page.indexOf(end)];
  if (start < 0 || stop < start) throw new Error(`docs/performance.md must contain "${begin}" and "${end}".`);
  return `${page.slice(0, start)}${begin}\n\n${all.map(section).join("\n")}\n${page.slice(stop)}`;
}

/** How long the provider process takes to start, in one sentence. */
export function describeStart({ provider, node, memory }: Start): string {
  const ms = ({ median }: Spread): string => (median * 1000).toFixed(0);
  return (
    `The provider process accepts calls after ${ms(provider)} ms, a Node.js process prints its first line after ` +
    `${ms(node)} ms (medians). The provider then has ${memory.toFixed(0)} MiB.`
  );
}

function section(results: Results): string {
  const { size, rounds, date, machine, start } = results;
  const { networks, replicas } = size;
  const tasks = replicas === 0 ? "without tasks" : `with ${replicas} tasks each`;
  return [
    `### ${networks} networks and ${networks} services ${tasks}`,
    "",
    rounds === 1
      ? `Seconds, measured once. ${date}.`
      : `Seconds, medians of ${rounds} interleaved rounds, and the fastest and slowest in brackets. ${date}.`,
    "",
    machine,
    "",
    ...(start === undefined ? [] : [describeStart(start), ""]),
    `![The medians of each operation as bars](performance-${networks}.svg)`,
    "",
    secondsTable(results),
    "Processor seconds of all processes that an operation starts, and the peak memory of the provider process in MiB:",
    "",
    usageTable(results),
    "Ratios of this provider:",
    "",
    ratioTable(results),
  ].join("\n");
}

function secondsTable(results: Results): string {
  return table(results, ({ seconds: { median, least, most } }) =>
    results.rounds === 1 ? fixed(median) : `${fixed(median)} (${fixed(least)}–${fixed(most)})`,
  );
}

function usageTable(results: Results): string {
  return table(results, ({ processor, memory }) => {
    const parts = [processor?.toFixed(1), memory === undefined ? undefined : `${memory.toFixed(0)} MiB`];
    return parts.filter((part) => part !== undefined).join(", ");
  });
}

function table(results: Results, cell: (measured: Measured) => string): string {
  const columns = Object.entries(results.contenders);
  const row = (operation: Operation): string[] => [
    operations[operation],
    ...columns.map(([, contender]) => {
      const measured = contender[operation];
      return measured === undefined ? "" : cell(measured);
    }),
  ];
  return markdownTable(["", ...columns.map(([name]) => name)], operationsIn(results).map(row));
}

function ratioTable(results: Results): string {
  const rows = ratiosOf(results).map(({ operation, base, value, target }) => {
    const shown = value.toFixed(2);
    const isMissed = target !== undefined && Number(shown) > target;
    return [operations[operation], base, shown, target === undefined ? "" : `≤ ${target}${isMissed ? ": missed" : ""}`];
  });
  return markdownTable(["", "relative to", "ratio", "target"], rows);
}

function fixed(seconds: number): string {
  return seconds.toFixed(seconds < 1 ? 2 : 1);
}
