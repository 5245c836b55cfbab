import type { Operation } from "../../handler/handler";
import type { PlannedResource } from "../../handler/updatePlan";
import { typeOf } from "../../handler/urn";

/**
 * The services that the preview has looked at before this one. Of two resources that conflict, the second one reports
 * it.
 */
export function earlierServices({ plan, urn }: Pick<Operation, "plan" | "urn">): readonly PlannedResource[] {
  const all = plan?.planned(typeOf(urn)) ?? [];
  const index = all.findIndex((one) => one.urn === urn);
  return index === -1 ? all : all.slice(0, index);
}
