import { unknown } from "../../swarm/draft";
import { nameOf } from "../../provider/handler/urn";
import type { Properties, Property } from "../../provider/handler/properties";

/** A resource in a step of the preview, as the CLI reports it, with "[secret]" in the place of secrets. */
export interface StateEvent {
  readonly urn: string;
  readonly type: string;
  readonly custom?: boolean;
  readonly id?: string;
  readonly inputs?: Properties;
  readonly outputs?: Properties;
}

/** What the preview does to a resource. */
export interface StepEvent {
  /** `same`, `create`, `update`, `create-replacement`… */
  readonly op: string;
  readonly urn: string;
  readonly type: string;
  readonly old?: StateEvent | null;
  readonly new?: StateEvent | null;
  /** What changes, by property path. */
  readonly detailedDiff?: Readonly<Record<string, { readonly diffKind: string }>> | null;
}

/** A message of the CLI, a provider or the program. */
export interface DiagnosticEvent {
  /** Of the resource that it is about; absent for the whole run. */
  readonly urn?: string;
  readonly message: string;
  /** `debug`, `info`, `info#err`, `warning` or `error`. */
  readonly severity: string;
}

/** A violation of a policy. */
export interface PolicyEvent {
  readonly resourceUrn?: string;
  /** The description of the policy, and the violation on the next line. */
  readonly message: string;
  readonly policyName: string;
  readonly policyPackName: string;
  /** `advisory`, `mandatory`… */
  readonly enforcementLevel: string;
  readonly severity?: string;
}

/** The events of a preview that a report needs. */
export interface PreviewEvents {
  readonly steps: readonly StepEvent[];
  readonly diagnostics: readonly DiagnosticEvent[];
  readonly findings: readonly PolicyEvent[];
  /** Whether the CLI wrote the end of the preview. */
  readonly isComplete: boolean;
}

interface EngineEvent {
  readonly resourcePreEvent?: { readonly metadata: StepEvent };
  readonly diagnosticEvent?: DiagnosticEvent;
  readonly policyEvent?: PolicyEvent;
  readonly summaryEvent?: unknown;
}

/**
 * Reads the event log of `pulumi preview --event-log FILE`, or the output of `pulumi preview --json` with
 * PULUMI_ENABLE_STREAMING_JSON_PREVIEW. The log has what the report of `--json` lacks: policy findings, and resources
 * that stay the same. The CLI works on several resources at the same time, so the order of the lines is not that of the
 * program: the events are sorted by resource, so that equal previews give equal reports.
 *
 * @param name of the file, for errors
 * @throws Error for a line that is not an event
 */
export function readEvents(text: string, name: string): PreviewEvents {
  const events = text.split("\n").flatMap((line, index) => (line.trim() === "" ? [] : [parseLine(line, index, name)]));
  const diagnostics = events.flatMap(({ diagnosticEvent: event }) =>
    event === undefined ? [] : { ...event, message: withoutColours(event.message) },
  );
  const findings = events.flatMap(({ policyEvent: event }) =>
    event === undefined ? [] : { ...event, message: withoutColours(event.message) },
  );
  return {
    steps: byResource(
      events.flatMap(({ resourcePreEvent: event }) => event?.metadata ?? []),
      ({ urn }) => urn,
    ),
    diagnostics: byResource(diagnostics, ({ urn }) => urn),
    findings: byResource(findings, ({ resourceUrn }) => resourceUrn),
    isComplete: events.some(({ summaryEvent }) => summaryEvent !== undefined),
  };
}

/** Sorted by the name of the resource. The events of one resource keep their order. */
function byResource<T>(events: readonly T[], urnOf: (event: T) => string | undefined): T[] {
  const keyed = events.map((event) => {
    const urn = urnOf(event) ?? "";
    return { key: `${nameOf(urn)} ${urn}`, event };
  });
  return keyed.sort((a, b) => (a.key < b.key ? -1 : Number(a.key > b.key))).map(({ event }) => event);
}

function parseLine(line: string, index: number, name: string): EngineEvent {
  try {
    const event: unknown = JSON.parse(line, (_key, value: unknown) => (isUnknown(value) ? unknown : value));
    if (typeof event === "object" && event !== null) return event;
  } catch {
    // The line is named below.
  }
  throw new Error(
    `Line ${index + 1} of "${name}" is not an event of the Pulumi CLI. Write the file with 'pulumi preview ` +
      "--event-log FILE', and PULUMI_DEBUG_COMMANDS=true in the environment.",
  );
}

/**
 * How the CLI writes values that a preview does not know, by their types (sdk/go/common/resource/plugin/rpc.go).
 */
const unknownValues: readonly Property[] = [
  "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7",
  "3eeb2bf0-c639-47a8-9e75-3b44932eb421",
  "04da6b54-80e4-46f7-96ec-b56ff0331ba9",
  "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2",
  "030794c1-ac77-496b-92df-f27374a8bd58",
  "e48ece36-62e2-4504-bad9-02848725956a",
];

function isUnknown(value: unknown): boolean {
  return typeof value === "string" && unknownValues.includes(value);
}

/** Removes the marks that the CLI replaces by colours. */
function withoutColours(message: string): string {
  return message.replace(/<\{%.*?%\}>/gs, "");
}
