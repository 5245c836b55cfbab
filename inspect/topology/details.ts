import type { InspectedPort, InspectedSubnet } from "../../swarm/inspection";
import { taskCount } from "../taskCount";
import { label } from "./cards";
import { connectionsOf, type ItemKey } from "./connections";
import type { BridgeItem, NetworkItem, NodeItem, ServiceItem, TaskItem, Topology } from "./topology";

/** The details that the page shows of an item. */
export interface Details {
  readonly kind: "network" | "service" | "task" | "node" | "bridge";
  readonly title: string;
  /** A description in two or three words, for lists. */
  readonly hint: string;
  /** The text that a search matches, in lower case. */
  readonly search: string;
  /** Names and values. Empty values are left out. */
  readonly facts: ReadonlyArray<readonly [string, string]>;
  /** The items that are highlighted with it, and a note about each connection, such as an address or a state. */
  readonly connected: ReadonlyArray<{ readonly key: ItemKey; readonly note: string }>;
}

type Fact = readonly [string, string | undefined];

/** The details of all items in the picture, by key. */
export function detailsOf(topology: Topology): Readonly<Record<string, Details>> {
  const connections = connectionsOf(topology);
  const notes = notesOf(topology);
  const entry = (key: ItemKey, title: string, hint: string, all: readonly Fact[]): [string, Details] => {
    const facts = all.flatMap(([name, value]) => (value === undefined || value === "" ? [] : [[name, value] as const]));
    const connected = [...(connections.get(key) ?? [])].map((other) => ({
      key: other,
      note: notes.get(pair(key, other)) ?? "",
    }));
    const kind = key.slice(0, key.indexOf(":")) as Details["kind"];
    const search = [title, kind, ...facts.flat()].join("\n").toLowerCase();
    return [key, { kind, title, hint, search, facts, connected }];
  };
  return Object.fromEntries([
    ...topology.networks.map((network) =>
      entry(`network:${network.id}`, label(network), subnetText(network.subnets), networkFacts(network)),
    ),
    ...topology.services.map((service) =>
      entry(`service:${service.id}`, label(service), taskCount(service), serviceFacts(service)),
    ),
    ...topology.nodes.flatMap((node) => [
      entry(`node:${node.id}`, node.name, node.role, nodeFacts(node)),
      ...(node.bridge === undefined
        ? []
        : [entry(`bridge:${node.id}`, node.bridge.name, `on ${node.name}`, bridgeFacts(node.bridge, node))]),
    ]),
    ...topology.tasks.map((task) => entry(`task:${task.id}`, task.name, task.state, taskFacts(task))),
  ]);
}

function networkFacts(network: NetworkItem): Fact[] {
  const { usable, used, free, source } = network.addresses;
  return [
    ["name in the swarm", network.name],
    ["id", network.id],
    ["driver", network.driver],
    ["ingress", yes(network.ingress)],
    ["encrypted", network.encrypted ? "yes" : "no"],
    ["internal", yes(network.internal)],
    ["attachable", yes(network.attachable)],
    ["effective MTU", network.effectiveMtu === undefined ? undefined : `${network.effectiveMtu} bytes`],
    ["VXLAN ids", network.vxlanIds.join(", ")],
    ["subnets", subnetText(network.subnets)],
    ["gateways", network.subnets.flatMap(({ gateway }) => gateway ?? []).join(", ")],
    ["ranges", network.subnets.flatMap(({ ipRange }) => ipRange ?? []).join(", ")],
    [
      "addresses",
      usable === 0
        ? undefined
        : `${used} used, ${free} free of ${usable} (${source === "engine" ? "as the leader counts" : "computed"})`,
    ],
    ...labelFacts(network.labels),
  ];
}

function serviceFacts(service: ServiceItem): Fact[] {
  return [
    ["name in the swarm", service.name],
    ["id", service.id],
    ["image", service.image],
    ["mode", service.mode],
    ["tasks", taskCount(service)],
    ["endpoint mode", service.endpointMode],
    ["published ports", portText(service.ports)],
    ["aliases", [...new Set(service.attachments.flatMap(({ aliases }) => aliases))].join(", ")],
    ["networks not listed", service.unlisted.join(", ")],
    ["last update", service.update],
    ...labelFacts(service.labels),
  ];
}

function taskFacts(task: TaskItem): Fact[] {
  return [
    ["id", task.id],
    ["state", task.state === task.desiredState ? task.state : `${task.state}, to be ${task.desiredState}`],
    ["message", task.message],
    ["ports on its node", portText(task.ports)],
  ];
}

function nodeFacts(node: NodeItem): Fact[] {
  return [
    ["id", node.id],
    ["role", node.role],
    ["state", node.state],
    ["availability", node.availability],
    ["address", node.address],
    ["Engine", node.engine],
    ...labelFacts(node.labels),
  ];
}

function bridgeFacts(bridge: BridgeItem, node: NodeItem): Fact[] {
  return [
    ["node", node.name],
    ["subnets", subnetText(bridge.subnets)],
    ["gateways", bridge.subnets.flatMap(({ gateway }) => gateway ?? []).join(", ")],
    ...Object.entries(bridge.options),
  ];
}

/** The note about each connection. Both directions have the same note. */
function notesOf({ services, tasks, nodes }: Topology): ReadonlyMap<string, string> {
  const notes = new Map<string, string>();
  const note = (a: ItemKey, b: ItemKey, text: string): void => {
    notes.set(pair(a, b), text);
    notes.set(pair(b, a), text);
  };
  const nodeNames = new Map(nodes.map(({ id, name }) => [id, name]));
  for (const service of services) {
    for (const { network, virtualIp } of service.attachments) {
      note(`service:${service.id}`, `network:${network}`, virtualIp === undefined ? "" : `VIP ${virtualIp}`);
    }
  }
  for (const task of tasks) {
    const key: ItemKey = `task:${task.id}`;
    const where = task.node === undefined ? "no node" : (nodeNames.get(task.node) ?? task.node);
    if (task.service !== undefined) note(key, `service:${task.service}`, `${task.state} on ${where}`);
    for (const { network, address } of task.addresses) note(key, `network:${network}`, `${address} on ${where}`);
  }
  return notes;
}

function pair(a: ItemKey, b: ItemKey): string {
  return `${a} ${b}`;
}

function subnetText(subnets: ReadonlyArray<Pick<InspectedSubnet, "subnet">>): string {
  return subnets.map(({ subnet }) => subnet).join(", ");
}

function portText(ports: readonly InspectedPort[]): string {
  return ports
    .map(
      ({ publishedPort, targetPort, protocol, publishMode }) =>
        `${publishedPort === 0 ? "any" : publishedPort} → ${targetPort}/${protocol} ${publishMode}`,
    )
    .join(", ");
}

function labelFacts(labels: Readonly<Record<string, string>>): Fact[] {
  return Object.entries(labels)
    .sort()
    .map(([name, value]) => [`label ${name}`, value === "" ? '""' : value]);
}

/** Leaves out properties that have their default. */
function yes(value: boolean): string | undefined {
  return value ? "yes" : undefined;
}
