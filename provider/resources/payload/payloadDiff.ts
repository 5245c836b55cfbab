import { unknown } from "../../../swarm/draft";
import { labelsOf, payloadOf, type PayloadForm } from "../../mapping/payload/payload";
import { isAutomatic } from "../../mapping/automaticName";
import type { Difference, PropertyChange } from "../../handler/handler";
import type { Properties, Property } from "../../handler/properties";

/** The three sides of a comparison: what was asked for, what there is, what is asked for now. */
interface Sides {
  readonly oldInputs: Properties;
  readonly oldState: Properties;
  readonly newInputs: Properties;
}

/**
 * Compares what is asked for with what there is. Swarm changes the labels of a secret or config in place; another name or other data
 * replaces it.
 */
export function payloadDifference(sides: Sides, forms: readonly PayloadForm[]): Difference {
  const { oldInputs, oldState, newInputs } = sides;
  const name = newInputs.name === (oldState.name ?? oldInputs.name) ? [] : [["name", "update-replace"] as const];
  const changes = new Map<string, PropertyChange>([
    ...name,
    ...dataChanges(sides, forms),
    ...labelChanges(oldState.labels ?? oldInputs.labels, newInputs.labels),
  ]);
  return { changes, deleteBeforeReplace: name.length === 0 && !isAutomatic(newInputs), detailed: true };
}

type Change = readonly [path: string, change: PropertyChange];

function dataChanges({ oldInputs, oldState, newInputs }: Sides, forms: readonly PayloadForm[]): Change[] {
  const old = { ...oldInputs, ...oldState };
  const before = payloadOf(old, forms);
  const [formBefore, formAfter] = [formOf(old, forms), formOf(newInputs, forms)];
  // An import may leave out what the Engine does not show; it stays what it is.
  if (formAfter === undefined) return [];
  // Once it is given, the update has the Engine compare it.
  if (before === undefined) return [[formAfter, "add"]];
  const after = newInputs[formAfter] === unknown ? undefined : payloadOf(newInputs, forms);
  const same = after?.equals(before) === true;
  if (formBefore === formAfter || formBefore === undefined) return same ? [] : [[formAfter, "update-replace"]];
  // The same data in another form is written down in another place, no more.
  return same
    ? [
        [formBefore, "delete"],
        [formAfter, "add"],
      ]
    : [
        [formBefore, "delete-replace"],
        [formAfter, "add-replace"],
      ];
}

/** The property that gives the data. */
function formOf(properties: Properties, forms: readonly PayloadForm[]): string | undefined {
  const given = forms.filter(({ property }) => {
    const value = properties[property];
    return value !== undefined && value !== null && value !== "";
  });
  return given[0]?.property;
}

/** Labels have no order. A removed one is named by its index among the old, any other one by its index among the new. */
export function labelChanges(is: Property, wanted: Property): Change[] {
  if (holdsUnknown(wanted)) return [["labels", "update"]];
  const [before, after] = [labelsOf(is) ?? [], labelsOf(wanted) ?? []];
  const changes = new Map<string, PropertyChange>();
  before.forEach(({ label }, i) => {
    if (!after.some((entry) => entry.label === label)) changes.set(`labels[${i}]`, "delete");
  });
  after.forEach(({ label, value }, i) => {
    const path = `labels[${i}]`;
    const old = before.find((entry) => entry.label === label);
    if (old === undefined) changes.set(path, changes.has(path) ? "update" : "add");
    else if (old.value !== value) changes.set(changes.has(path) ? path : `${path}.value`, "update");
  });
  return [...changes];
}

function holdsUnknown(value: Property): boolean {
  if (typeof value !== "object" || value === null) return value === unknown;
  return Object.values(value).some(holdsUnknown);
}
