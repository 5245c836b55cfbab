import type { Operation } from "../handler/handler";
import type { PlannedResource } from "../handler/updatePlan";

/**
 * The resources of a type that this preview has begun to create or update before this one. Previews run at the same
 * time, so a conflict between two of them is reported only at the second one.
 *
 * @param reported the ids of objects that were reported already, because the swarm has them
 */
export function othersOfRun(
  type: string,
  { plan, urn }: Operation,
  reported: readonly string[] = [],
): readonly PlannedResource[] {
  const planned = plan?.planned(type) ?? [];
  const own = planned.findIndex((other) => other.urn === urn);
  const earlier = own === -1 ? planned : planned.slice(0, own);
  return earlier.filter(({ id }) => id === undefined || !reported.includes(id));
}
