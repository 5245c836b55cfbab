/** A manager of a swarm, as the other managers see it. */
export interface Manager {
  readonly id: string;
  readonly isReachable: boolean;
}

/**
 * Whether the managers still have a majority without these ones. By the rule of swarmkit (manager/state/raft/raft.go,
 * CanRemoveMember), which refuses the demotion otherwise: more than half of the managers that remain must be reachable.
 */
export function keepsQuorum(managers: readonly Manager[], removed: ReadonlySet<string>): boolean {
  const rest = managers.filter(({ id }) => !removed.has(id));
  return rest.filter(({ isReachable }) => isReachable).length >= quorumOf(rest.length);
}

/** How many of the managers must be reachable so that the swarm can be changed. */
export function quorumOf(managers: number): number {
  return Math.floor(managers / 2) + 1;
}
