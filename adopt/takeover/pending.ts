import type { ImportedResource } from "./importFile";

/** What is left to import into a state. */
export interface Pending {
  readonly resources: readonly ImportedResource[];
  /** URNs of parents that are in the state already, by their names in the file. */
  readonly nameTable: { readonly [name: string]: string };
}

/**
 * The resources of the file that the state does not have yet, so that a takeover that was interrupted resumes.
 *
 * @param present the URNs in the state
 */
export function pendingResources(
  all: readonly ImportedResource[],
  present: ReadonlySet<string>,
  place: { readonly project: string; readonly stack: string },
): Pending {
  const urnOf = (resource: ImportedResource): string =>
    `urn:pulumi:${place.stack}::${place.project}::${typesOf(resource, all).join("$")}::${resource.logicalName}`;
  const resources = all.filter((resource) => !present.has(urnOf(resource)));
  const parents = new Set(resources.map(({ parent }) => parent));
  const known = all.filter((resource) => parents.has(resource.name) && !resources.includes(resource));
  return { resources, nameTable: Object.fromEntries(known.map((parent) => [parent.name, urnOf(parent)])) };
}

/** The types of a resource and of those above it, outermost first. */
function typesOf({ type, parent }: ImportedResource, all: readonly ImportedResource[]): string[] {
  const above = all.find(({ name }) => name === parent);
  return above === undefined ? [type] : [...typesOf(above, all), type];
}
