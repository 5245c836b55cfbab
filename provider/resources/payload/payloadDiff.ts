import { propertyChanges, type Change } from "../../mapping/fields/field";
import { payloadOf } from "../../mapping/payload/payload";
import { isAutomatic } from "../../mapping/automaticName";
import type { Difference } from "../../handler/handler";
import type { Properties } from "../../handler/properties";
import type { PayloadType } from "./payloadType";

interface Sides {
  readonly oldInputs: Properties;
  readonly oldState: Properties;
  readonly newInputs: Properties;
}

/**
 * Compares the inputs with the live object. Swarm changes the labels of a secret or config in place; a new name or new
 * data replaces it.
 */
export function payloadDifference(
  { oldInputs, oldState, newInputs }: Sides,
  { table, forms }: PayloadType,
): Difference {
  // A state of another plugin may contain the data although the inputs do not.
  const known = forms.map(({ property }) => [property, oldState[property] ?? oldInputs[property]] as const);
  const before: Properties = { ...oldInputs, ...Object.fromEntries(known) };
  const names: readonly string[] = forms.map(({ property }) => property);
  const isGiven = names.some(
    (name) => newInputs[name] !== undefined && newInputs[name] !== null && newInputs[name] !== "",
  );
  const [old, wanted] = [payloadOf(before, forms), payloadOf(newInputs, forms)];
  // The Engine compares data that was unknown during the update. The same data in the other form is not a change.
  const isSame = old === undefined || wanted?.equals(old) === true;
  const changes = table.differences("", before, newInputs, oldState).flatMap((change): Change[] => {
    if (!names.includes(change.path)) return [change];
    // An import may leave out the data that the Engine does not show; it stays.
    if (!isGiven) return [];
    return [isSame ? { path: change.path, kind: change.kind } : change];
  });
  const isRenamed = changes.some(({ path }) => path === "name");
  const deleteBeforeReplace = !isRenamed && !isAutomatic(newInputs);
  return { changes: propertyChanges(changes), deleteBeforeReplace, detailed: true };
}
