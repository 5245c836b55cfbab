import type { Network, Node, Service } from "../engine/types";
import type { TaskSummary } from "./taskSummary";

/** A manager's lists of the swarm's objects. */
export interface SwarmLists {
  readonly networks: readonly Network[];
  readonly services: readonly Service[];
  readonly tasks: readonly TaskSummary[];
  readonly nodes: readonly Node[];
  /** The id of the manager's node. @default - not known */
  readonly here?: string;
}
