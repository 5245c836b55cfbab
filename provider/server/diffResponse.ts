import { isDeepStrictEqual } from "node:util";
import { DiffResponse, PropertyDiff } from "@pulumi/pulumi/proto/provider_pb";
import type { Difference, PropertyChange } from "../handler/handler";
import type { Properties, Property } from "../handler/properties";
import { below, parsePath, topLevel, valueAt } from "../handler/propertyPath";

const kinds: Readonly<Record<PropertyChange, PropertyDiff.Kind>> = {
  add: PropertyDiff.Kind.ADD,
  "add-replace": PropertyDiff.Kind.ADD_REPLACE,
  delete: PropertyDiff.Kind.DELETE,
  "delete-replace": PropertyDiff.Kind.DELETE_REPLACE,
  update: PropertyDiff.Kind.UPDATE,
  "update-replace": PropertyDiff.Kind.UPDATE_REPLACE,
};

/**
 * Converts a handler's answer to the protocol.
 *
 * A path whose old and new inputs differ is marked as a difference of inputs; any other one is drift: the state is not
 * what the inputs ask for.
 */
export function diffResponse(difference: Difference, oldInputs: Properties, newInputs: Properties): DiffResponse {
  const paths = [...difference.changes.keys()];
  const replacing = paths.filter((path) => difference.changes.get(path)?.endsWith("-replace") === true);
  const response = new DiffResponse();
  response.setChanges(paths.length === 0 ? DiffResponse.DiffChanges.DIFF_NONE : DiffResponse.DiffChanges.DIFF_SOME);
  response.setDiffsList(unique(paths.map(topLevel)));
  response.setReplacesList(unique(replacing.map(topLevel)));
  response.setDeletebeforereplace(replacing.length > 0 && difference.deleteBeforeReplace);
  if (!difference.detailed) return response;
  response.setHasdetaileddiff(true);
  const elements = namedElements(difference.changes, oldInputs, newInputs);
  for (const [path, change] of [...difference.changes, ...elements]) {
    const detail = new PropertyDiff();
    detail.setKind(kinds[change]);
    detail.setInputdiff(!isDeepStrictEqual(valueAt(oldInputs, path), valueAt(newInputs, path)));
    response.getDetaileddiffMap().set(path, detail);
  }
  return response;
}

/**
 * The elements of lists in which properties change. The CLI shows only what is at the paths, so for `labels[1].value`
 * it would show a value without the label's name. For `labels[1]` as well, it compares the whole elements, and shows
 * their other properties as context. Left out where such a comparison would show more than what really changes, such as
 * two notations of one value.
 */
function namedElements(
  changes: Difference["changes"],
  oldInputs: Properties,
  newInputs: Properties,
): Map<string, PropertyChange> {
  const elements = new Map<string, PropertyChange>();
  for (const [path, change] of changes) {
    const element = elementOf(path);
    if (element === undefined) continue;
    const [before, after] = [valueAt(oldInputs, element), valueAt(newInputs, element)];
    if (!isObject(before) || !isObject(after)) continue;
    const found = rawDifferences(element, before, after);
    // Without one, the state differs from the inputs.
    if (found.length === 0 || !found.every((one) => changes.has(one))) continue;
    elements.set(element, change.endsWith("-replace") ? "update-replace" : (elements.get(element) ?? "update"));
  }
  return elements;
}

/** `mounts[0]` for `mounts[0].volumeOptions.noCopy`; `undefined` if the path ends with an index or has none. */
function elementOf(path: string): string | undefined {
  const steps = parsePath(path);
  const index = steps.findLastIndex((step) => typeof step === "number");
  if (index === -1 || index === steps.length - 1) return undefined;
  return steps.slice(0, index + 1).reduce<string>((at, step) => pathBelow(at, step), "");
}

/** The paths at which two values differ as they are written. Lists are compared as a whole. */
function rawDifferences(path: string, before: Property, after: Property): string[] {
  if (isDeepStrictEqual(before, after)) return [];
  if (!isObject(before) || !isObject(after)) return [path];
  const keys = unique([...Object.keys(before), ...Object.keys(after)]);
  return keys.flatMap((key) => rawDifferences(below(path, key), before[key], after[key]));
}

function pathBelow(path: string, step: string | number): string {
  return typeof step === "number" ? `${path}[${step}]` : below(path, step);
}

function isObject(value: unknown): value is Properties {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function unique(values: readonly string[]): string[] {
  return [...new Set(values)];
}
