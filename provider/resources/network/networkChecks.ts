import { errorFinding, type LiveCheck } from "../../preview/liveCheck";
import { lastingConflict } from "../../reconcile/handover";
import { networkRequest } from "./networkRequest";
import { findSubnetConflicts } from "./subnetConflict";

const subnetCheck: LiveCheck = {
  what: "subnets",
  find: async ({ inputs }, operation) => {
    const conflicts = await findSubnetConflicts(networkRequest(inputs), operation);
    const lasting = await Promise.all(conflicts.map((conflict) => lastingConflict(conflict, operation)));
    return lasting.flatMap((message) => (message === undefined ? [] : [errorFinding(message)]));
  },
};

/** What a preview compares with the swarm before it creates an overlay network. */
export const networkChecks: readonly LiveCheck[] = [subnetCheck];
