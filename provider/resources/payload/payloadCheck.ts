import type { Draft } from "../../../swarm/draft";
import { checkLabels, type Labels } from "../../../swarm/labels";
import { checkBase64, checkPayloadName, checkPlainText } from "../../../swarm/payload";
import { under, type Problem } from "../../../swarm/problem";
import { keyPath } from "../../../swarm/typed";
import { asRecord } from "../../mapping/network/networkInputs";
import { named } from "../../mapping/automaticName";
import type { PayloadType } from "./payloadType";
import type { CheckFailure } from "../../handler/handler";
import type { Properties, Property } from "../../handler/properties";

/** Names a secret or config that the program gives no name, and refuses what the Engine would refuse. Shows no data. */
export function checkPayload(
  type: PayloadType,
  olds: Properties | undefined,
  news: Properties,
  autoname: () => string,
): { inputs: Properties; failures: CheckFailure[] } {
  const given = withoutNothing(news);
  const inputs = named(given, olds, autoname);
  const problems = [
    ...checkKnown(type, inputs),
    ...under("name", checkPayloadName(inputs.name as Draft<string>, type.kind)),
    ...checkData(type, olds, inputs),
    ...under("labels", checkLabels(inputs.labels as Draft<Labels>)),
  ];
  return { inputs, failures: problems.map(({ path, reason }) => ({ property: path, reason })) };
}

/** What a program leaves out, and what plugins write for themselves, is no input. */
function withoutNothing(news: Properties): Properties {
  return Object.fromEntries(
    Object.entries(news).filter(([name, value]) => value !== undefined && value !== null && !name.startsWith("__")),
  );
}

function checkKnown(type: PayloadType, inputs: Properties): Problem[] {
  const names = ["name", ...type.forms.map(({ property }) => property), "labels"];
  const labels: readonly Property[] = Array.isArray(inputs.labels) ? inputs.labels : [];
  return [
    ...unknownNames(inputs, names, "", `docker.${type.className}`),
    ...labels.flatMap((entry, i) => unknownNames(asRecord(entry) ?? {}, ["label", "value"], `labels[${i}].`, "label")),
  ];
}

function unknownNames(given: Properties, names: readonly string[], prefix: string, what: string): Problem[] {
  const others = Object.keys(given).filter((name) => !names.includes(name) && !name.startsWith("__"));
  return others.map((name) => ({
    path: prefix + keyPath(name),
    reason: `A ${what} has no input '${name}'. It has ${names.join(", ")}.`,
  }));
}

function checkData(type: PayloadType, olds: Properties | undefined, inputs: Properties): Problem[] {
  const given = type.forms.filter(({ property }) => inputs[property] !== undefined);
  const names = type.forms.map(({ property }) => `'${property}'`).join(" or ");
  if (given.length > 1) {
    const reason = `${names.replace(" or ", " and ")} both say what the ${type.kind} holds. Give one of them.`;
    return [{ path: given[0]?.property ?? "", reason }];
  }
  const [form] = given;
  if (form === undefined || (inputs[form.property] === "" && isImported(type, olds))) {
    // The Engine shows nobody what a secret holds: an import goes without it.
    if (isImported(type, olds)) return [];
    const reason = `${names} is missing: a ${type.kind} has to hold something. Give what it shall hold.`;
    return [{ path: type.forms[0]?.property ?? "", reason }];
  }
  const check = form.encoding === "utf8" ? checkPlainText : checkBase64;
  return under(form.property, check(inputs[form.property], type.kind, form.property));
}

/** Whether the resource exists and what it holds is not known. */
function isImported({ readable, forms }: PayloadType, olds: Properties | undefined): boolean {
  return !readable && olds !== undefined && forms.every(({ property }) => isNothing(olds[property]));
}

function isNothing(value: Property): boolean {
  return value === undefined || value === null || value === "";
}
