import type { Draft } from "../../../swarm/draft";
import { overlaps } from "../../../swarm/cidr";
import { onPublishedPortsOf } from "../../../swarm/ingress";
import type { Labels } from "../../../swarm/labels";
import { isHashedName } from "../../../swarm/names";
import { swarmLabel } from "../../../swarm/swarmLabel";
import { elementsOf, isAbsent, propertiesOf, propertyChanges, textOf } from "../../mapping/fields/field";
import { networkTable } from "../../mapping/network/networkTable";
import { isAutomatic } from "../../mapping/automaticName";
import { asTakenOver } from "./networkTakeover";
import { isOfOneOverlay } from "./networkReplacement";
import type { Difference, PropertyChange } from "../../handler/handler";
import type { Properties, Property } from "../../handler/properties";

/** The three sides of a comparison. */
interface Sides {
  readonly oldInputs: Properties;
  /** Empty if there is no state to look at. */
  readonly oldState: Properties;
  readonly newInputs: Properties;
}

/**
 * Compares the inputs with the live network. The Engine cannot change a network, so every difference is a replacement,
 * except a label that is an instruction to the provider.
 *
 * A declared input must match the network. An absent input leaves the choice to the Engine: it differs only if it was
 * declared before and the Engine would choose another value. So the Engine's additions are never a difference, no
 * matter which plugin wrote them into the state: an allocated subnet or gateway, a VXLAN id, a default.
 *
 * @returns changes by path; an index in a path is that of the new list, or that of the old list for a removed element
 */
export function networkChanges({ oldInputs, oldState, newInputs }: Sides): Map<string, PropertyChange> {
  // An interrupted create leaves a network without driver and subnet: then only the inputs are known.
  const live = oldState.driver === "" ? {} : oldState;
  const isIngress = newInputs.ingress === true && live.ingress !== false;
  const sides = isIngress
    ? asAdopted(oldInputs, live, newInputs)
    : (asTakenOver({ oldInputs, live, newInputs }) ?? { before: oldInputs, live });
  const changes = networkTable.differences("", sides.before, newInputs, sides.live);
  return propertyChanges(changes.filter(({ path }) => !isWithoutEffect(path, newInputs)));
}

/**
 * Whether a property has no effect on a swarm network, so that a difference does not replace it. The Engine drops
 * auxiliary addresses. It stores the flag for IPv6, but Swarm ignores that flag.
 */
function isWithoutEffect(path: string, { driver, ingress, ipv6 }: Properties): boolean {
  if (driver !== "overlay" && ingress !== true) return false;
  return /^ipamConfigs\[\d+\]\.auxAddress\b/.test(path) || (path === "ipv6" && isAbsent(ipv6));
}

/**
 * @param ignoreChanges the resource option: the CLI sends the old values of these properties, but replaces with the new
 *   ones, so the provider does not see what really changes
 */
export function networkDifference(sides: Sides, ignoreChanges: readonly string[]): Difference {
  const changes = networkChanges(sides);
  const hidden = ignoreChanges.length > 0 && changes.size > 0;
  return { changes, deleteBeforeReplace: mustGoFirst(sides, ignoreChanges), detailed: !hidden };
}

/**
 * Whether the old network is in the way of the new one: by its name, by its subnet, or because a swarm has only one
 * ingress. An ingress that may suspend published ports takes the place of the old one in a single swap.
 */
function mustGoFirst({ oldInputs, oldState, newInputs }: Sides, ignoreChanges: readonly string[]): boolean {
  const isIngress = [newInputs, oldInputs].map(({ ingress }) => ingress === true);
  if (isIngress.includes(true)) {
    return isIngress.includes(false) || onPublishedPortsOf(newInputs.labels as Draft<Labels>) !== "suspend";
  }
  // The create makes room for it without an outage (networkTransition.ts).
  if (isOfOneOverlay(oldState, newInputs)) return false;
  if (!isAutomatic(newInputs) && newInputs.name === (oldState.name ?? oldInputs.name)) return true;
  if (ignoreChanges.some((path) => path.startsWith("ipamConfigs"))) return false;
  const [olds, news] = [subnetsOf(oldState.ipamConfigs), subnetsOf(newInputs.ipamConfigs)];
  return news.some((subnet) => olds.some((old) => overlaps(subnet, old)));
}

/** Whether the provider or a component, not the user, has chosen the name of a network. */
export function isNameless(inputs: Properties): boolean {
  return isAutomatic(inputs) || (typeof inputs.name === "string" && isHashedName(inputs.name));
}

/**
 * An adopted ingress keeps its name, so only a change of the declared name counts. It also has no label that says which
 * stack owns it, and a renamed stack must not cause a swap, so the owner label is never a difference.
 */
function asAdopted(
  oldInputs: Properties,
  oldState: Properties,
  newInputs: Properties,
): { readonly before: Properties; readonly live: Properties } {
  const wanted = elementsOf(newInputs.labels).filter(isIdentity);
  const agreeing = (properties: Properties): Properties => {
    if (properties.labels === undefined && wanted.length === 0) return properties;
    return { ...properties, labels: [...elementsOf(properties.labels).filter((one) => !isIdentity(one)), ...wanted] };
  };
  const isKept = newInputs.name === oldInputs.name || newInputs.name === oldState.name;
  const live = Object.keys(oldState).length === 0 ? oldState : agreeing(oldState);
  return { before: agreeing(oldInputs), live: { ...live, name: isKept ? newInputs.name : oldInputs.name } };
}

function isIdentity(label: Property): boolean {
  return propertiesOf(label).label === swarmLabel.identity.key;
}

function subnetsOf(configs: Property): string[] {
  return elementsOf(configs)
    .map((config) => textOf(propertiesOf(config).subnet))
    .filter((subnet) => subnet !== "");
}
