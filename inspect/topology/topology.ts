import type { PortView } from "../stackView";

/** How many addresses a network has for tasks, services and load balancers. */
export interface AddressUsage {
  /** All of them: without the network, broadcast and gateway addresses. */
  readonly usable: number;
  readonly used: number;
  readonly free: number;
  /** `engine`: counted by the swarm's leader (API 1.52). `computed`: from what takes addresses, see swarm/capacity.ts. */
  readonly source: "engine" | "computed";
}

export interface SubnetItem {
  readonly subnet: string;
  /** `undefined` until the leader has given it one. */
  readonly gateway: string | undefined;
  readonly ipRange: string | undefined;
}

/** A network of the swarm. */
export interface NetworkItem {
  readonly id: string;
  readonly name: string;
  /** Name in the Pulumi program, `undefined` when the stack does not have it. */
  readonly programName: string | undefined;
  readonly driver: string;
  readonly ingress: boolean;
  readonly encrypted: boolean;
  readonly internal: boolean;
  readonly attachable: boolean;
  /** Largest packet, in bytes, that a task can send in one piece; `undefined` for other drivers than overlay. */
  readonly effectiveMtu: number | undefined;
  readonly vxlanIds: readonly string[];
  readonly subnets: readonly SubnetItem[];
  readonly addresses: AddressUsage;
  readonly labels: Readonly<Record<string, string>>;
}

/** A service on a network. */
export interface AttachmentItem {
  /** Id of a {@link NetworkItem}. */
  readonly network: string;
  readonly aliases: readonly string[];
  /** Its virtual IP there, with the mask, as the Engine gives it; `undefined` with DNS round robin. */
  readonly virtualIp: string | undefined;
}

export interface ServiceItem {
  readonly id: string;
  readonly name: string;
  readonly programName: string | undefined;
  /** Without the digest. */
  readonly image: string;
  readonly mode: "replicated" | "global" | "replicated job" | "global job";
  readonly endpointMode: string;
  readonly desiredTasks: number;
  readonly runningTasks: number;
  /** The ingress is among them when the service publishes a port through it. */
  readonly attachments: readonly AttachmentItem[];
  /** Networks that the Engine does not list: the node's own `host` or `bridge`. */
  readonly unlisted: readonly string[];
  readonly ports: readonly PortView[];
  /** State of the last update and the Engine's words about it. */
  readonly update: string | undefined;
  readonly labels: Readonly<Record<string, string>>;
}

/** A task that has not ended. */
export interface TaskItem {
  readonly id: string;
  /** `web.1`; of a global service `web.node1`. */
  readonly name: string;
  /** `undefined` for a container that was attached by hand. */
  readonly service: string | undefined;
  /** `undefined` until it is placed. */
  readonly node: string | undefined;
  readonly state: string;
  readonly desiredState: string;
  /** The Engine's words, an error first. */
  readonly message: string | undefined;
  readonly addresses: ReadonlyArray<{ readonly network: string; readonly address: string }>;
  /** Host-mode ports as the node has opened them. */
  readonly ports: readonly PortView[];
}

/** docker_gwbridge of one node, which links its overlays to the node's own network. */
export interface BridgeItem {
  readonly name: string;
  readonly subnets: readonly SubnetItem[];
  /** Driver options without the long prefix. */
  readonly options: Readonly<Record<string, string>>;
}

export interface NodeItem {
  readonly id: string;
  readonly name: string;
  readonly role: "leader" | "manager" | "worker";
  readonly state: string;
  readonly availability: string;
  readonly address: string | undefined;
  readonly engine: string | undefined;
  readonly labels: Readonly<Record<string, string>>;
  /** `undefined` where that node's daemon was not asked: a manager knows its own only. */
  readonly bridge: BridgeItem | undefined;
}

/** A swarm's networks and what is on them. Each list is sorted by name, so that equal swarms give equal pictures. */
export interface Topology {
  /** The daemon that was asked, e.g. `ssh://admin@manager`. */
  readonly host: string;
  /** The Pulumi stack whose names are used. */
  readonly stack: string | undefined;
  readonly networks: readonly NetworkItem[];
  readonly services: readonly ServiceItem[];
  readonly tasks: readonly TaskItem[];
  readonly nodes: readonly NodeItem[];
}
