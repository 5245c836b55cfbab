import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { PreviewFiles } from "../../../report/content/composeReport";
import { readDependencies } from "../../../report/preview/attachments";
import { readEvents, type DiagnosticEvent, type PolicyEvent, type StepEvent } from "../../../report/preview/events";
import type { PlanLine } from "../../../report/preview/resources";

/** The files of a preview in this folder, which the Pulumi CLI 3.259 and the provider wrote on the lab. */
export function readPreview(name: string): PreviewFiles {
  const read = (kind: string): string => readFileSync(join(__dirname, `${name}.${kind}`), "utf8");
  const plans = read("plans.jsonl").trim().split("\n");
  return {
    events: readEvents(read("events.jsonl"), name),
    dependencies: readDependencies(read("preview.json"), name),
    plans: plans.map((line) => JSON.parse(line) as PlanLine),
  };
}

/** A preview with these steps and messages. */
export function preview(parts: {
  readonly steps?: readonly StepEvent[];
  readonly diagnostics?: readonly DiagnosticEvent[];
  readonly findings?: readonly PolicyEvent[];
}): PreviewFiles {
  const { steps = [], diagnostics = [], findings = [] } = parts;
  return { events: { steps, diagnostics, findings, isComplete: true }, dependencies: new Map(), plans: [] };
}

/** The URN of a resource of the docker package, `urnOf("service:Service", "web")`. */
export function urnOf(token: string, name: string): string {
  return `urn:pulumi:production::shop::docker:index/${token}::${name}`;
}

/** A step with a resource of the docker package: `network:Network`, `service:Service`, `secret:Secret`… */
export function step(
  op: string,
  token: string,
  name: string,
  inputs: { readonly old?: object; readonly new?: object },
  more: Partial<StepEvent> = {},
): StepEvent {
  const type = `docker:index/${token}`;
  const urn = urnOf(token, name);
  const side = (given: object | undefined): StepEvent["old"] =>
    given === undefined
      ? undefined
      : { urn, type, custom: true, id: `id-${name}`, inputs: given as never, outputs: given as never };
  return { op, urn, type, old: side(inputs.old), new: side(inputs.new), ...more };
}
