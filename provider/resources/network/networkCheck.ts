import type { Draft } from "../../../swarm/draft";
import { checkGatewayBridge } from "../../../swarm/gatewayBridge";
import { checkIngress, checkOnPublishedPortsLabel, type IngressFlags } from "../../../swarm/ingress";
import { checkLabels, type Labels } from "../../../swarm/labels";
import { checkName, checkNetworkName } from "../../../swarm/names";
import { checkOptions, driverOption } from "../../../swarm/options";
import { under, type Problem } from "../../../swarm/problem";
import { checkSubnets, type Subnet } from "../../../swarm/subnet";
import { flagOf, keyPath, listOf, recordOf, show, textOf } from "../../../swarm/typed";
import { asRecord, networkDefaults } from "../../mapping/network/networkInputs";
import { named } from "../../mapping/automaticName";
import type { CheckFailure } from "../../handler/handler";
import type { Properties, Property } from "../../handler/properties";

/** Every input of the docker package's Network; `checkDuplicate` is of its version 4, and no longer a choice: see below. */
const flags = ["attachable", "ingress", "internal", "ipv6", "checkDuplicate"] as const;
const texts = ["name", "driver", "ipamDriver"] as const;
const maps = ["options", "ipamOptions"] as const;
const lists = ["ipamConfigs", "labels"] as const;
const known: readonly string[] = [...flags, ...texts, ...maps, ...lists];

const configNames = ["subnet", "gateway", "ipRange", "auxAddress"] as const;
const labelNames = ["label", "value"] as const;

/** Drivers whose networks span the swarm. Any other one of Docker's own makes a network of one node. */
const swarmDriver = "overlay";

/**
 * Names a network that the program gives no name, and refuses what the Engine would refuse, drop or fail on later.
 *
 * @param olds the inputs of the previous deployment: a name that was given out then stays
 * @param autoname gives a new name
 */
export function checkNetwork(
  olds: Properties | undefined,
  news: Properties,
  autoname: () => string,
): { inputs: Properties; failures: CheckFailure[] } {
  const given = withTextOptions(withoutNothing(news));
  const inputs = named(given, olds, autoname);
  const problems = [
    ...checkKnown(inputs),
    ...checkTypes(inputs),
    ...(inputs.driver === swarmDriver || inputs.ingress === true
      ? checkSwarmNetwork(inputs)
      : checkLocalNetwork(inputs)),
    ...checkGatewayBridge(inputs),
    ...under("labels", checkLabels(inputs.labels as Draft<Labels>)),
    ...checkOnPublishedPortsLabel(inputs),
  ];
  const once = new Map(problems.map((problem) => [`${problem.path}\n${problem.reason}`, problem]));
  return { inputs, failures: [...once.values()].map(({ path, reason }) => ({ property: path, reason })) };
}

/** What a program leaves out, and what plugins write for themselves, is no input. */
function withoutNothing(news: Properties): Properties {
  return Object.fromEntries(
    Object.entries(news).filter(([name, value]) => value !== undefined && value !== null && !name.startsWith("__")),
  );
}

/** The Engine's options are text; a number or a flag can only mean its text, as it does to the official plugin. */
function withTextOptions(news: Properties): Properties {
  const asText = (value: Property): Property =>
    typeof value === "number" || typeof value === "boolean" ? String(value) : value;
  const changed = maps.flatMap((name): Array<[string, Properties]> => {
    const map = asRecord(news[name]);
    if (map === undefined) return [];
    const entries = Object.entries(withoutNothing(map));
    return [[name, Object.fromEntries(entries.map(([key, value]) => [key, asText(value)]))]];
  });
  return { ...news, ...Object.fromEntries(changed) };
}

function checkKnown(inputs: Properties): Problem[] {
  return [
    ...unknownNames(inputs, known, "", "docker.Network"),
    ...entriesOf(inputs.ipamConfigs).flatMap(([entry, i]) =>
      unknownNames(entry, configNames, `ipamConfigs[${i}]`, "subnet"),
    ),
    ...entriesOf(inputs.labels).flatMap(([entry, i]) => unknownNames(entry, labelNames, `labels[${i}]`, "label")),
  ];
}

function unknownNames(given: Properties, names: readonly string[], path: string, what: string): Problem[] {
  const others = Object.keys(given).filter((name) => !names.includes(name) && !name.startsWith("__"));
  return others.map((name) => ({
    path: path === "" ? name : path + dotted(name),
    reason: `A ${what} has no input '${name}'. It has ${names.join(", ")}.`,
  }));
}

function entriesOf(list: Property): Array<[Properties, number]> {
  return Array.isArray(list) ? list.map((entry, i) => [asRecord(entry) ?? {}, i]) : [];
}

function checkTypes(inputs: Properties): Problem[] {
  const problems: Problem[] = [];
  for (const name of flags) flagOf(inputs[name], name, name, problems);
  for (const name of texts) textOf(inputs[name], name, name, name === "name" ? `"backend"` : `"overlay"`, problems);
  listOf(inputs.ipamConfigs, "ipamConfigs", "ipamConfigs", problems);
  for (const name of maps) {
    for (const [key, value] of Object.entries(recordOf(inputs[name], name, name, problems))) {
      textOf(value, name + dotted(key), key, `"1400"`, problems);
    }
  }
  if (inputs.checkDuplicate === false) {
    problems.push({
      path: "checkDuplicate",
      reason: `'checkDuplicate' false asks for two networks of one name, which the Engine no longer makes. Leave it out.`,
    });
  }
  return problems;
}

/** What Swarm demands, and what it would take without a word and then ignore. */
function checkSwarmNetwork(inputs: Properties): Problem[] {
  const problems: Problem[] = [
    ...under("name", checkNetworkName(inputs.name as Draft<string>)),
    ...under("options", checkOptions(inputs.options as Draft<Readonly<Record<string, string>>>)),
    ...under("ipamConfigs", checkSubnets(inputs.ipamConfigs as Draft<readonly Subnet[]>)),
    ...checkIngress(ingressFlags(inputs)),
    ...checkAuxAddresses(inputs),
  ];
  if (inputs.ipv6 === true) {
    problems.push({
      path: "ipv6",
      reason: `'ipv6' true has no effect on a swarm network: Swarm gives services and tasks IPv4 addresses only. Leave 'ipv6' out.`,
    });
  }
  if (inputs.ingress === true && inputs.internal === true) {
    problems.push({
      path: "internal",
      reason:
        `'internal' true has no effect on an ingress network: the nodes ignore it, since published ports lead outside. ` +
        `Leave 'internal' out.`,
    });
  }
  problems.push(...checkVxlanCount(inputs));
  return problems;
}

/** The driver is the docker package's default, `bridge`, where none is given; an ingress has to say `overlay`. */
function ingressFlags(inputs: Properties): Draft<IngressFlags> {
  return { driver: networkDefaults.driver, ...inputs };
}

/** Swarm's store has no place for auxiliary addresses: the Engine checks them and then drops them. */
function checkAuxAddresses(inputs: Properties): Problem[] {
  const configs = Array.isArray(inputs.ipamConfigs) ? inputs.ipamConfigs : [];
  return configs.flatMap((config, i) => {
    const addresses = Object.entries(asRecord(asRecord(config)?.auxAddress) ?? {}).filter(
      ([key]) => !key.startsWith("__"),
    );
    if (addresses.length === 0) return [];
    return [
      {
        path: `ipamConfigs[${i}].auxAddress`,
        reason:
          `'auxAddress' ${show(Object.fromEntries(addresses))} has no effect on a swarm network: the Engine drops it. To keep ` +
          `addresses free, let 'ipRange' name the part of the subnet that may be given out.`,
      },
    ];
  });
}

function checkVxlanCount(inputs: Properties): Problem[] {
  const list = asRecord(inputs.options)?.[driverOption.vxlanIds];
  if (typeof list !== "string") return [];
  const subnets = Array.isArray(inputs.ipamConfigs) ? inputs.ipamConfigs.length : 0;
  const [ids, needed] = [list.split(",").length, Math.max(1, subnets)];
  if (ids === needed) return [];
  return [
    {
      path: `options${dotted(driverOption.vxlanIds)}`,
      reason:
        `'${driverOption.vxlanIds}' ${show(list)} has ${ids} ids for ${needed} subnet${needed === 1 ? "" : "s"}. ` +
        `Give one id a subnet, or leave the option out.`,
    },
  ];
}

/** A network of one node: the rules of DNS names and IPv4 are Swarm's, so few are left. */
function checkLocalNetwork(inputs: Properties): Problem[] {
  const problems = typeof inputs.driver === "symbol" ? [] : under("name", checkLocalName(inputs.name));
  for (const [config, i] of entriesOf(inputs.ipamConfigs)) {
    const { subnet } = config;
    // A local network may have IPv6 and small subnets: only what is wrong in any network is refused.
    if (typeof subnet === "string" && !subnet.includes(":") && !/\/3[0-2]$/.test(subnet)) {
      const found = checkSubnets([config] as Draft<readonly Subnet[]>);
      problems.push(
        ...found.map(({ path, reason }) => ({ path: `ipamConfigs${path.replace("[0]", `[${i}]`)}`, reason })),
      );
    }
  }
  return problems;
}

function checkLocalName(name: Property): Problem[] {
  if (typeof name !== "string") return [];
  // Dots are allowed here: the name is no part of a DNS name.
  return ["bridge", "host", "none", "default"].includes(name)
    ? checkNetworkName(name)
    : checkName(name.replace(/\./g, "-")).map(({ path }) => ({
        path,
        reason: `'name' ${show(name)} is not a name that Docker accepts: letters, digits, hyphens, underscores and dots. Use e.g. "backend".`,
      }));
}

function dotted(key: string): string {
  const path = keyPath(key);
  return path.startsWith("[") ? path : `.${path}`;
}
