import type { Network } from "../../engine/types";

/**
 * Whether a listed network has been removed from the swarm, and what is listed is the copy that this node keeps until
 * its last task on the network has stopped. The swarm's store has neither containers (Engine 20.10 lists those of a
 * copy) nor peers (20.10 and 29 list them).
 */
export function lingers({ Scope, Containers, Peers }: Network): boolean {
  return Scope === "swarm" && ((Containers ?? null) !== null || (Peers ?? null) !== null);
}
