import type { Value } from "../model/project";
import { ConstantExpression } from "../model/project";
import { elementsOf, isAbsent, propertiesOf, textOf } from "../../provider/mapping/fields/field";
import type { Property } from "../../provider/handler/properties";

/** Arguments under construction: absent ones are left out. */
export type Args = Readonly<Record<string, Value | undefined>>;

/** The arguments that are set. */
export function present(args: Args): { readonly [argument: string]: Value } {
  return Object.fromEntries(Object.entries(args).filter((entry): entry is [string, Value] => entry[1] !== undefined));
}

/** A JSON value of the docker package as a value of the program; `undefined` if it is absent or empty. */
export function plain(value: Property): Value | undefined {
  if (isAbsent(value)) return undefined;
  if (Array.isArray(value)) {
    const elements = value.map(plain).filter((element) => element !== undefined);
    return elements.length === 0 ? undefined : elements;
  }
  if (typeof value !== "object") return value as Value;
  const entries = Object.entries(value).map(([name, inner]): [string, Value | undefined] => [name, plain(inner)]);
  const given = present(Object.fromEntries(entries));
  return Object.keys(given).length === 0 ? undefined : given;
}

/**
 * A word as a constant of the components, e.g. `EndpointMode.Dnsrr`.
 *
 * @param choices the constants by member, e.g. `EndpointMode`
 */
export function constant(name: string, choices: Readonly<Record<string, string>>, word: Property): Value | undefined {
  if (isAbsent(word)) return undefined;
  const member = Object.entries(choices).find(([, value]) => value === word)?.[0];
  return member === undefined ? plain(word) : new ConstantExpression(name, member);
}

/** A list of labels as an object, without those that something else sets. */
export function labelsOf(
  list: Property,
  isSet: (label: string, value: string) => boolean,
): Readonly<Record<string, string>> | undefined {
  const entries = elementsOf(list)
    .map((one) => [textOf(propertiesOf(one).label), textOf(propertiesOf(one).value)] as const)
    .filter(([label, value]) => !isSet(label, value));
  return entries.length === 0 ? undefined : Object.fromEntries(entries);
}

/** Bytes as text with a unit, if they are a whole number of MiB or GiB. */
export function memoryOf(bytes: Property): Args {
  if (typeof bytes !== "number") return {};
  if (bytes % 1024 ** 3 === 0) return { memory: `${bytes / 1024 ** 3}G` };
  if (bytes % 1024 ** 2 === 0) return { memory: `${bytes / 1024 ** 2}M` };
  return { memoryBytes: bytes };
}
