import { isDeepStrictEqual } from "node:util";
import { errorFinding, type LiveCheck } from "../../preview/liveCheck";
import { lastingConflict } from "../../reconcile/handover";
import { findPortConflict, publishedPorts } from "./publishedPorts";

const portCheck: LiveCheck = {
  what: "published ports",
  find: async ({ id, before, inputs }, operation) => {
    if (before !== undefined && isDeepStrictEqual(publishedPorts(before), publishedPorts(inputs))) return [];
    const conflict = await findPortConflict(inputs, id, operation);
    const message = conflict && (await lastingConflict(conflict, operation));
    return message === undefined ? [] : [errorFinding(message)];
  },
};

/** What a preview compares with the swarm before it creates or updates a service. */
export const serviceChecks: readonly LiveCheck[] = [portCheck];
