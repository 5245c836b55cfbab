import { hashedNetworkName } from "../../../swarm/names";
import { driverOption } from "../../../swarm/options";
import { scopedName, stackLabel } from "../../../swarm/stack";
import { swarmLabel } from "../../../swarm/swarmLabel";
import { elementsOf, propertiesOf, textOf } from "../../mapping/fields/field";
import { hasDefaultGateway } from "../../mapping/network/networkAddresses";
import { hasUnknown, readNetworkInputs, type IpamInput } from "../../mapping/network/networkInputs";
import type { Properties, Property } from "../../handler/properties";

/** The three sides of a comparison. */
interface Sides {
  readonly oldInputs: Properties;
  readonly live: Properties;
  readonly newInputs: Properties;
}

/**
 * A network that another client created, and that a component has taken over. It has neither the name nor the labels
 * that the component would give to a new network, and the Engine can change neither, so both count as given: the
 * network is replaced when something else changes.
 *
 * Right after the import, the old inputs do not have the labels either. The new inputs must then describe the live
 * network: the hash of the component covers subnets and options as well, whose changes the CLI does not show, because
 * the component ignores what the Engine adds to them.
 *
 * @returns the old inputs and the state as if the component had created the network; `undefined` for other networks
 */
export function asTakenOver({
  oldInputs,
  live,
  newInputs,
}: Sides): { readonly before: Properties; readonly live: Properties } | undefined {
  const owner = labelOf(newInputs, swarmLabel.identity.key);
  if (live.driver !== "overlay" || owner === undefined || labelOf(live, swarmLabel.identity.key) !== undefined) {
    return undefined;
  }
  const isKnown = labelOf(oldInputs, swarmLabel.identity.key) !== undefined;
  if (!isKnown && !describes(newInputs, live, owner)) return undefined;
  const given = isKnown ? oldInputs : newInputs;
  const labels = elementsOf(given.labels).filter(isOwn);
  const completed = (properties: Properties): Properties => ({
    ...properties,
    name: given.name,
    labels: [...elementsOf(properties.labels).filter((label) => !isOwn(label)), ...labels],
  });
  return { before: completed(oldInputs), live: completed(live) };
}

/** Whether the hash that a component has computed from its arguments is that of the live network. */
function describes(newInputs: Properties, live: Properties, owner: string): boolean {
  const { name } = newInputs;
  const fixedHash = labelOf(newInputs, swarmLabel.spec.key);
  if (hasUnknown(newInputs) || (fixedHash !== undefined && name !== live.name)) return false;
  const logicalName = owner.split("/").slice(2).join("/");
  const stack = labelOf(newInputs, stackLabel.namespace);
  const base = stack === undefined || fixedHash !== undefined ? logicalName : scopedName(stack, logicalName);
  const labels = elementsOf(newInputs.labels).filter((one) => propertiesOf(one).label !== swarmLabel.spec.key);
  return declaredForms(live, newInputs).some((ignored) => {
    const spec = { ...newInputs, ...ignored, name: undefined, labels };
    const hashed = hashedNetworkName(base, spec);
    return fixedHash === undefined ? hashed === name : hashed.endsWith(`-${fixedHash}`);
  });
}

/** What a component ignores changes of. */
interface Ignored {
  readonly options: Readonly<Record<string, string>> | undefined;
  readonly ipamConfigs: readonly IpamInput[] | undefined;
}

/**
 * The options and subnets that a program can have declared for a live network. The Engine does not say which subnets
 * and gateways it has chosen itself.
 *
 * @param imported the inputs with the ignored properties of the import: without what the Engine can have chosen
 */
function declaredForms(live: Properties, imported: Properties): Ignored[] {
  const { options = {}, ipamConfigs = [] } = readNetworkInputs(live);
  const declared = Object.entries(options).filter(([key]) => key !== driverOption.vxlanIds);
  const written = declared.map(([key, value]) => [key, key === driverOption.encrypted ? "true" : value]);
  const common = {
    options: written.length === 0 ? undefined : (Object.fromEntries(written) as Record<string, string>),
  };
  const withoutGateways = ipamConfigs.map((config) => (hasDefaultGateway(config) ? withoutGateway(config) : config));
  return [readNetworkInputs(imported).ipamConfigs, withoutGateways, ipamConfigs].map((subnets) => ({
    ...common,
    ipamConfigs: subnets,
  }));
}

function withoutGateway({ subnet, ipRange }: IpamInput): IpamInput {
  return { ...(subnet !== undefined && { subnet }), ...(ipRange !== undefined && { ipRange }) };
}

function isOwn(label: Property): boolean {
  const { label: key } = propertiesOf(label);
  return key === swarmLabel.identity.key || key === swarmLabel.spec.key;
}

function labelOf(properties: Properties, key: string): string | undefined {
  const label = elementsOf(properties.labels).find((one) => propertiesOf(one).label === key);
  return label === undefined ? undefined : textOf(propertiesOf(label).value);
}
