import { lingers } from "../../mapping/network/lingers";
import { errorFinding, type LiveCheck } from "../../preview/liveCheck";
import { findNameProblems } from "../../preview/nameProblems";
import { holderOf } from "./networkCreation";
import { networkType } from "./subnetConflict";

/** The Engine refuses a network whose name is taken, also by a local network of the node. */
export const nameCheck: LiveCheck = {
  what: "names of networks",
  find: async ({ inputs }, operation) => {
    const listed = await operation.engine.listNetworks({}, operation.signal);
    const networks = listed.filter((network) => !lingers(network));
    const problems = await findNameProblems(
      { type: networkType, kind: "network", name: inputs.name, nameOf: ({ Name }) => Name, holderOf },
      networks,
      operation,
    );
    return problems.map(errorFinding);
  },
};
