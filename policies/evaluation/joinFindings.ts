import { sortedBy } from "../facts/sortedBy";
import { undecidedStart, type Diagnostic, type Join } from "../sdk/groupFindings";

/** A finding of a rule: the URN of its resource, empty for the stack, and a message without the description. */
export interface Finding {
  readonly urn: string;
  readonly message: string;
}

/** How many resources, and how many different messages, a finding names before it counts the rest. */
const mostResources = 20;
const mostMessages = 3;
const mostUndecided = 5;

/** The name of the finding about several rules that cannot decide. */
const undecidedName = "swarm-undecided";

/** The message of one finding that stands for several, as Pulumi's protocol has them. */
export function joinFindings(diagnostics: readonly Diagnostic[]): ReturnType<Join> {
  const [first] = diagnostics;
  if (first === undefined) return { message: "" };
  if (undecidedStart.test(first.getMessage())) {
    const lines = diagnostics.flatMap((one) =>
      one
        .getMessage()
        .replace(undecidedStart, "")
        .split("\n")
        .map((message) => ({ urn: one.getUrn(), message })),
    );
    const rules = [...new Set(diagnostics.map((one) => one.getPolicyname()))].sort();
    const message = joinUndecided(lines, rules);
    return rules.length === 1 ? { message } : { name: undecidedName, message };
  }
  const description = first.getDescription();
  const findings = diagnostics.map((one) => {
    const message = one.getMessage();
    return {
      urn: one.getUrn(),
      message: message.startsWith(description) ? message.slice(description.length).trim() : message,
    };
  });
  return { message: `${description}\n${joinDecided(findings)}` };
}

/**
 * A list of the resources, and below it what is wrong. Messages that differ only in the name of their resource appear
 * once.
 */
export function joinDecided(findings: readonly Finding[]): string {
  const resources = [...new Set(findings.map(({ urn }) => urn))].filter((urn) => urn !== "");
  const kinds = new Map<string, string>();
  // Pulumi registers resources in any order; each run should print the same.
  const inOrder = sortedBy(
    findings,
    ({ urn }) => urn,
    ({ message }) => message,
  );
  for (const { urn, message } of inOrder) {
    const kind = message.replaceAll(`"${nameOf(urn)}"`, '"…"');
    if (!kinds.has(kind)) kinds.set(kind, message);
  }
  const messages = [...kinds.values()];
  const more = messages.length - mostMessages;
  return [
    ...(resources.length < 2
      ? []
      : [`${resources.length} resources: ${listOf(resources.map(labelOf), mostResources)}.`]),
    ...messages.slice(0, mostMessages),
    ...(more > 0 ? [`${more} more ${more === 1 ? "message differs" : "messages differ"} in values.`] : []),
  ].join("\n");
}

/** One line that names the resources and their unknown properties, and the rules if several cannot decide. */
function joinUndecided(findings: readonly Finding[], rules: readonly string[]): string {
  const paths = new Map<string, Set<string>>();
  for (const { urn, message } of findings) {
    const [, given, list = ""] = /^(?:(.*?): )?not known before deployment: (.*)$/.exec(message) ?? [];
    const subject = given ?? labelOf(urn);
    paths.set(subject, new Set([...(paths.get(subject) ?? []), ...list.split(", ")]));
  }
  const reasons = [...paths].map(([subject, known]) => `${subject} (${[...known].sort().join(", ")})`);
  const what = rules.length === 1 ? "" : ` for ${rules.length} rules: ${rules.join(", ")}`;
  return `Not known before deployment: ${listOf(reasons, mostUndecided)}. The update decides${what}.`;
}

function listOf(texts: readonly string[], most: number): string {
  const sorted = [...texts].sort();
  if (sorted.length > most) return `${sorted.slice(0, most).join(", ")} and ${sorted.length - most} more`;
  const last = sorted.at(-1) ?? "";
  return sorted.length < 2 ? last : `${sorted.slice(0, -1).join(", ")} and ${last}`;
}

/** `service "api"` for `urn:pulumi:dev::shop::docker:index/service:Service::api`. */
function labelOf(urn: string): string {
  const type = urn.split("::")[2]?.split(":").at(-1) ?? "resource";
  return `${type.toLowerCase()} "${nameOf(urn)}"`;
}

function nameOf(urn: string): string {
  return urn.split("::").at(-1) ?? urn;
}
