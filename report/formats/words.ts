import type { Report, ResourceChange } from "../content/report";

const participles: Readonly<Record<ResourceChange["action"], string>> = {
  create: "created",
  update: "updated",
  replace: "replaced",
  delete: "removed",
};

/** What a report contains, in a sentence or two. */
export function totals(report: Report): string {
  const { networks, services, others, passed } = report;
  const counts = [
    ...countsOf(networks, "network"),
    ...countsOf(services, "service"),
    ...countsOf(others, "other resource"),
  ];
  const changes = counts.length === 0 ? "Nothing changes." : `${counts.join(", ")}.`;
  return [changes, ...violations(report), ...(passed ? [] : [refused])].join(" ");
}

/** How many policies are violated, as a sentence; none if there are none. */
export function violations({ findings }: Report): string[] {
  const mandatory = findings.filter(({ level }) => level === "mandatory").length;
  const advisory = findings.length - mandatory;
  const policies = [
    ...(mandatory === 0 ? [] : [`${counted(mandatory, "mandatory policy", "mandatory policies")} violated`]),
    ...(advisory === 0 ? [] : [`${counted(advisory, "advisory policy", "advisory policies")} violated`]),
  ];
  return policies.length === 0 ? [] : [`${policies.join(", ")}.`];
}

const refused = "The update cannot start like this.";

function countsOf(changes: readonly ResourceChange[], word: string): string[] {
  return Object.entries(participles).flatMap(([action, participle]) => {
    const count = changes.filter((change) => change.action === action).length;
    return count === 0 ? [] : [`${counted(count, word, `${word}s`)} ${participle}`];
  });
}

function counted(count: number, one: string, several: string): string {
  return `${count} ${count === 1 ? one : several}`;
}
