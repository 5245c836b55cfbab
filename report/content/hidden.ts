import { findSecret } from "../../swarm/secrets/findSecret";
import { secretKindOf } from "../../swarm/secrets/secretFormats";
import type { Properties, Property } from "../../provider/handler/properties";
import { elementsOf, propertiesOf, textOf } from "../../provider/mapping/fields/field";
import type { PreviewedResource } from "../preview/resources";

/** What stands in the place of a value. */
export const hidden = "[hidden]";

/** Shorter values are words that occur anywhere, unless their name says that they are secret. */
const shortestValue = 8;
const shortestSecret = 4;

interface Value {
  readonly name: string;
  readonly value: string;
}

/**
 * Removes values from texts that can quote them, such as the error of a program: the values of variables, labels,
 * driver options, arguments, secrets and configs, also as base64. A text in the form of a secret, for example a token,
 * is hidden as a whole.
 *
 * @param isPublic whether a value is shown anyway, because it is also the name of a resource
 */
export function hider(
  resources: readonly PreviewedResource[],
  isPublic: (value: string) => boolean,
): (text: string) => string {
  const inputs = resources.flatMap(({ before, state, after }) => [before, state, after]);
  const values = inputs.flatMap((properties) => (properties === undefined ? [] : valuesIn(properties)));
  const texts = values.filter(isHidden).flatMap(({ value }) => formsOf(value));
  // Longer values first, because one can be part of another.
  const sorted = [...new Set(texts)].filter((text) => !isPublic(text)).sort((a, b) => b.length - a.length);
  const candidates = startingIn(sorted);
  return (text) => {
    const rest = candidates(text).reduce((result, value) => result.replaceAll(value, hidden), text);
    return secretKindOf(rest) === undefined ? rest : `${hidden}: this text contains ${secretKindOf(rest)}.`;
  };
}

/**
 * Finds the values that can be in a text by their first characters, because a stack can have very many values and
 * messages.
 *
 * @returns the values that can be in a text, in the given order
 */
function startingIn(values: readonly string[]): (text: string) => string[] {
  const beginningOf = (text: string, from = 0): string => text.slice(from, from + shortestSecret);
  const positions = new Map<string, number[]>();
  const alwaysTried: number[] = [];
  for (const [position, value] of values.entries()) {
    const group = value.length < shortestSecret ? alwaysTried : (positions.get(beginningOf(value)) ?? []);
    group.push(position);
    if (group !== alwaysTried) positions.set(beginningOf(value), group);
  }
  return (text) => {
    const beginnings = new Set(Array.from({ length: text.length }, (_, from) => beginningOf(text, from)));
    const found = [...beginnings].flatMap((beginning) => positions.get(beginning) ?? []);
    return [...alwaysTried, ...found].sort((a, b) => a - b).map((position) => values[position] ?? "");
  };
}

function isHidden({ name, value }: Value): boolean {
  if (value.length >= shortestValue) return true;
  return value.length >= shortestSecret && findSecret(name, value) !== undefined;
}

/** A value, the text that it encodes if it is base64, as the data of a secret is, and the lines of both. */
function formsOf(value: string): string[] {
  const decoded = Buffer.from(value, "base64").toString("utf8");
  const texts = toBase64(decoded) === value ? [value, decoded] : [value];
  const lines = texts.flatMap((text) => text.split(/\r?\n/).map((line) => line.trim()));
  const plain = [...texts, ...lines.filter((line) => line.length >= shortestValue)];
  return plain.flatMap((text) => [text, toBase64(text)]).filter((text) => text !== "");
}

function toBase64(text: string): string {
  return Buffer.from(text, "utf8").toString("base64");
}

/** The values of a resource that a report must not show. */
function valuesIn(properties: Properties): Value[] {
  const { containerSpec, logDriver } = propertiesOf(properties.taskSpec);
  const container = propertiesOf(containerSpec);
  const maps: Property[] = [container.env, propertiesOf(logDriver).options, properties.options];
  return [
    ...maps.flatMap((map) =>
      Object.entries(propertiesOf(map)).map(([name, value]) => ({ name, value: textOf(value) })),
    ),
    ...[...elementsOf(properties.labels), ...elementsOf(container.labels)]
      .map(propertiesOf)
      .map(({ label, value }) => ({ name: textOf(label), value: textOf(value) })),
    ...["commands", "args"].flatMap((list) =>
      elementsOf(container[list]).map((value) => ({ name: list, value: textOf(value) })),
    ),
    ...textsIn(propertiesOf(container.healthcheck).tests).map((value) => ({ name: "tests", value })),
    ...["data", "dataRaw"].map((name) => ({ name, value: textOf(properties[name]) })),
    ...textsIn(properties.auth).map((value) => ({ name: "password", value })),
  ];
}

function textsIn(value: Property): string[] {
  if (typeof value === "string") return [value];
  return Array.isArray(value) ? value.flatMap(textsIn) : Object.values(propertiesOf(value)).flatMap(textsIn);
}
