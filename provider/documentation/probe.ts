import type { Difference, ResourceHandler } from "../handler/handler";
import type { Properties, Property } from "../handler/properties";
import { elementsOf, propertiesOf } from "../mapping/fields/field";
import { otherValues, type Examples } from "./examples";
import { placeOfDifference } from "./engineSpec";

/** What was found out about one input by changing it. */
export interface Finding {
  /** Where the change arrives in the Engine's object; `undefined` when it does not. */
  readonly place: string | undefined;
  readonly difference: Difference;
  /** Why check takes no other value than the one in the example. */
  readonly only: string | undefined;
  /** Reasons for which the kinds of the resource refuse it. */
  readonly refusals: ReadonlyMap<string, string>;
}

/**
 * Changes one input of an example and looks what check, diff and the mapping make of it.
 *
 * @param path e.g. `taskSpec.containerSpec.mounts[].target`
 * @throws Error when no example has the input: it is new, and examples.ts has to show it
 */
export function probe(
  path: string,
  handler: ResourceHandler,
  toSpec: (inputs: Properties) => unknown,
  { inputs: all, kinds = new Map<string, Properties>() }: Examples,
): Finding {
  const steps = path.replaceAll("[]", ".[]").split(".");
  const having = all.filter((inputs) => valueAt(inputs, steps) !== undefined);
  const [first] = having;
  if (first === undefined) throw new Error(`no example in examples.ts has '${path}' of ${handler.type}`);
  const problems = (inputs: Properties): string[] => reasons(handler, inputs).map(([, reason]) => reason);
  const changed = having
    .flatMap((before) => alternatives(valueAt(before, steps)).map((value) => [before, withValue(before, steps, value)]))
    .find(([, after]) => after !== undefined && problems(after).length === 0);
  const [before, after] = changed ?? [first, withValue(first, steps, undefined)];
  const refusals = [...kinds].flatMap(([kind, base]): [string, string][] => {
    const name = steps[0] ?? "";
    const asked: Properties = { ...base, [name]: first[name] };
    const found = reasons(handler, asked).find(([at]) => at.replaceAll(/\[\d+\]/g, "[]") === path);
    return found === undefined || base[name] !== undefined ? [] : [[kind, found[1]]];
  });
  return {
    place: placeOfDifference(toSpec(before ?? {}), toSpec(after ?? {})),
    difference: handler.diff({
      id: "id",
      oldInputs: before ?? {},
      oldState: {},
      newInputs: after ?? {},
      ignoreChanges: [],
    }),
    only: changed === undefined ? problems(withValue(first, steps, "other"))[0] : undefined,
    refusals: new Map(refusals),
  };
}

function reasons(handler: ResourceHandler, news: Properties): [string, string][] {
  const { failures } = handler.check({ urn: "", logicalName: "", olds: undefined, news, autoname: () => "" });
  return failures.map(({ property, reason }) => [property, reason]);
}

/** Other values than this one, likely ones first. An object that is no map of texts is left out as a whole. */
function alternatives(value: Property): Property[] {
  if (typeof value === "boolean") return [!value];
  if (typeof value === "number") return [value + 1];
  if (typeof value === "string") return [`${value}x`, ...otherValues.filter((other) => other !== value)];
  const [element] = elementsOf(value);
  if (element !== undefined)
    return typeof element === "object" ? [undefined] : alternatives(element).map((one) => [one]);
  const [key, text] = Object.entries(propertiesOf(value))[0] ?? [];
  if (key === undefined || typeof text !== "string" || Object.keys(propertiesOf(value)).length > 1) return [undefined];
  return [...alternatives(text).map((one): Properties => ({ [key]: one })), undefined];
}

function valueAt(value: Property, steps: readonly string[]): Property {
  return steps.reduce((at: Property, step) => (step === "[]" ? elementsOf(at)[0] : propertiesOf(at)[step]), value);
}

function withValue(inputs: Properties, steps: readonly string[], value: Property): Properties {
  const put = (at: Property, [step, ...rest]: readonly string[]): Property => {
    if (step === undefined) return value;
    if (step === "[]") return [put(elementsOf(at)[0], rest)];
    const changed: Properties = { ...propertiesOf(at), [step]: put(propertiesOf(at)[step], rest) };
    return changed;
  };
  return propertiesOf(put(inputs, steps));
}
