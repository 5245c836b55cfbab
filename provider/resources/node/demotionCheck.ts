import { keepsQuorum, quorumOf, type Manager } from "../../../swarm/quorum";
import { nodeNames } from "../../../swarm/scheduling/schedulableNode";
import { errorFinding, type LiveCheck } from "../../preview/liveCheck";
import { awaitWholePlan } from "../../reconcile/handover";
import { nodeType } from "./plannedNodes";

/** Whether a manager can become a worker: the managers refuse it when they would lose their majority. */
export const demotionCheck: LiveCheck = {
  what: "the quorum of the managers",
  find: async ({ id }, operation) => {
    const nodes = await operation.engine.listNodes({}, operation.signal);
    const managers = nodes.filter(({ ManagerStatus }) => ManagerStatus !== undefined);
    const node = managers.find(({ ID }) => ID === id);
    if (node === undefined) return [];
    // The rest of the program may demote other managers, or promote nodes.
    await awaitWholePlan(operation);
    const { plan } = operation;
    const planned = [...(plan?.planned(nodeType) ?? []), ...(plan?.plannedElsewhere(nodeType) ?? [])];
    const demoted = planned.filter(({ inputs }) => inputs.role === "worker").map((one) => one.id ?? "");
    const known = new Set(managers.map(({ ID }) => ID));
    const promoted = planned.filter(
      (one) => one.inputs.role !== undefined && one.inputs.role !== "worker" && !known.has(one.id ?? ""),
    );
    const all: Manager[] = [
      ...managers.map(({ ID, ManagerStatus }) => ({
        id: ID,
        isReachable: ManagerStatus?.Reachability === "reachable",
      })),
      ...promoted.map(({ urn }): Manager => ({ id: urn, isReachable: true })),
    ];
    const gone = new Set([node.ID, ...demoted]);
    if (keepsQuorum(all, gone)) return [];
    const rest = all.filter((manager) => !gone.has(manager.id));
    const name = nodeNames([node]);
    const reachable = rest.filter(({ isReachable }) => isReachable).length;
    const lost = managers.filter(
      ({ ID, ManagerStatus }) => !gone.has(ID) && ManagerStatus?.Reachability !== "reachable",
    );
    const why =
      rest.length === 0
        ? "no manager would remain"
        : `of the ${rest.length} managers that remain, ${reachable} would be reachable, and the swarm needs ` +
          `${quorumOf(rest.length)}`;
    const fix =
      lost.length === 0
        ? "Promote another node first."
        : `Repair ${nodeNames(lost)}, or remove it from the managers first (docker node demote NODE).`;
    return [errorFinding(`Node "${operation.logicalName}" (${name}) cannot become a worker: ${why}. ${fix}`)];
  },
};
