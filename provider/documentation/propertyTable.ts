import { engineSpecs } from "./engineSpec";
import { examples } from "./examples";
import { inputPaths, type InputPath } from "./inputPaths";
import { markdownTable } from "./markdownTable";
import { probe, type Finding } from "./probe";
import type { ResourceHandler } from "../handler/handler";
import type { Properties } from "../handler/properties";
import type { PackageSpec } from "../schema/deriveSchema";
import { differences } from "../mapping/service/service";

/** Inputs that the Engine's object does not hold, and what takes them. */
const besides: ReadonlyMap<string, string> = new Map([
  ["auth", "the header `X-Registry-Auth`"],
  ["convergeConfig", "the provider's own wait"],
  ["swarmId", "the swarm that is meant"],
  ["managerHosts", "other daemons to ask"],
  ["gatewayBridgeId", "nothing: the node's network `docker_gwbridge`"],
  ["rejoin", "the provider's own steps"],
  ["allowSwarmLoss", "the provider's own refusals"],
]);

/** Why the Engine cannot change what replaces a resource. */
const reasons: ReadonlyMap<string, string> = new Map([
  ["docker:index/network:Network", "the Engine has no call that changes a network"],
  ["docker:index/secret:Secret", "Swarm changes the labels of a secret only"],
  ["docker:index/serviceConfig:ServiceConfig", "Swarm changes the labels of a config only"],
  ["docker:swarm/node:Node", "decided when a node enters a swarm"],
]);

/** The parts of a service that its tasks are made from (swarmkit manager/orchestrator/task.go, IsTaskDirty). */
const restarting = /^(?:TaskTemplate|EndpointSpec)\b/;

/** A change of these stops only the tasks on nodes that do not meet the constraints any more (same place). */
const moving = /^TaskTemplate\.Placement\b/;

/**
 * The table of every input of a resource: where the Engine has it, and what a change of it does. What it says is found out by changing
 * each input and looking at what the provider makes of it.
 *
 * @returns Markdown
 */
export function propertyTable(schema: PackageSpec, handler: ResourceHandler): string {
  const paths = inputPaths(schema, handler.type);
  const rows = paths.map((input) => row(input, findings(paths, input, handler), handler));
  return markdownTable(["input", "in the Engine API", "a change"], rows);
}

/** Of the input itself; of what it holds where it only holds others. */
function findings(paths: readonly InputPath[], input: InputPath, handler: ResourceHandler): Finding[] {
  const [toSpec, example] = [engineSpecs.get(handler.type), examples.get(handler.type)];
  if (toSpec === undefined || example === undefined) throw new Error(`${handler.type} has no spec or no example here`);
  const asked = input.isOuter
    ? paths.filter(({ path, isOuter }) => !isOuter && new RegExp(`^${escaped(input.path)}(?:\\[\\])?\\.`).test(path))
    : [input];
  return asked.map(({ path }) => probe(path, handler, toSpec, example));
}

function row(input: InputPath, found: readonly Finding[], handler: ResourceHandler): string[] {
  const { path } = input;
  const places = found.map(({ place }) => place);
  const besideIt = besides.get(/^\w+/.exec(path)?.[0] ?? "");
  const known = places.filter((place) => place !== undefined);
  if ((besideIt === undefined) === known.length < places.length) {
    throw new Error(
      `'${path}' of ${handler.type} ${besideIt === undefined ? "does not reach" : "reaches"} the Engine's object`,
    );
  }
  const place = besideIt ?? `\`${input.isOuter ? outerPlace(known) : (known[0] ?? "")}\``;
  const effects = [...new Set(found.map((finding) => effect(finding, path, handler)))];
  const notes = input.isOuter
    ? []
    : found.flatMap(({ only, refusals }) => [
        ...(only === undefined ? [] : [`no other value: ${only}`]),
        ...[...refusals].map(([kind, reason]) => `refused with ${kind}: ${reason}`),
      ]);
  const change = [effects.length === 1 ? effects[0] : "see below", ...notes].join("; ");
  return [`\`${path}\``, place, change];
}

function effect({ place, difference, only }: Finding, path: string, { type }: ResourceHandler): string {
  if (only !== undefined) return "none";
  const kinds = [...difference.changes.values()];
  if (kinds.length === 0) throw new Error(`a change of '${path}' of ${type} is not seen`);
  if (kinds.some((kind) => kind.endsWith("-replace"))) {
    const changed = [...difference.changes.keys()];
    const [before, after]: readonly Properties[] = [{ name: "a" }, { name: "b", mode: { global: true } }];
    const forced = differences(before ?? {}, after ?? {});
    const reason = reasons.get(type) ?? forced.find((change) => changed.includes(change.path))?.replaces;
    return `**replaces**: ${reason ?? "the Engine refuses it"}`;
  }
  if (type !== "docker:index/service:Service" || place === undefined || !restarting.test(place)) return "in place";
  return moving.test(place) ? "in place, tasks move from nodes that do not fit any more" : "in place, tasks restart";
}

/** The object that holds all of them. */
function outerPlace(places: readonly string[]): string {
  const [first = [], ...others] = places.map((place) => place.split("."));
  const end = first.findIndex((step, i) => others.some((other) => other[i] !== step));
  // A single property: the object is what is around it.
  const shared = end !== -1 ? first.slice(0, end) : others.length > 0 ? first : first.slice(0, -1);
  return shared.join(".").replace(/\[\]$/, "");
}

function escaped(text: string): string {
  return text.replaceAll(/[[\]]/g, "\\$&");
}
