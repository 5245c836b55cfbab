import type { Network, Node, Service, Task } from "../engine/types";

/** What a manager lists of a swarm. */
export interface SwarmLists {
  readonly networks: readonly Network[];
  readonly services: readonly Service[];
  readonly tasks: readonly Task[];
  readonly nodes: readonly Node[];
  /** Id of the node of the manager that was asked. @default - not known */
  readonly here?: string;
}
