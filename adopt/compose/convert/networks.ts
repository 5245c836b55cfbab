import { driverOption } from "../../../swarm/options";
import { show } from "../../../swarm/typed";
import type { AdoptedComponent, Value } from "../../model/project";
import { ReferenceExpression } from "../../model/project";
import { field, type MapNode, type Node } from "../source/tree";
import type { Context } from "./context";
import { externalName, member, outside, ownName } from "./context";
import type { Args } from "./values";
import { itemsOf, mapOf } from "./values";

/** Key of the network for services that name none. */
const defaultNetwork = "default";

/** The networks that services use. Docker does not create others, so each of them becomes a remark. */
export function networksOf(services: ReadonlyMap<string, MapNode>, context: Context): AdoptedComponent[] {
  const { networks } = context.sections;
  const used = new Map([...services.values()].flatMap((service) => usedBy(service)));
  for (const [key, network] of networks) {
    if (used.has(key)) continue;
    context.values.report.remark(
      network,
      `network "${key}" is left out: no service uses it, so docker does not create it.`,
    );
  }
  const declared = [...networks.keys()].filter((key) => used.has(key));
  const undeclared = used.has(defaultNetwork) && !networks.has(defaultNetwork) ? [defaultNetwork] : [];
  return [...undeclared, ...declared].map((key) => {
    const network = networks.get(key);
    if (network === undefined) {
      const name = ownName(key, network, context);
      const from = used.get(key);
      return { ...member("OverlayNetwork", key, name, { name }, { place: from?.place ?? noPlace, comments: [] }) };
    }
    return networkOf(key, network, context);
  });
}

const noPlace = { file: "", line: 1, column: 1 };

/** The `networks` of a service. One that names none joins the default network. */
export function attachmentsOf(service: MapNode, owner: string, context: Context): Value {
  return usedBy(service).flatMap(([key, attachment]): Value[] => {
    const { values, sections } = context;
    if (key !== defaultNetwork && !sections.networks.has(key)) {
      const fix = `Add it below the top-level 'networks', or remove it here.`;
      values.report.problems.add(attachment.place, `network ${show(key)} of ${owner} is not defined. ${fix}`);
      return [];
    }
    const options = mapOf(attachment);
    const [aliases, driver] = [field(options, "aliases"), field(options, "driver_opts")];
    const reference = new ReferenceExpression("OverlayNetwork", key, "attach", {
      ...(itemsOf(aliases).length > 0 && aliases !== undefined && { aliases: values.list(aliases) }),
      ...(driver !== undefined && { driverOptions: values.map(driver, owner) }),
    });
    return [attachment === service ? reference : values.commented(attachment, reference)];
  });
}

/** The keys of the networks of a service, with what the service says about each. */
function usedBy(service: MapNode): (readonly [string, Node])[] {
  const networks = mapOf(field(service, "networks"));
  return networks === undefined || networks.entries.size === 0 ? [[defaultNetwork, service]] : [...networks.entries];
}

function networkOf(key: string, network: MapNode, context: Context): AdoptedComponent {
  const { values } = context;
  const external = externalName(key, network, context);
  if (external !== undefined) return outside("OverlayNetwork", key, external, network);
  const name = ownName(key, network, context);
  const args = [...network.entries].flatMap(([property, node]): [string, Value][] => {
    const commented = (value: Value): Value => values.commented(node, value);
    switch (property) {
      case "driver": {
        const driver = values.plain(node);
        if (!["", "overlay"].includes(driver)) {
          values.report.problems.add(
            node.place,
            `'driver' ${show(driver)} of network "${key}" is not possible: services attach to ` +
              `overlay networks. Use "overlay".`,
          );
        }
        return [];
      }
      case "driver_opts":
        return Object.entries(driverArgs(mapOf(node), key, context));
      case "ipam":
        return Object.entries(ipamArgs(mapOf(node), context));
      case "internal":
      case "attachable":
        return [[property, commented(values.flag(node))]];
      case "labels":
        return [["labels", commented(values.map(node, `network "${key}"`))]];
      default:
        return [];
    }
  });
  return member("OverlayNetwork", key, name, { name, ...Object.fromEntries(args) }, network);
}

/** Options that have arguments of their own become these. The driver only looks whether `encrypted` is there. */
function driverArgs(options: MapNode | undefined, key: string, { values }: Context): Args {
  const entries = [...(options?.entries ?? [])];
  const others = entries.filter(([name]) => name !== driverOption.encrypted && name !== driverOption.mtu);
  const [encrypted, mtu] = [options?.entries.get(driverOption.encrypted), options?.entries.get(driverOption.mtu)];
  const owner = `network "${key}"`;
  const made = others.map(([name, node]) => [name, values.commented(node, values.text(node, name, owner))] as const);
  return {
    ...(encrypted !== undefined && { encrypted: values.commented(encrypted, true) }),
    ...(mtu !== undefined && { mtu: values.commented(mtu, values.number(mtu)) }),
    ...(made.length > 0 && { driverOptions: Object.fromEntries(made) }),
  };
}

function ipamArgs(ipam: MapNode | undefined, { values }: Context): Args {
  const [driver, config] = [field(ipam, "driver"), field(ipam, "config")];
  const subnets = itemsOf(config).flatMap((entry) => {
    const subnet = field(mapOf(entry), "subnet");
    return subnet === undefined ? [] : [values.commented(entry, { subnet: values.expression(subnet) })];
  });
  // The Engine's own driver goes without saying, as in a program that is written from the swarm.
  const isDefault = driver?.kind === "scalar" && driver.value === "default";
  return {
    ...(driver !== undefined && !isDefault && { ipamDriver: values.expression(driver) }),
    ...(subnets.length > 0 && { subnets }),
  };
}
