import { unknown } from "../../swarm/draft";
import { effectiveMtu } from "../../swarm/mtu";
import { driverOption, isEncrypted } from "../../swarm/options";
import type { Properties } from "../../provider/handler/properties";
import { elementsOf, propertiesOf, textOf } from "../../provider/mapping/fields/field";
import type { PreviewedResource } from "../preview/resources";

type Aspect = readonly [word: string, textOf: (network: Properties) => string];

/** What a report shows of a network, with its value. */
const aspects: readonly Aspect[] = [
  ["subnets", (network) => blocksOf(network, "subnet").join(", ") || "chosen by Swarm"],
  ["gateways", (network) => blocksOf(network, "gateway").join(", ") || "chosen by Swarm"],
  ["ranges", (network) => blocksOf(network, "ipRange").join(", ") || "whole subnets"],
  ["encrypted", (network) => yesOrNo(isEncrypted(propertiesOf(network.options)))],
  ["internal", ({ internal }) => yesOrNo(internal === true)],
  ["attachable", ({ attachable }) => yesOrNo(attachable === true)],
  ["IPv6", ({ ipv6 }) => yesOrNo(ipv6 === true)],
  ["effective MTU", mtuOf],
  ["driver", ({ driver }) => textOf(driver) || "bridge"],
];

/** What changes in a network. Labels and other options are named without their values. */
export function networkDetails({ action, before, state, after }: PreviewedResource): string[] {
  if (after === undefined) return before === undefined ? [] : describe({ ...state, ...before });
  if (before === undefined) return describe(after);
  if (action === "same") return [];
  const values = aspects.flatMap(([word, valueOf]) => {
    const [was, now] = [valueOf(before), valueOf(after)];
    return was === now ? [] : [`${word}: ${was} → ${now}`];
  });
  return [...values, ...namedChanges("label", labelsOf(before), labelsOf(after)), ...optionChanges(before, after)];
}

/** The subnets of a network: those that the program gives, or else those that Swarm has chosen. */
export function subnetsOf(inputs: Properties | undefined, state: Properties | undefined): string[] {
  const given = blocksOf(inputs ?? {}, "subnet");
  return given.length > 0 ? given : blocksOf(state ?? {}, "subnet");
}

/** The effective MTU of a network in bytes; `undefined` if the preview does not know it or the driver has none. */
export function effectiveMtuOf({ driver, options, ingress }: Properties): number | undefined {
  if (driver !== "overlay" && ingress !== true) return undefined;
  const { [driverOption.mtu]: mtu, ...others } = propertiesOf(options);
  if (options === unknown || mtu === unknown) return undefined;
  return effectiveMtu(mtu === undefined ? undefined : Number(textOf(mtu)), isEncrypted(others));
}

/** A network that is created or removed, in one line. */
function describe(network: Properties): string[] {
  const mtu = effectiveMtuOf(network);
  const traits = [
    blocksOf(network, "subnet").join(", ") || "subnet chosen by Swarm",
    ...(isEncrypted(propertiesOf(network.options)) ? ["encrypted"] : ["not encrypted"]),
    ...(["internal", "attachable"] as const).filter((trait) => network[trait] === true),
    ...(mtu === undefined ? [] : [`effective MTU ${mtu}`]),
  ];
  return [traits.join(", ")];
}

function blocksOf(network: Properties, key: string): string[] {
  const blocks = elementsOf(network.ipamConfigs).map((entry) => propertiesOf(entry)[key]);
  return blocks.flatMap((block) => (block === unknown ? "not known yet" : textOf(block) || []));
}

function mtuOf(network: Properties): string {
  const mtu = effectiveMtuOf(network);
  return mtu === undefined ? "not known yet" : String(mtu);
}

function yesOrNo(value: boolean): string {
  return value ? "yes" : "no";
}

function labelsOf({ labels }: Properties): Properties {
  const entries = elementsOf(labels).map(propertiesOf);
  return Object.fromEntries(entries.map(({ label, value }) => [textOf(label), value]));
}

/** Changes of what has a name and a value that may be secret. */
function namedChanges(word: string, before: Properties, after: Properties): string[] {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
  return names.flatMap((name) => {
    if (before[name] === after[name]) return [];
    const verb = before[name] === undefined ? "added" : after[name] === undefined ? "removed" : "changed";
    return [`${word} ${JSON.stringify(name)} ${verb}`];
  });
}

function optionChanges(before: Properties, after: Properties): string[] {
  const shown: readonly string[] = [driverOption.encrypted, driverOption.mtu];
  const others = ({ options }: Properties): Properties =>
    Object.fromEntries(Object.entries(propertiesOf(options)).filter(([key]) => !shown.includes(key)));
  return namedChanges("option", others(before), others(after));
}
