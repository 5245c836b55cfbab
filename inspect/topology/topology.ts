import type { NetworkFacts } from "../../provider/inspection/networkFacts";
import type { ServiceFacts } from "../../provider/inspection/serviceFacts";
import type { TaskFacts } from "../../provider/inspection/taskFacts";
import type { InspectedSubnet } from "../../swarm/inspection";

/** A network of the swarm. */
export interface NetworkItem extends NetworkFacts {
  /** Name in the Pulumi program, or `undefined` if the network is not in the stack. */
  readonly programName: string | undefined;
}

/** A service on a network. */
export interface AttachmentItem {
  /** Id of a {@link NetworkItem}. */
  readonly network: string;
  readonly aliases: readonly string[];
  /** Its virtual IP on that network, with the prefix length; `undefined` with DNS round robin. */
  readonly virtualIp: string | undefined;
}

export interface ServiceItem extends ServiceFacts {
  readonly programName: string | undefined;
  /** Includes the ingress if the service publishes a port through it. */
  readonly attachments: readonly AttachmentItem[];
  /** Networks that the Engine does not list, such as the node's `host` or `bridge`. */
  readonly unlisted: readonly string[];
}

/** A task that has not finished. */
export type TaskItem = TaskFacts;

/** The docker_gwbridge of a node, which connects its overlays to the network of the node. */
export interface BridgeItem {
  readonly name: string;
  readonly subnets: ReadonlyArray<Pick<InspectedSubnet, "subnet" | "gateway">>;
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
  /** `undefined` if the node's daemon was not asked: a manager only knows its own bridge. */
  readonly bridge: BridgeItem | undefined;
}

/** What an update does to an item of the picture. */
export type Mark = "added" | "changed" | "removed";

/**
 * The networks, services, tasks and nodes of a swarm. Each list is sorted by name, so that equal swarms give equal
 * pictures.
 */
export interface Topology {
  /** The daemon that was asked, e.g. `ssh://admin@manager`. */
  readonly host: string;
  /** The Pulumi stack whose names are used. */
  readonly stack: string | undefined;
  readonly networks: readonly NetworkItem[];
  readonly services: readonly ServiceItem[];
  readonly tasks: readonly TaskItem[];
  readonly nodes: readonly NodeItem[];
  /**
   * Only of a planned swarm, which has no tasks yet: what an update does to items, by key, and to the lines between
   * services and networks, by `link:<service> <network>`.
   */
  readonly marks?: Readonly<Record<string, Mark>>;
}
