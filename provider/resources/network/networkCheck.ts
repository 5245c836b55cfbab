import { unknown, type Draft } from "../../../swarm/draft";
import { checkGatewayBridge } from "../../../swarm/gatewayBridge";
import { checkIngress, checkOnPublishedPortsLabel, type IngressFlags } from "../../../swarm/ingress";
import { checkLabels, type Labels } from "../../../swarm/labels";
import { checkName, checkNetworkName, precedingName } from "../../../swarm/names";
import { checkOptions, driverOption } from "../../../swarm/options";
import { under, type Problem } from "../../../swarm/problem";
import { swarmLabel } from "../../../swarm/swarmLabel";
import { checkSubnets, type Subnet } from "../../../swarm/subnet";
import { show } from "../../../swarm/typed";
import { named } from "../../mapping/automaticName";
import { checkInputs, givenInputs } from "../../mapping/checkInputs";
import { elementsOf, isNote, propertiesOf } from "../../mapping/fields/field";
import { networkDefaults, readNetworkInputs } from "../../mapping/network/networkInputs";
import { networkTable } from "../../mapping/network/networkTable";
import type { CheckFailure, CheckRequest, CheckResult } from "../../handler/handler";
import type { Properties, Property } from "../../handler/properties";
import { below } from "../../handler/propertyPath";
import { declaredIdentity } from "./networkSiblings";

/** The driver whose networks span the swarm. Docker's other drivers make networks of a single node. */
const swarmDriver = "overlay";

/**
 * Gives a name to a network without one, and refuses inputs that the Engine would refuse, drop, or fail on later.
 *
 * @param olds the inputs of the previous deployment, whose name stays
 * @param before those of the network that a new one replaces, whose name the new one must precede
 * @param autoname gives a new name
 */
export function checkNetwork({ olds, before, news, autoname }: CheckRequest): CheckResult {
  const inputs = withPrecedingName(named(withTextOptions(givenInputs(news)), olds, autoname), before);
  const isSwarm = inputs.driver === swarmDriver || inputs.ingress === true;
  const problems = [
    ...(isSwarm ? checkSwarmNetwork(inputs) : checkLocalNetwork(inputs)),
    ...checkGatewayBridge(inputs),
    ...under("labels", checkLabels(inputs.labels as Draft<Labels>)),
    ...checkOnPublishedPortsLabel(inputs),
  ];
  const failures = checkInputs(networkTable, inputs, problems);
  return { inputs, failures: isSwarm ? failures.map(withHarmless) : failures };
}

/**
 * Services are on both networks while one replaces the other, so the name of the new one must sort first. A network
 * keeps the name that it got in this way, also in a renamed stack, whose identities are others. The name is not the
 * provider's choice if the program fixes it, and services are never on two ingresses.
 */
function withPrecedingName(inputs: Properties, before: Properties | undefined): Properties {
  const { name } = inputs;
  if (before === undefined || typeof before.name !== "string" || typeof name !== "string") return inputs;
  const [oldLabels, labels] = [before, inputs].map((one) => readNetworkInputs(one).labels);
  const [old, identity] = [declaredIdentity(oldLabels), declaredIdentity(labels)];
  const isFixed = labels?.some(({ label }) => label === swarmLabel.spec.key) === true;
  if (inputs.ingress === true || isFixed || old === undefined || identity === undefined) return inputs;
  const preceding = precedingName(name, before.name);
  return preceding === before.name || old === identity ? { ...inputs, name: preceding } : inputs;
}

/** The official plugin deploys auxiliary addresses, and a refresh takes them out of the inputs in the state. */
function withHarmless(failure: CheckFailure): CheckFailure {
  return failure.property.endsWith(".auxAddress") ? { ...failure, isHarmless: true } : failure;
}

/** The Engine's options are text. A number or boolean becomes its text, as in the official plugin. */
function withTextOptions(news: Properties): Properties {
  const asText = (value: Property): Property =>
    typeof value === "number" || typeof value === "boolean" ? String(value) : value;
  const changed = ["options", "ipamOptions"].flatMap((name): Array<[string, Properties]> => {
    const map = news[name];
    if (typeof map !== "object" || map === null || Array.isArray(map)) return [];
    const entries = Object.entries(givenInputs(map));
    return [[name, Object.fromEntries(entries.map(([key, value]) => [key, asText(value)]))]];
  });
  return { ...news, ...Object.fromEntries(changed) };
}

/** Swarm's requirements, and inputs that it would silently ignore. */
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
      reason:
        "'ipv6' true has no effect on a swarm network: Swarm gives services and tasks IPv4 addresses only. Leave " +
        "'ipv6' out.",
    });
  }
  if (inputs.ingress === true && inputs.internal === true) {
    problems.push({
      path: "internal",
      reason:
        `'internal' true has no effect on an ingress network: the nodes ignore it, since published ports lead ` +
        `outside. Leave 'internal' out.`,
    });
  }
  problems.push(...checkVxlanCount(inputs));
  return problems;
}

/** Without a driver, the docker package's default `bridge` applies, so an ingress must set `overlay`. */
function ingressFlags(inputs: Properties): Draft<IngressFlags> {
  return { ...networkDefaults, ...inputs };
}

/** Swarm cannot store auxiliary addresses: the Engine checks them and then drops them. */
function checkAuxAddresses(inputs: Properties): Problem[] {
  return elementsOf(inputs.ipamConfigs).flatMap((config, i) => {
    const addresses = Object.entries(propertiesOf(propertiesOf(config).auxAddress)).filter(([key]) => !isNote(key));
    if (addresses.length === 0) return [];
    return [
      {
        path: `ipamConfigs[${i}].auxAddress`,
        reason:
          `'auxAddress' ${show(Object.fromEntries(addresses))} has no effect on a swarm network: the Engine drops ` +
          `it. To keep addresses free, let 'ipRange' name the part of the subnet that may be given out.`,
      },
    ];
  });
}

function checkVxlanCount(inputs: Properties): Problem[] {
  const list = propertiesOf(inputs.options)[driverOption.vxlanIds];
  if (typeof list !== "string") return [];
  const [ids, needed] = [list.split(",").length, Math.max(1, elementsOf(inputs.ipamConfigs).length)];
  if (ids === needed) return [];
  return [
    {
      path: below("options", driverOption.vxlanIds),
      reason:
        `'${driverOption.vxlanIds}' ${show(list)} has ${ids} ids for ${needed} subnet${needed === 1 ? "" : "s"}. ` +
        `Give one id a subnet, or leave the option out.`,
    },
  ];
}

/** A network of a single node. Swarm's rules about DNS names and IPv4 do not apply. */
function checkLocalNetwork(inputs: Properties): Problem[] {
  const problems = inputs.driver === unknown ? [] : under("name", checkLocalName(inputs.name));
  elementsOf(inputs.ipamConfigs).forEach((config, i) => {
    const { subnet } = propertiesOf(config);
    // A local network may use IPv6 and small subnets, so this refuses only what is wrong in every network.
    if (typeof subnet === "string" && !subnet.includes(":") && !/\/3[0-2]$/.test(subnet)) {
      const found = checkSubnets([config] as Draft<readonly Subnet[]>);
      problems.push(
        ...found.map(({ path, reason }) => ({ path: `ipamConfigs${path.replace("[0]", `[${i}]`)}`, reason })),
      );
    }
  });
  return problems;
}

function checkLocalName(name: Property): Problem[] {
  if (typeof name !== "string") return [];
  // Dots are allowed here, because the name is not part of a DNS name.
  return ["bridge", "host", "none", "default"].includes(name)
    ? checkNetworkName(name)
    : checkName(name.replace(/\./g, "-")).map(({ path }) => ({
        path,
        reason:
          `'name' ${show(name)} is not a name that Docker accepts: letters, digits, hyphens, underscores and dots. ` +
          'Use e.g. "backend".',
      }));
}
