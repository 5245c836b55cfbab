import type { NetworkFacts } from "../../provider/inspection/networkFacts";
import type { ServiceFacts } from "../../provider/inspection/serviceFacts";
import type { TaskFacts } from "../../provider/inspection/taskFacts";
import type { InspectedSubnet } from "../../swarm/inspection";

/** A network of the swarm. */
export interface NetworkItem extends NetworkFacts {
  /** Name in the Pulumi program, `undefined` when the stack does not have it. */
  readonly programName: string | undefined;
}

/** A service on a network. */
export interface AttachmentItem {
  /** Id of a {@link NetworkItem}. */
  readonly network: string;
  readonly aliases: readonly string[];
  /** Its virtual IP there, with the mask, as the Engine gives it; `undefined` with DNS round robin. */
  readonly virtualIp: string | undefined;
}

export interface ServiceItem extends ServiceFacts {
  readonly programName: string | undefined;
  /** The ingress is among them when the service publishes a port through it. */
  readonly attachments: readonly AttachmentItem[];
  /** Networks that the Engine does not list: the node's own `host` or `bridge`. */
  readonly unlisted: readonly string[];
}

/** A task that has not ended. */
export type TaskItem = TaskFacts;

/** docker_gwbridge of one node, which links its overlays to the node's own network. */
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
