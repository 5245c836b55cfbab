import type { Network, Node, Service, Task } from "../engine/types";

/** A manager's lists of the swarm's objects. */
export interface SwarmLists {
  readonly networks: readonly Network[];
  readonly services: readonly Service[];
  readonly tasks: readonly Task[];
  readonly nodes: readonly Node[];
  /** The id of the manager's node. @default - not known */
  readonly here?: string;
}
