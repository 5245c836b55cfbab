import { typeOf, nameOf } from "../../provider/handler/urn";
import type { DiagnosticEvent, PolicyEvent } from "../preview/events";
import type { Finding, Message } from "./report";

/** Most characters of a message in a report. The log of the job has the rest. */
const longest = 1500;

/** The errors and warnings of a preview, each once. */
export function messagesOf(diagnostics: readonly DiagnosticEvent[]): Message[] {
  const messages = diagnostics.flatMap(({ urn = "", message, severity }): Message[] => {
    const text = tidy(message);
    if ((severity !== "error" && severity !== "warning") || text === "" || isSummary(text)) return [];
    return [{ severity, ...(subjectOf(urn) === undefined ? {} : { subject: subjectOf(urn) }), text }];
  });
  const unique = new Map(messages.map((message) => [JSON.stringify(message), message]));
  return [...unique.values()].sort((a, b) => rank(a.severity) - rank(b.severity));
}

/** What a provider says about the change of a resource, apart from errors and warnings. */
export function effectsIn(diagnostics: readonly DiagnosticEvent[]): string[] {
  const infos = diagnostics.filter(({ severity }) => severity === "info");
  return [...new Set(infos.map(({ message }) => tidy(message)))].filter((text) => text !== "");
}

/** The findings by policy: mandatory ones first, then severe ones, then by the name of the policy. */
export function findingsOf(events: readonly PolicyEvent[]): Finding[] {
  const groups = new Map<string, PolicyEvent[]>();
  for (const event of events) {
    const key = `${event.policyName}\n${event.enforcementLevel}`;
    groups.set(key, groups.get(key) ?? []);
    groups.get(key)?.push(event);
  }
  return [...groups.values()]
    .map(findingOf)
    .sort(
      (a, b) =>
        rank(a.level) - rank(b.level) ||
        rank(a.severity) - rank(b.severity) ||
        (a.policy < b.policy ? -1 : Number(a.policy > b.policy)),
    );
}

function findingOf(events: readonly PolicyEvent[]): Finding {
  const [first] = events;
  const texts = new Map<string, string[]>();
  for (const { resourceUrn = "", message } of events) {
    const [description = "", ...violation] = message.trim().split("\n");
    const text = tidy(violation.join("\n")) || tidy(description);
    const subject = subjectOf(resourceUrn);
    texts.set(text, texts.get(text) ?? []);
    if (subject !== undefined) texts.get(text)?.push(subject);
  }
  return {
    policy: first?.policyName ?? "",
    level: first?.enforcementLevel ?? "",
    severity: first?.severity ?? "",
    description: tidy(first?.message.trim().split("\n")[0] ?? ""),
    messages: [...texts].map(([text, subjects]) => ({ subjects, text })),
  };
}

const ranks = ["error", "warning", "mandatory", "advisory", "critical", "high", "medium", "low"];

function rank(word: string): number {
  const index = ranks.indexOf(word);
  return index === -1 ? ranks.length : index;
}

/** The resource of a URN, `service web`; `undefined` for the stack and its providers. */
export function subjectOf(urn: string): string | undefined {
  const type = typeOf(urn);
  return type === "" || type.startsWith("pulumi:") ? undefined : `${kindOf(type)} ${nameOf(urn)}`;
}

/** The kind of a resource in words: `docker:index/serviceConfig:ServiceConfig` is a `config`. */
export function kindOf(type: string): string {
  const word = type.split(":").at(-1) ?? type;
  return word === "ServiceConfig" ? "config" : word.replace(/(?<=[a-z])(?=[A-Z])/g, " ").toLowerCase();
}

/** What the CLI adds at the end of a preview that failed. */
function isSummary(text: string): boolean {
  return /^(?:preview|update) failed$/.test(text);
}

/** A message without its prefix, trailing line breaks, and the places in the source of a program. */
function tidy(message: string): string {
  const lines = message
    .replace(/^(?:error: |warning: )?(?:Preview failed: )?/, "")
    .split("\n")
    .filter((line) => !/^\s+at .*[)\d]$/.test(line));
  const text = lines.join("\n").trim();
  return text.length > longest ? `${text.slice(0, longest)}…` : text;
}
