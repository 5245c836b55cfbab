/** The addresses of a network for tasks, services and load balancers. */
export interface AddressUsage {
  /** All addresses except the network, broadcast and gateway addresses. */
  readonly usable: number;
  /** Addresses that tasks, services and load balancers have. */
  readonly used: number;
  /** Addresses that are left. */
  readonly free: number;
  /** `engine`: counted by the swarm's leader (API 1.52). `computed`: from the objects that need addresses. */
  readonly source: "engine" | "computed";
}

/** One block of a network's addresses. */
export interface InspectedSubnet {
  /** In CIDR form. */
  readonly subnet: string;
  /** Absent until the leader has allocated one. */
  readonly gateway?: string;
  /** The part of the subnet from which the Engine chooses addresses; absent for the whole subnet. */
  readonly ipRange?: string;
  /** Addresses for tasks, services and load balancers: all but the network, broadcast and gateway addresses. */
  readonly usable: number;
  /** Used addresses. Absent if only their sum is known: several subnets on an Engine before 29. */
  readonly used?: number;
  /** Free addresses. Absent if `used` is. */
  readonly free?: number;
}

/** A port that a service publishes. */
export interface InspectedPort {
  /** `tcp`, `udp` or `sctp`. */
  readonly protocol: string;
  /** Port in the container. */
  readonly targetPort: number;
  /** 0 when each node chooses its own. */
  readonly publishedPort: number;
  /** `ingress` or `host`. */
  readonly publishMode: string;
}

/** A node that is on a network: it runs a task of it, or the network is the ingress. */
export interface NetworkPeer {
  /** Host name of the node. */
  readonly node: string;
  /** Address of the node in the swarm; absent if it is not known. */
  readonly address?: string;
}

/** A service that is on a network. */
export interface NetworkService {
  /** Id of the service. */
  readonly id: string;
  /** Name of the service. */
  readonly name: string;
  /** Its other DNS names on the network. */
  readonly aliases: readonly string[];
  /** Its virtual IP on the network, with the prefix length; absent with DNS round robin. */
  readonly virtualIp?: string;
}

/**
 * A task on a network that has not ended, or a manually attached container. A manager knows such containers of all
 * nodes if its own node is on the network; otherwise it knows none.
 */
export interface NetworkTask {
  /** For a manually attached container: the first 12 digits of its id, or its name (Engine 29). */
  readonly id: string;
  /** `web.1`; of a global service `web.node1`. */
  readonly name: string;
  /** Name of its service; absent for a manually attached container. */
  readonly service?: string;
  /**
   * Host name of its node; absent until it is placed. For a container on an unknown node, the tunnel address of the
   * node.
   */
  readonly node?: string;
  /** State of the task in the words of Swarm, e.g. `running`. */
  readonly state: string;
  /** Its addresses on the network, with the prefix length; none until the leader has allocated one. */
  readonly addresses: readonly string[];
}

/** An overlay network and what is on it, in the whole swarm. */
export interface NetworkInspection {
  /** Id of the network. */
  readonly id: string;
  /** Name of the network. */
  readonly name: string;
  /** Absent, like its subnets, while the leader has not allocated it. */
  readonly driver?: string;
  /** Whether it is the ingress of the swarm. */
  readonly ingress: boolean;
  /** Whether traffic between nodes is encrypted. */
  readonly encrypted: boolean;
  /** Whether the network has no access to external networks. */
  readonly internal: boolean;
  /** Whether containers that belong to no service can use the network. */
  readonly attachable: boolean;
  /** MTU, in bytes, of the network between the nodes, from the options; absent for the default of the driver. */
  readonly mtu?: number;
  /** Largest packet, in bytes, that a task can send without fragmentation; absent for drivers other than overlay. */
  readonly effectiveMtu?: number;
  /** One per subnet. */
  readonly vxlanIds: readonly number[];
  /** The blocks of addresses of the network. */
  readonly subnets: readonly InspectedSubnet[];
  /** Of all subnets together. */
  readonly addresses: AddressUsage;
  /** Labels of the network. */
  readonly labels: Readonly<Record<string, string>>;
  /** By host name. */
  readonly peers: readonly NetworkPeer[];
  /** By name. */
  readonly services: readonly NetworkService[];
  /** By node, then by name. */
  readonly tasks: readonly NetworkTask[];
}

/** A network that a service is on. */
export interface ServiceNetwork {
  /** Id of the network. */
  readonly id: string;
  /** Name of the network. */
  readonly name: string;
  /** Other DNS names of the service on the network. */
  readonly aliases: readonly string[];
  /** The virtual IP of the service on the network, with the prefix length; absent with DNS round robin. */
  readonly virtualIp?: string;
}

/** An address of a task. */
export interface TaskAddress {
  /** Name of the network. */
  readonly network: string;
  /** With the prefix length. */
  readonly address: string;
}

/** A task that has not ended, or that the swarm still intends to run. */
export interface ServiceTask {
  /** Id of the task. */
  readonly id: string;
  /** `web.1`; of a global service `web.node1`. */
  readonly name: string;
  /** Host name of its node; absent until it is placed. */
  readonly node?: string;
  /** State of the task in the words of Swarm, e.g. `running`. */
  readonly state: string;
  /** State that Swarm wants the task to reach. */
  readonly desiredState: string;
  /** Message of the Engine, an error first. */
  readonly message?: string;
  /** Its addresses, one for each network. */
  readonly addresses: readonly TaskAddress[];
  /** Host-mode ports as the node has opened them. */
  readonly ports: readonly InspectedPort[];
}

/** A service and its tasks. */
export interface ServiceInspection {
  /** Id of the service. */
  readonly id: string;
  /** Name of the service. */
  readonly name: string;
  /** Without the digest. */
  readonly image: string;
  /** How Swarm schedules the tasks. */
  readonly mode: "replicated" | "global" | "replicated job" | "global job";
  /** `vip` or `dnsrr`. */
  readonly endpointMode: string;
  /** How many tasks should run; of a job, how many must complete. */
  readonly desiredTasks: number;
  /** How many tasks run. */
  readonly runningTasks: number;
  /** Of a job, in its present execution; absent for other services. */
  readonly completedTasks?: number;
  /** By name. The ingress is among them when the service publishes a port through it. */
  readonly networks: readonly ServiceNetwork[];
  /** The published ports. */
  readonly ports: readonly InspectedPort[];
  /** State of the last update and the message of the Engine about it; absent if there was none. */
  readonly update?: string;
  /** Labels of the service. */
  readonly labels: Readonly<Record<string, string>>;
  /** By name. */
  readonly tasks: readonly ServiceTask[];
}
