import { unknown, type Draft } from "../../../swarm/draft";
import { onPublishedPortsOf } from "../../../swarm/ingress";
import { type Labels } from "../../../swarm/labels";
import { isInstruction, swarmLabel } from "../../../swarm/swarmLabel";
import { isHashedName } from "../../../swarm/names";
import { driverOption } from "../../../swarm/options";
import { keyPath } from "../../../swarm/typed";
import { overlaps, sameBlock } from "../../../swarm/cidr";
import { hasDefaultGateway } from "../../mapping/network/networkAddresses";
import { asRecord, networkDefaults } from "../../mapping/network/networkInputs";
import { isAutomatic } from "../../mapping/automaticName";
import { isOfOneOverlay } from "./networkReplacement";
import type { Difference, PropertyChange } from "../../handler/handler";
import type { Properties, Property } from "../../handler/properties";

/** The three sides of a comparison: what was asked for, what there is, what is asked for now. */
interface Sides {
  readonly oldInputs: Properties;
  /** Empty where there is no state to look at. */
  readonly oldState: Properties;
  readonly newInputs: Properties;
}

/**
 * Compares what is asked for with what there is. A network cannot be changed in place, so every difference is a replacement, but for
 * labels that speak to the provider alone.
 *
 * An input that is given has to be what the network is. One that is left out leaves the choice to the Engine: it differs only
 * when it was given before and the Engine would choose otherwise. So nothing that the Engine adds is ever a difference, whoever
 * wrote it into the state: an allotted subnet or gateway, a VXLAN id, a default.
 *
 * @returns changes by path; a path with an index is that of the new list, of the old one for what is removed
 */
export function networkChanges(given: Sides): Map<string, PropertyChange> {
  // A create that was cut short leaves a network without driver and subnet: nothing is known of it but what was asked for.
  const sides = given.oldState.driver === "" ? { ...given, oldState: {} } : given;
  const ingress = sides.newInputs.ingress === true && sides.oldState.ingress !== false;
  return new Map([
    ...(ingress ? ingressNameChanges(sides) : scalarChanges(sides, "name", undefined)),
    ...Object.entries(networkDefaults).flatMap(([name, value]) => scalarChanges(sides, name, value)),
    ...mapChanges(sides, "options"),
    ...mapChanges(sides, "ipamOptions"),
    ...subnetChanges(sides),
    ...labelChanges(ingress ? withoutIdentity(sides) : sides),
  ]);
}

/**
 * @param ignoreChanges the resource option: these properties arrive with their old values, while a replacement is made with the
 *   new ones, so what really changes is not to be seen here
 */
export function networkDifference(sides: Sides, ignoreChanges: readonly string[]): Difference {
  const changes = networkChanges(sides);
  const hidden = ignoreChanges.length > 0 && changes.size > 0;
  return { changes, deleteBeforeReplace: mustGoFirst(sides, ignoreChanges), detailed: !hidden };
}

/**
 * Whether the old network is in the way of the new one: by its name, by its subnet, or because there is only one ingress. One that may
 * suspend ports takes the place of the old one in a single swap.
 */
function mustGoFirst({ oldInputs, oldState, newInputs }: Sides, ignoreChanges: readonly string[]): boolean {
  const isIngress = [newInputs, oldInputs].map(({ ingress }) => ingress === true);
  if (isIngress.includes(true)) {
    return isIngress.includes(false) || onPublishedPortsOf(newInputs.labels as Draft<Labels>) !== "suspend";
  }
  // The create makes way for it without an outage (networkTransition.ts).
  if (isOfOneOverlay(oldState, newInputs)) return false;
  if (!isAutomatic(newInputs) && newInputs.name === (oldState.name ?? oldInputs.name)) return true;
  if (ignoreChanges.some((path) => path.startsWith("ipamConfigs"))) return false;
  const [olds, news] = [subnetsOf(oldState.ipamConfigs), subnetsOf(newInputs.ipamConfigs)];
  return news.some((subnet) => olds.some((old) => overlaps(subnet, old)));
}

/** An ingress that is adopted keeps its name. Only a new wish counts. */
function ingressNameChanges({ oldInputs, oldState, newInputs }: Sides): Change[] {
  const same = newInputs.name === oldInputs.name || newInputs.name === oldState.name;
  return same ? [] : [["name", replacement(oldInputs.name, newInputs.name)]];
}

/** Whether nobody has chosen the name of a network: the provider has, or its component. */
export function isNameless(inputs: Properties): boolean {
  return isAutomatic(inputs) || (typeof inputs.name === "string" && isHashedName(inputs.name));
}

type Change = [path: string, change: PropertyChange];

function scalarChanges({ oldInputs, oldState, newInputs }: Sides, name: string, byDefault: Property): Change[] {
  const before = present(oldInputs[name]);
  const after = present(newInputs[name]);
  const is = either(present(oldState[name]), either(before, byDefault));
  return is === either(after, byDefault) ? [] : [[name, replacement(before, after)]];
}

function mapChanges({ oldInputs, oldState, newInputs }: Sides, name: string): Change[] {
  if (newInputs[name] === unknown) return [[name, replacement(oldInputs[name], unknown)]];
  const [before, after] = [asRecord(oldInputs[name]) ?? {}, asRecord(newInputs[name]) ?? {}];
  const is = asRecord(oldState[name]) ?? before;
  const changes: Change[] = [];
  for (const key of keysOf(before, after)) {
    const path = name + bracketed(key);
    if (after[key] === undefined || after[key] === null) {
      // The VXLAN ids come back when nobody names them; what the Engine does not have need not go.
      if (key === driverOption.vxlanIds || is[key] === undefined) continue;
      changes.push([path, "delete-replace"]);
    } else if (!sameOption(key, is[key], after[key])) {
      // An empty text is a value here.
      changes.push([path, before[key] === undefined ? "add-replace" : "update-replace"]);
    }
  }
  return changes;
}

/** The driver asks whether `encrypted` is there and never what it says. */
function sameOption(key: string, is: Property, wanted: Property): boolean {
  if (key === driverOption.encrypted) return is !== undefined && wanted !== unknown;
  return is === wanted;
}

function subnetChanges({ oldInputs, oldState, newInputs }: Sides): Change[] {
  return listChanges(
    "ipamConfigs",
    { oldInputs, oldState, newInputs },
    {
      sameItem: (a, b) => sameBlock(textOf(a.subnet), textOf(b.subnet)),
      itemChanges: (is, before, after) => [
        ...addressChanges(is, before, after),
        ...fieldChanges("ipRange", is, after, (a, b) => sameBlock(textOf(a), textOf(b))),
        ...mapChanges({ oldInputs: before, oldState: is, newInputs: after }, "auxAddress"),
      ],
    },
  );
}

/** A gateway that is left out is the Engine's to choose; one that the Engine would have chosen need not change for that. */
function addressChanges(is: Properties, before: Properties, after: Properties): Change[] {
  if (present(after.gateway) === undefined) {
    const chosen = hasDefaultGateway({
      subnet: textOf(is.subnet),
      gateway: textOf(is.gateway),
      ipRange: textOf(is.ipRange),
    });
    return present(before.gateway) === undefined || chosen ? [] : [["gateway", "delete-replace"]];
  }
  return fieldChanges("gateway", is, after, (a, b) => sameBlock(textOf(a), textOf(b)));
}

function fieldChanges(
  name: string,
  is: Properties,
  after: Properties,
  same: (a: Property, b: Property) => boolean,
): Change[] {
  const before = present(is[name]);
  const wanted = present(after[name]);
  if (wanted === before || (wanted !== undefined && wanted !== unknown && same(before, wanted))) return [];
  return [[name, replacement(before, wanted)]];
}

function labelChanges(sides: Sides): Change[] {
  return listChanges("labels", sides, {
    sameItem: (a, b) => a.label === b.label,
    itemChanges: (is, _before, after) => (is.value === after.value ? [] : [["value", "update-replace"]]),
    isInPlace: ({ label }) => isInstruction(label),
  });
}

/**
 * Whose an ingress is makes it no other network: one that is adopted does not say it, and another name of the stack is no reason for a
 * swap.
 */
function withoutIdentity({ oldInputs, oldState, newInputs }: Sides): Sides {
  const wanted = (itemsOf(newInputs.labels) ?? []).filter(isIdentity);
  const agreeing = (properties: Properties): Properties => {
    const labels = itemsOf(properties.labels);
    if (labels === undefined && wanted.length === 0) return properties;
    return { ...properties, labels: [...(labels ?? []).filter((entry) => !isIdentity(entry)), ...wanted] };
  };
  return {
    oldInputs: agreeing(oldInputs),
    oldState: Object.keys(oldState).length === 0 ? oldState : agreeing(oldState),
    newInputs,
  };
}

function isIdentity({ label }: Properties): boolean {
  return label === swarmLabel.identity.key;
}

interface ItemRules {
  /** Whether two entries are about the same thing, by what identifies it. */
  sameItem(a: Properties, b: Properties): boolean;
  /** Changes of one entry, paths relative to it. */
  itemChanges(is: Properties, before: Properties, after: Properties): Change[];
  /** Whether an entry changes without a new network. @default never */
  isInPlace?(item: Properties): boolean;
}

/** Compares lists whose order means nothing. */
function listChanges(name: string, { oldInputs, oldState, newInputs }: Sides, rules: ItemRules): Change[] {
  if (newInputs[name] === unknown) return [[name, replacement(oldInputs[name], unknown)]];
  const [before, after] = [itemsOf(oldInputs[name]) ?? [], itemsOf(newInputs[name]) ?? []];
  const is = itemsOf(oldState[name]) ?? before;
  const changes = new Map<string, PropertyChange>();
  const add = (path: string, item: Properties, change: PropertyChange): void => {
    const kind = rules.isInPlace?.(item) === true ? inPlace[change] : change;
    // The old entry of an index went and another one came: for a reader that is one change of this entry.
    const other = changes.get(path);
    const replaces = [kind, other].some((one) => one?.endsWith("-replace") === true);
    changes.set(path, other === undefined ? kind : replaces ? "update-replace" : "update");
  };
  before.forEach((item, i) => {
    const gone = is.some((live) => rules.sameItem(live, item)) && !after.some((wanted) => rules.sameItem(wanted, item));
    if (gone) add(`${name}[${i}]`, item, "delete-replace");
  });
  after.forEach((item, i) => {
    const live = is.find((entry) => rules.sameItem(entry, item));
    if (live === undefined) {
      add(`${name}[${i}]`, item, "add-replace");
      return;
    }
    const index = before.findIndex((entry) => rules.sameItem(entry, item));
    for (const [path, change] of rules.itemChanges(live, before[index] ?? {}, item)) {
      if (index === i || index === -1) add(join(`${name}[${i}]`, path), item, change);
      else {
        // The entry has moved as well, so no single path leads to both of its values.
        add(`${name}[${index}]`, item, "delete-replace");
        add(`${name}[${i}]`, item, "add-replace");
      }
    }
  });
  return [...changes];
}

const inPlace: Readonly<Record<PropertyChange, PropertyChange>> = {
  add: "add",
  "add-replace": "add",
  delete: "delete",
  "delete-replace": "delete",
  update: "update",
  "update-replace": "update",
};

function itemsOf(list: Property): Properties[] | undefined {
  return Array.isArray(list) ? list.map((entry) => asRecord(entry) ?? {}) : undefined;
}

function subnetsOf(configs: Property): string[] {
  return (itemsOf(configs) ?? []).map(({ subnet }) => textOf(subnet)).filter((subnet) => subnet !== undefined);
}

function keysOf(...maps: readonly Properties[]): string[] {
  const keys = maps.flatMap((map) =>
    Object.keys(map).filter((key) => map[key] !== undefined && map[key] !== null && key !== "__defaults"),
  );
  return [...new Set(keys)].sort();
}

function textOf(value: Property): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}

/** The official plugin writes `""` for text that is not there; `null` is nothing either. */
function present(value: Property): Property {
  return value === "" || value === null ? undefined : value;
}

function either(value: Property, otherwise: Property): Property {
  return value === undefined ? otherwise : value;
}

function replacement(before: Property, after: Property): PropertyChange {
  if (present(after) === undefined) return "delete-replace";
  return present(before) === undefined ? "add-replace" : "update-replace";
}

function join(path: string, rest: string): string {
  return rest.startsWith("[") ? path + rest : `${path}.${rest}`;
}

/** An option's key holds dots, which only brackets keep together. */
function bracketed(key: string): string {
  const path = keyPath(key);
  return path.startsWith("[") ? path : `.${path}`;
}
