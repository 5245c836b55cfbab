import { isDeepStrictEqual } from "node:util";
import { DiffResponse, PropertyDiff } from "@pulumi/pulumi/proto/provider_pb";
import type { Difference, PropertyChange } from "../handler/handler";
import type { Properties } from "../handler/properties";
import { topLevel, valueAt } from "../handler/propertyPath";

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
  for (const [path, change] of difference.changes) {
    const detail = new PropertyDiff();
    detail.setKind(kinds[change]);
    detail.setInputdiff(!isDeepStrictEqual(valueAt(oldInputs, path), valueAt(newInputs, path)));
    response.getDetaileddiffMap().set(path, detail);
  }
  return response;
}

function unique(values: readonly string[]): string[] {
  return [...new Set(values)];
}
