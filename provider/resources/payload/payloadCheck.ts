import type { Draft } from "../../../swarm/draft";
import { checkLabels, type Labels } from "../../../swarm/labels";
import { checkPayloadName } from "../../../swarm/payload";
import { under, type Problem } from "../../../swarm/problem";
import { named } from "../../mapping/automaticName";
import { checkInputs, givenInputs } from "../../mapping/checkInputs";
import type { PayloadType } from "./payloadType";
import type { CheckFailure } from "../../handler/handler";
import type { Properties } from "../../handler/properties";

/**
 * Gives a name to a secret or config without one, and refuses inputs that the Engine would refuse. No message shows
 * data.
 */
export function checkPayload(
  type: PayloadType,
  olds: Properties | undefined,
  news: Properties,
  autoname: () => string,
): { inputs: Properties; failures: CheckFailure[] } {
  const inputs = named(givenInputs(news), olds, autoname);
  const isImported = isWithoutData(type, olds);
  const problems = [
    ...under("name", checkPayloadName(inputs.name as Draft<string>, type.kind)),
    ...checkForms(type, isImported, inputs),
    ...under("labels", checkLabels(inputs.labels as Draft<Labels>)),
  ];
  return { inputs, failures: checkInputs(type.table, isImported ? withoutEmpty(type, inputs) : inputs, problems) };
}

/** Checks that exactly one input gives the data. */
function checkForms({ forms, kind }: PayloadType, isImported: boolean, inputs: Properties): Problem[] {
  const given = forms.filter(({ property }) => inputs[property] !== undefined);
  const names = forms.map(({ property }) => `'${property}'`);
  const path = (given[0] ?? forms[0])?.property ?? "";
  if (given.length > 1)
    return [{ path, reason: `${names.join(" and ")} both give the data of the ${kind}. Keep one of them.` }];
  // The Engine does not show the data of a secret, so an import has none.
  if (given.length === 1 || isImported) return [];
  return [{ path, reason: `${names.join(" or ")} is missing: a ${kind} cannot be empty. Give its data.` }];
}

/** Whether the resource exists and its data is not known. */
function isWithoutData({ readable, forms }: PayloadType, olds: Properties | undefined): boolean {
  return !readable && olds !== undefined && forms.every(({ property }) => isNothing(olds[property]));
}

function withoutEmpty({ forms }: PayloadType, inputs: Properties): Properties {
  const isForm = (name: string): boolean => forms.some(({ property }) => property === name);
  return Object.fromEntries(Object.entries(inputs).filter(([name, value]) => !isForm(name) || !isNothing(value)));
}

function isNothing(value: unknown): boolean {
  return value === undefined || value === null || value === "";
}
