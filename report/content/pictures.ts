import type { Mark, Topology } from "../../inspect/topology/topology";
import { isEncrypted } from "../../swarm/options";
import { freeAddresses } from "../../swarm/capacity";
import { groupedBy } from "../../provider/inspection/groupedBy";
import { propertiesOf, textOf } from "../../provider/mapping/fields/field";
import { kindOf } from "../../provider/mapping/service/mode";
import type { Attachments } from "../preview/attachments";
import { networkType, serviceType, type Action, type PreviewedResource } from "../preview/resources";
import { tasksOf } from "./addressUse";
import { effectiveMtuOf, subnetsOf } from "./networkDetails";
import type { AddressUse } from "./report";
import { endpointModeOf, imageOf, portsOf } from "./serviceDetails";

/** The networks and services of a stack, before or after an update. */
export type Picture = Topology;

type Side = "before" | "after";

const usesOf = groupedBy<AddressUse>(({ network }) => [network]);

/**
 * Draws the networks and services of a stack on one side of an update, with a mark on each that changes. The ids are
 * URNs, so that both sides have the same.
 */
export function pictureOf(
  side: Side,
  stack: string,
  resources: readonly PreviewedResource[],
  attachments: ReadonlyMap<string, Attachments>,
  uses: readonly AddressUse[],
): Picture {
  const here = resources.filter((resource) => resource[side] !== undefined);
  const networks = here.filter(({ type }) => type === networkType);
  const services = here.filter(({ type }) => type === serviceType);
  return {
    host: side === "before" ? "before the update" : "after the update",
    stack,
    networks: networks.map((network) => networkItem(network, side, uses)),
    services: services.map((service) => serviceItem(service, side, attachments)),
    tasks: [],
    nodes: [],
    marks: Object.fromEntries([
      ...[...networks, ...services].flatMap((resource) => markOf(resource, side)),
      ...services.flatMap((service) => linkMarks(service.urn, side, attachments)),
    ]),
  };
}

const marks: Readonly<Record<Side, Readonly<Partial<Record<Action, Mark>>>>> = {
  before: { delete: "removed", replace: "changed", update: "changed" },
  after: { create: "added", replace: "changed", update: "changed" },
};

function markOf({ urn, type, action }: PreviewedResource, side: Side): [string, Mark][] {
  const mark = marks[side][action];
  return mark === undefined ? [] : [[`${type === networkType ? "network" : "service"}:${urn}`, mark]];
}

/** Marks of the lines that only one side has: `link:<service> <network>`. */
function linkMarks(service: string, side: Side, attachments: ReadonlyMap<string, Attachments>): [string, Mark][] {
  const { before, after } = attachments.get(service) ?? { before: new Set<string>(), after: new Set<string>() };
  const [own, other] = side === "before" ? [before, after] : [after, before];
  const mark = side === "before" ? "removed" : "added";
  return [...own].filter((network) => !other.has(network)).map((network) => [`link:${service} ${network}`, mark]);
}

function networkItem(
  { urn, name, state, ...resource }: PreviewedResource,
  side: Side,
  uses: readonly AddressUse[],
): Picture["networks"][number] {
  const inputs = resource[side] ?? {};
  const isAllocated = side === "before" || resource.action === "same" || resource.action === "update";
  const blocks = subnetsOf(inputs, isAllocated ? state : undefined);
  const subnets = blocks.map((subnet) => ({ subnet, usable: freeAddresses({ subnet }) }));
  const usable = subnets.reduce((sum, subnet) => sum + subnet.usable, 0);
  const used = usesOf(uses, name)[0]?.[side] ?? 0;
  const mtu = effectiveMtuOf(inputs);
  return {
    id: urn,
    name: textOf(inputs.name),
    programName: name,
    driver: textOf(inputs.driver) || "overlay",
    ingress: inputs.ingress === true,
    encrypted: isEncrypted(propertiesOf(inputs.options)),
    internal: inputs.internal === true,
    attachable: inputs.attachable === true,
    ...(mtu === undefined ? {} : { effectiveMtu: mtu }),
    vxlanIds: [],
    subnets,
    addresses: { usable, used, free: Math.max(0, usable - used), source: "computed" },
    labels: {},
  };
}

function serviceItem(
  { urn, name, ...resource }: PreviewedResource,
  side: Side,
  attachments: ReadonlyMap<string, Attachments>,
): Picture["services"][number] {
  const inputs = resource[side] ?? {};
  const tasks = tasksOf(inputs);
  const kind = kindOf(inputs.mode) ?? "replicated";
  return {
    id: urn,
    name: textOf(inputs.name),
    programName: name,
    image: imageOf(inputs),
    mode: kind === "replicated-job" ? "replicated job" : kind === "global-job" ? "global job" : kind,
    endpointMode: endpointModeOf(inputs),
    desiredTasks: tasks === "global" ? 0 : tasks,
    runningTasks: 0,
    ports: portsOf(inputs),
    labels: {},
    attachments: [...(attachments.get(urn)?.[side] ?? [])].map((network) => ({
      network,
      aliases: [],
      virtualIp: undefined,
    })),
    unlisted: [],
  };
}
