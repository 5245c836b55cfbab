import type { Properties, Property } from "../../handler/properties";
import { elementsOf, isAbsent, propertiesOf } from "../fields/field";

/** How a service refers to an object: by an id, a name, or the beginning of an id. */
export interface Reference {
  readonly kind: "network" | "secret" | "config";
  readonly word: string;
}

/** Ids by the terms that refer to them. */
export class ReferenceIds {
  private readonly ids = new Map<string, string>();

  public constructor(entries: ReadonlyArray<readonly [Reference, string]>) {
    for (const [reference, id] of entries) this.ids.set(keyOf(reference), id);
  }

  /** The id of a term; the term itself if its id is not known. */
  public of(reference: Reference): string {
    return this.ids.get(keyOf(reference)) ?? reference.word;
  }
}

/** The networks, secrets and configs that the inputs of a service refer to. */
export function references(inputs: Properties): Reference[] {
  const found: Reference[] = [];
  mapReferences(inputs, (element, reference) => {
    found.push(reference);
    return element;
  });
  return found;
}

/** The terms that refer to the networks of a service. */
export function networkWords(inputs: Properties): string[] {
  return references(inputs).flatMap(({ kind, word }) => (kind === "network" ? [word] : []));
}

/** The same inputs with ids instead of terms. A term stays if its id is not known. */
export function withIds(inputs: Properties, ids: ReferenceIds): Properties {
  return mapReferences(inputs, (element, reference, [property, ...others]) => ({
    ...without(element, others),
    [property]: ids.of(reference),
  }));
}

/** The reverse of {@link withIds}: an id becomes the term that `known` uses for it. */
export function inWords(inputs: Properties, known: Properties, ids: ReferenceIds): Properties {
  const words = new Map<string, Properties>();
  mapReferences(known, (element, reference, properties) => {
    const given = properties.filter((name) => !isAbsent(element[name])).map((name) => [name, element[name]] as const);
    words.set(keyOf({ ...reference, word: ids.of(reference) }), Object.fromEntries(given));
    return element;
  });
  return mapReferences(inputs, (element, reference, properties) => {
    const given = words.get(keyOf(reference));
    return given === undefined ? element : { ...without(element, properties), ...given };
  });
}

/** The properties of an element that may hold its reference; the first one that is given counts. */
type Holders = readonly [string, ...string[]];

function mapReferences(
  inputs: Properties,
  change: (element: Properties, reference: Reference, holders: Holders) => Properties,
): Properties {
  const mapList = (holder: Properties, list: string, kind: Reference["kind"], holders: Holders): Properties => {
    if (!Array.isArray(holder[list])) return holder;
    const elements = elementsOf(holder[list]).map((element): Property => {
      const given = propertiesOf(element);
      const word = holders.map((name) => given[name]).find((value) => !isAbsent(value) && value !== "");
      return typeof word === "string" ? change(given, { kind, word }, holders) : element;
    });
    return { ...holder, [list]: elements };
  };
  const given = propertiesOf(inputs.taskSpec);
  const task = mapList(given, "networksAdvanceds", "network", ["id", "name"]);
  const container = propertiesOf(task.containerSpec);
  const withSecrets = mapList(container, "secrets", "secret", ["secretId"]);
  const withConfigs = mapList(withSecrets, "configs", "config", ["configId"]);
  if (withConfigs !== container) return { ...inputs, taskSpec: { ...task, containerSpec: withConfigs } };
  return task === given ? inputs : { ...inputs, taskSpec: task };
}

function keyOf({ kind, word }: Reference): string {
  return `${kind} ${word}`;
}

function without(properties: Properties, names: readonly string[]): Properties {
  return Object.fromEntries(Object.entries(properties).filter(([name]) => !names.includes(name)));
}
