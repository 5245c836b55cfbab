import type { ResourceHandler } from "../handler/handler";
import type { Field } from "../mapping/fields/field";
import type { PackageSpec } from "../schema/deriveSchema";
import { inputPaths } from "./inputPaths";
import { markdownTable } from "./markdownTable";
import { refusals } from "./refusals";
import { tables } from "./tables";

/** One input, as its table describes it. */
interface Entry {
  /** The property of the Engine API, or a description if the Engine never receives the input. */
  readonly place: string;
  readonly isLocal: boolean;
  /** The default, and the allowed values if there are only a few. */
  readonly values: string;
  readonly replaces: string | undefined;
}

/** The parts of a service spec whose change restarts tasks (swarmkit manager/orchestrator/task.go, IsTaskDirty). */
const restarting = /^(?:TaskTemplate|EndpointSpec)\b/;

/** A change of these stops only the tasks on nodes that no longer meet the constraints (same source). */
const moving = /^TaskTemplate\.Placement\b/;

/**
 * The Markdown table of every input of a resource: its place in the Engine API, its default and values, and the effect
 * of a change. The source is the table with which the provider checks, compares and writes the resource.
 *
 * @throws Error if an input of the schema is not in the resource's table
 */
export function propertyTable(schema: PackageSpec, handler: ResourceHandler): string {
  const table = tables.get(handler.type);
  if (table === undefined) throw new Error(`${handler.type} has no table here`);
  const inputs = inputPaths(schema, handler.type).map((input) => ({
    ...input,
    entry: describe(table, input.path, handler.type),
  }));
  const refused = refusals(handler);
  const rows = inputs.map(({ path, isOuter, isAdditional, entry }) => {
    const inside = inputs.filter((other) => !other.isOuter && isInside(other.path, path));
    const effects = [...new Set((isOuter ? inside : [{ entry }]).map((input) => effectOf(input.entry, handler.type)))];
    const effect = effects.length === 1 ? (effects[0] ?? "") : "see below";
    const refusal = refused.get(path);
    return [
      `\`${path}\``,
      entry.isLocal ? entry.place : `\`${entry.place}\``,
      [isOuter ? "" : entry.values, isAdditional ? "not in the docker package" : ""]
        .filter((text) => text !== "")
        .join("; "),
      refusal === undefined ? effect : `${effect}; ${refusal}`,
    ];
  });
  return markdownTable(["input", "in the Engine API", "values", "a change"], rows);
}

/** @param path e.g. `taskSpec.containerSpec.mounts[].target` */
function describe(table: Field, path: string, type: string): Entry {
  const places: string[] = [];
  let field: Pick<Field, "shape" | "default" | "since"> = table;
  let replaces: string | undefined;
  for (const step of path.replaceAll("[]", ".[]").split(".")) {
    const { shape } = field;
    // The rest of the path is part of one value, e.g. the label of an entry or the address of a host.
    if (shape.kind === "value" || shape.kind === "entries") {
      field = { shape: { kind: "value", accepts: () => true } };
      break;
    }
    if (shape.kind === "list") {
      places.push(`${places.pop() ?? ""}[]`);
      field = { shape: shape.element };
      continue;
    }
    const [location, inner] = shape.table[step] ?? [];
    if (location === undefined || inner === undefined) throw new Error(`the table of ${type} has no '${path}'`);
    replaces = inner.replaces ?? replaces;
    if (inner.isLocal === true) return { place: location, isLocal: true, values: valuesOf(inner), replaces };
    if (location !== "") places.push(location);
    field = inner;
  }
  return { place: places.join(".").replace(/\[\]$/, ""), isLocal: false, values: valuesOf(field), replaces };
}

function valuesOf({ shape, default: fallback, since }: Pick<Field, "shape" | "default" | "since">): string {
  const words = shape.kind === "value" ? (shape.words ?? []) : [];
  const known = fallback === undefined || words.includes(String(fallback)) ? [] : [fallback];
  const values = [...known, ...words].map((value) => (value === fallback ? `\`${value}\` (default)` : `\`${value}\``));
  return [values.join(", "), since === undefined ? "" : `Engine ${since} or newer`]
    .filter((text) => text !== "")
    .join("; ");
}

function effectOf({ place, isLocal, replaces }: Entry, type: string): string {
  if (replaces !== undefined) return `**replaces**: ${replaces}`;
  if (type !== "docker:index/service:Service" || isLocal || !restarting.test(place)) return "in place";
  return moving.test(place) ? "in place, tasks move from nodes that no longer match" : "in place, tasks restart";
}

function isInside(path: string, outer: string): boolean {
  return path.startsWith(`${outer}.`) || path.startsWith(`${outer}[].`);
}
