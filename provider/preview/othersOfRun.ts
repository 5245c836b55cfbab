import type { Operation } from "../handler/handler";
import type { PlannedResource } from "../handler/updatePlan";

/**
 * The other resources of a type that this preview creates or updates so far.
 *
 * @param reported the ids of objects that were reported already, because the swarm has them
 */
export function othersOfRun(
  type: string,
  { plan, urn }: Operation,
  reported: readonly string[] = [],
): readonly PlannedResource[] {
  const others = plan?.planned(type) ?? [];
  return others.filter((other) => other.urn !== urn && (other.id === undefined || !reported.includes(other.id)));
}
