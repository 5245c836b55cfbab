import { unknown } from "../../swarm/draft";
import type { InspectedPort } from "../../swarm/inspection";
import type { Properties, Property } from "../../provider/handler/properties";
import { elementsOf, propertiesOf, textOf } from "../../provider/mapping/fields/field";
import { kindOf } from "../../provider/mapping/service/mode";
import { differences } from "../../provider/mapping/service/service";
import { changedNames } from "../../provider/resources/service/changedNames";
import type { Attachments } from "../preview/attachments";
import type { PreviewedResource } from "../preview/resources";

/** What a report shows of a service, with its value, and the names that {@link changedNames} has for it. */
const aspects = [
  ["image", /^image$/, imageOf],
  ["mode", /^(replicas|replicated|global|replicatedJob|globalJob|mode)\b/, modeOf],
  ["published ports", /^port\b|^endpointSpec\.ports$/, portsText],
  ["endpoint mode", /^endpointSpec\.mode$/, endpointModeOf],
] as const;

/**
 * What changes in a service. Variables, labels and everything else are named without their values.
 *
 * @param nameOf the name of a network in the program, by URN
 */
export function serviceDetails(
  { before, after, changes }: PreviewedResource,
  attachments: Attachments,
  nameOf: (urn: string) => string,
): string[] {
  if (after === undefined) return before === undefined ? [] : describe(before, attachments.before, nameOf);
  if (before === undefined) return describe(after, attachments.after, nameOf);
  const values = aspects.flatMap(([word, , valueOf]) => {
    const [was, now] = [valueOf(before), valueOf(after)];
    return was === now ? [] : [`${word}: ${was} → ${now}`];
  });
  const names = changedNames(changes ?? differences(before, after), before, after);
  const others = names.filter((name) => !aspects.some(([, pattern]) => pattern.test(name)));
  return [
    ...values,
    ...moves("joins", attachments.after, attachments.before, nameOf),
    ...moves("leaves", attachments.before, attachments.after, nameOf),
    ...(others.length === 0 ? [] : [`changes ${others.join(", ")}`]),
  ];
}

/** The published ports of a service, as an inspection shows them. 0 for a port that Swarm chooses. */
export function portsOf({ endpointSpec }: Properties): InspectedPort[] {
  const ports = elementsOf(propertiesOf(endpointSpec).ports).map(propertiesOf);
  return ports.map(({ protocol, targetPort, publishedPort, publishMode }) => ({
    protocol: textOf(protocol) || "tcp",
    targetPort: Number(textOf(targetPort)),
    publishedPort: Number(textOf(publishedPort) || "0"),
    publishMode: textOf(publishMode) || "ingress",
  }));
}

/** `vip` or `dnsrr`. */
export function endpointModeOf({ endpointSpec }: Properties): string {
  return textOf(propertiesOf(endpointSpec).mode) || "vip";
}

export function imageOf({ taskSpec }: Properties): string {
  return shown(propertiesOf(propertiesOf(taskSpec).containerSpec).image);
}

/** `3 replicas`, `global`, `job of 2 completions`… */
export function modeOf({ mode }: Properties): string {
  const kind = kindOf(mode) ?? "replicated";
  const { replicated, replicatedJob } = propertiesOf(mode);
  if (kind === "replicated") return counted(propertiesOf(replicated).replicas, "replica");
  if (kind === "replicated-job") return `job of ${counted(propertiesOf(replicatedJob).totalCompletions, "completion")}`;
  return kind.replace("-", " ");
}

function counted(value: Property = 1, word: string): string {
  return `${shown(value)} ${word}${value === 1 ? "" : "s"}`;
}

function portsText(service: Properties): string {
  const ports = portsOf(service).map(({ publishedPort, targetPort, protocol, publishMode }) => {
    const published = publishedPort === 0 ? "any" : String(publishedPort);
    return `${published}→${targetPort}/${protocol} (${publishMode})`;
  });
  return ports.sort().join(", ") || "none";
}

function describe(service: Properties, networks: ReadonlySet<string>, nameOf: (urn: string) => string): string[] {
  const names = [...networks].map(nameOf).sort();
  const ports = portsText(service);
  return [
    `image: ${imageOf(service)}`,
    modeOf(service),
    names.length === 0 ? "on no network of the stack" : `on ${names.join(", ")}`,
    ...(ports === "none" ? [] : [`published ports: ${ports}`]),
  ];
}

function moves(
  verb: string,
  networks: ReadonlySet<string>,
  others: ReadonlySet<string>,
  nameOf: (urn: string) => string,
): string[] {
  const names = [...networks].filter((urn) => !others.has(urn)).map(nameOf);
  return names.length === 0 ? [] : [`${verb} ${names.sort().join(", ")}`];
}

function shown(value: Property): string {
  return value === unknown ? "not known yet" : textOf(value);
}
