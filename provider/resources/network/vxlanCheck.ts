import { driverOption } from "../../../swarm/options";
import { lingers } from "../../mapping/network/lingers";
import { readNetworkInputs, type NetworkInputs } from "../../mapping/network/networkInputs";
import { errorFinding, type LiveCheck } from "../../preview/liveCheck";
import { describeShared, lastingConflict, type Conflict } from "../../reconcile/handover";
import { plannedNetworks } from "./plannedNetworks";

/** A network whose VXLAN id is taken is created, but never gets addresses. */
export const vxlanCheck: LiveCheck = {
  what: "VXLAN ids",
  isRepeated: true,
  find: async ({ inputs }, operation) => {
    const request = readNetworkInputs(inputs);
    const wanted = vxlanIds(request.options);
    if (request.driver !== "overlay" || wanted.length === 0) return [];
    const subject = `Network "${request.name}"`;
    const listed = await operation.engine.listNetworks({}, operation.signal);
    const conflicts = listed
      .filter((network) => network.Scope === "swarm" && !lingers(network) && network.Id !== operation.replaces)
      .filter((network) => !(network.Ingress && request.ingress === true))
      .flatMap((holder): Conflict[] => {
        const shared = vxlanIds(holder.Options).find((id) => wanted.includes(id));
        if (shared === undefined) return [];
        return [
          {
            subject,
            what: `VXLAN id ${shared}`,
            holder: { kind: "network", id: holder.Id, name: holder.Name, labels: holder.Labels },
            isKept: (change) =>
              !change.isReplaced || vxlanIds(readNetworkInputs(change.inputs).options).includes(shared),
          },
        ];
      });
    const lasting = await Promise.all(conflicts.map((conflict) => lastingConflict(conflict, operation)));
    const shared = plannedNetworks(operation, conflicts).flatMap(({ resource, inputs: { options } }) => {
      const id = vxlanIds(options).find((one) => wanted.includes(one));
      return id === undefined ? [] : [describeShared({ subject, what: `VXLAN id ${id}` }, resource)];
    });
    return [...lasting.filter((message) => message !== undefined), ...shared.slice(0, 1)].map(errorFinding);
  },
};

/** The ids in the options of a network, without leading zeros. */
function vxlanIds(options: NetworkInputs["options"] | null): string[] {
  const list = options?.[driverOption.vxlanIds];
  return typeof list === "string" ? list.split(",").map((id) => String(Number(id))) : [];
}
