import type { Network } from "../../engine/types";

/**
 * Whether the swarm has removed a listed network, so that the list shows only the copy that this node keeps until its
 * last task on the network has stopped. A network in the swarm's store has neither containers (Engine 20.10 lists those
 * of a copy) nor peers (20.10 and 29 list them).
 */
export function lingers({ Scope, Containers, Peers }: Network): boolean {
  return Scope === "swarm" && ((Containers ?? null) !== null || (Peers ?? null) !== null);
}
