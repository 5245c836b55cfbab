import type { Network, Node, Service, Task } from "../engine/types";
import type { Properties } from "./properties";

/** A change that a preview announces to a provider. */
export interface ResourceChange {
  readonly urn: string;
  /** Of the object in the swarm. */
  readonly id: string;
  readonly isReplacement: boolean;
  /** The inputs of the last deployment; for a replacement, its state. */
  readonly before: Properties;
  /** The new inputs. Values that the preview does not know are `unknown`. */
  readonly inputs: Properties;
}

/** The swarm as a preview sees it. */
export interface SwarmFacts {
  readonly networks: readonly Network[];
  readonly services: readonly Service[];
  readonly nodes: readonly Node[];
  readonly tasks: readonly Task[];
}

/** Which tasks of a service an update replaces, and how. Times are in seconds. */
export interface TaskPlan {
  /**
   * `some`: only those on nodes that do not meet the new placement constraints. `maybe`: it depends on values that the
   * preview does not know.
   */
  readonly restart: "all" | "some" | "maybe" | "none";
  /** How many times each of them restarts: more than once if a network is replaced. */
  readonly times: number;
  /** The changed properties that cause it. */
  readonly because: readonly string[];
  /** The changed properties that restart no task. */
  readonly without: readonly string[];
  /** The number of tasks that restart; `undefined` if the preview does not know it. */
  readonly count?: number | undefined;
  /** Tasks that start (above 0) or stop (below 0) because of a new number of replicas. */
  readonly scaledBy: number;
  readonly order: "start-first" | "stop-first";
  /** How many tasks restart at the same time. 0: all. */
  readonly parallelism: number;
  readonly delaySeconds: number;
  readonly monitorSeconds: number;
  /** The longest that a successful update takes, without image pulls; `undefined` if the preview does not know it. */
  readonly longestSeconds?: number | undefined;
  /** How long the provider waits for it. 0: it does not wait. */
  readonly waitSeconds: number;
}

/** How a service's networks change, by name. */
export interface AttachmentPlan {
  readonly joins: readonly string[];
  readonly leaves: readonly string[];
  readonly replaced: readonly string[];
}

/** How a network is replaced. */
export interface NetworkPlan {
  /**
   * `side by side`: services join the new network and then leave the old one. `transition`: a third network connects
   * them meanwhile. `swap`: each service leaves the old network as it joins the new one. `remove first`: the old
   * network must be removed before the new one is created.
   */
  readonly replacement: "side by side" | "transition" | "swap" | "remove first" | "ingress";
  /** The services on it, of any stack. `undefined`: the swarm could not be asked. */
  readonly services?: readonly string[] | undefined;
  /** How many times their tasks restart. */
  readonly restarts: number;
  /** An ingress: the longest that published ports are away, in seconds. */
  readonly portsAwaySeconds?: number | undefined;
}

/** What an update will do to a resource, beyond the change of its properties. */
export interface ResourcePlan {
  /** For people. Contains names, but no values of properties. Empty if nothing restarts. */
  readonly summary: string;
  readonly tasks?: TaskPlan | undefined;
  readonly attachments?: AttachmentPlan | undefined;
  readonly network?: NetworkPlan | undefined;
  /** What cannot be restored. */
  readonly lost: readonly string[];
}
