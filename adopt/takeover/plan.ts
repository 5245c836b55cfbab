import { isDeepStrictEqual } from "node:util";
import type { EngineEvent } from "@pulumi/pulumi/automation";
import { kindOf } from "./swarmObjects";

/** What the first deployment after the import would change in the swarm. */
export interface TakeoverPlan {
  /** Changes that replace or delete an object, or restart tasks. */
  readonly disruptive: readonly string[];
  /** Changes that restart no task. */
  readonly quiet: readonly string[];
  /** Objects that the program has in addition. */
  readonly created: readonly string[];
}

/** What a line of the provider's plan file says about a resource. */
interface PlanLine {
  readonly urn: string;
  readonly summary: string;
  readonly tasks?: { readonly restart: string };
}

/**
 * Reads the plan from a preview.
 *
 * @param events of the preview
 * @param lines of the file that `SWARM_PREVIEW_PLAN` names
 */
export function takeoverPlan(events: readonly EngineEvent[], lines: string): TakeoverPlan {
  const notes = new Map(
    lines
      .split("\n")
      .filter((line) => line !== "")
      .map((line) => JSON.parse(line) as PlanLine)
      .map((line) => [line.urn, line]),
  );
  const plan = { disruptive: [] as string[], quiet: [] as string[], created: [] as string[] };
  for (const { resourcePreEvent } of events) {
    if (resourcePreEvent === undefined) continue;
    const { op, urn, type, diffs = [], detailedDiff, old, new: wanted } = resourcePreEvent.metadata;
    if (!type.startsWith("docker:")) continue;
    const subject = `${kindOf({ type })} ${JSON.stringify(urn.slice(urn.lastIndexOf("::") + 2))}`;
    const note = notes.get(urn);
    const summary = note === undefined || note.summary === "" ? "" : ` ${note.summary}`;
    const paths = Object.keys(detailedDiff ?? {});
    const properties = paths.filter((path) => !isSameInSwarm(path, old?.inputs, wanted?.inputs));
    const changed = (properties.length > 0 ? properties : diffs).join(", ");
    if (op === "create") plan.created.push(subject);
    if (op === "delete") plan.disruptive.push(`${subject} would be deleted.`);
    if (op === "replace") plan.disruptive.push(`${subject} would be replaced (${changed}).${summary}`);
    if (op !== "update" || isInStateAlone(type, properties) || (paths.length > 0 && properties.length === 0)) continue;
    const restart = note?.tasks?.restart ?? "none";
    if (restart === "none") plan.quiet.push(`${subject} changes in place (${changed}).`);
    else plan.disruptive.push(`${subject} would change (${changed}).${summary}`);
  }
  return plan;
}

/**
 * Whether a property differs only in the state: how long the provider waits, and secrets or configs that the program
 * refers to by their names instead of their ids, perhaps in another order.
 */
function isSameInSwarm(path: string, before: unknown, wanted: unknown): boolean {
  const [, list, kind] = /^(taskSpec\.containerSpec\.(secret|config)s)\[\d+\](?:\.\2Id)?$/.exec(path) ?? [];
  if (list === undefined) return path.startsWith("convergeConfig");
  const [old, now] = [before, wanted].map((inputs) => filesOf(inputs, list, `${kind ?? ""}Id`));
  return old !== undefined && isDeepStrictEqual(old, now);
}

/** What an import leaves out of a secret or config of a service, and a program says. */
const usualFile = { fileUid: "0", fileGid: "0", fileMode: 0o444 };

/**
 * The secrets or configs of a service as texts, without their ids: a name is unique in a swarm. `undefined` if the
 * event does not show them.
 */
function filesOf(inputs: unknown, path: string, idProperty: string): string[] | undefined {
  const list = path.split(".").reduce<unknown>((at, key) => (at as Record<string, unknown> | undefined)?.[key], inputs);
  if (!Array.isArray(list)) return undefined;
  const texts = list.map((file: Record<string, unknown>) =>
    JSON.stringify(
      Object.entries({ ...usualFile, ...file })
        .filter(([property]) => property !== idProperty)
        .sort(),
    ),
  );
  return texts.sort();
}

/**
 * Whether an update only completes what an import does not know: the data of a secret, which the Engine compares with
 * its own, and the form in which the program gives the data of a config.
 */
function isInStateAlone(type: string, properties: readonly string[]): boolean {
  const isPayload = type.endsWith(":Secret") || type.endsWith(":ServiceConfig");
  return isPayload && properties.every((property) => property === "data" || property === "dataRaw");
}
