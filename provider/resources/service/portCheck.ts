import { isDeepStrictEqual } from "node:util";
import type { Service } from "../../engine/types";
import type { Operation } from "../../handler/handler";
import type { PlannedResource } from "../../handler/updatePlan";
import type { Properties } from "../../handler/properties";
import { textOf } from "../../mapping/fields/field";
import { errorFinding, type LiveCheck } from "../../preview/liveCheck";
import { lastingConflict } from "../../reconcile/handover";
import { findPlannedPort, findPortConflicts, livePorts, publishedPorts } from "./publishedPorts";
import { earlierServices } from "./plannedServices";

/** Whether another service publishes a port, or another resource of the program will. */
export const portCheck: LiveCheck = {
  what: "published ports",
  find: async ({ id, before, inputs }, operation) => {
    if (before !== undefined && isDeepStrictEqual(publishedPorts(before), publishedPorts(inputs))) return [];
    const conflicts = await findPortConflicts(inputs, id, operation);
    const messages = await Promise.all(conflicts.map((conflict) => lastingConflict(conflict, operation)));
    return [...messages.flatMap((message) => message ?? []), ...(await findPlanned(inputs, operation))].map(
      errorFinding,
    );
  },
};

/** The ports that another resource of the program takes in the same update. */
async function findPlanned(inputs: Properties, operation: Operation): Promise<string[]> {
  const others = earlierServices(operation).flatMap((other) => {
    const port = findPlannedPort(inputs, other.inputs);
    return port === undefined ? [] : [{ other, port }];
  });
  if (others.length === 0) return [];
  const services = await operation.engine.listServices({}, {}, operation.signal);
  return others
    .filter(({ other, port }) => !hasPort(services, other, port))
    .map(
      ({ other: { logicalName }, port }) =>
        `Service "${textOf(inputs.name)}" cannot have port ${port}: the program gives it to "${logicalName}" ` +
        `as well. ` +
        `Choose another port for one of them.`,
    );
}

/** Whether a service has the port in the swarm already: then it is a conflict with the swarm. */
function hasPort(services: readonly Service[], { id }: PlannedResource, port: string): boolean {
  const live = services.find(({ ID }) => ID === id);
  return live !== undefined && livePorts(live).some((one) => one.port === port);
}
