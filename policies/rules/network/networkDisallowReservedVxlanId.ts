import { driverOption } from "../../../swarm/options";
import * as example from "../../rule/example";
import { dockerEngine } from "../../rule/framework";
import { isOverlay, networkOf, networkType, optionOf } from "../../facts/network";
import { resourcePolicy } from "../../rule/policy";
import { wholeNumber } from "../../rule/settings";
import { known } from "../../unknowns/looks";

const key = driverOption.vxlanIds;

/** The first VXLAN id that Swarm assigns; the ingress network has it in most swarms. */
const firstAssigned = 4096;

/** An id that Swarm has given to another network leaves this one without addresses. */
export const networkDisallowReservedVxlanId = resourcePolicy({
  name: "swarm-network-disallow-reserved-vxlan-id",
  description: "An overlay network should not set a VXLAN ID that Swarm may assign to another network.",
  enforcementLevel: "advisory",
  severity: "medium",
  framework: dockerEngine(
    "moby/moby daemon/libnetwork/drivers/overlay/ovmanager/ovmanager.go",
    "Swarm assigns VXLAN IDs from 4096 upwards, one after the other",
  ),
  tags: ["swarm", "network", "overlay", "vxlan"],
  remediationSteps: "Leave the option out, or use an ID far above those that Swarm assigns, such as 70000.",
  docs: {
    about:
      "Swarm assigns VXLAN IDs one after the other, and 4096 to the ingress network. If an ID is taken, Swarm " +
      "accepts the network and never gives it addresses. The rule reports the IDs that a swarm reaches with the " +
      "number of networks that it has had, `assigned`.",
    sources: ["moby/moby, `daemon/libnetwork/drivers/overlay/ovmanager/ovmanager.go`"],
    bad: [example.network("backend", { driver: "overlay", options: { [key]: "4097" } })],
    good: [example.network("backend", { driver: "overlay", options: { [key]: "70000" } })],
  },
  types: [networkType],
  settings: {
    assigned: wholeNumber("How many IDs Swarm may have assigned so far.", 4096, { minimum: 0, maximum: 16773120 }),
  },
  validate: ({ name, props, settings: { assigned } }, report) => {
    const network = networkOf(props);
    const list = known(() => optionOf(network, key));
    if (typeof list !== "string" || isOverlay(network) === false) return;
    for (const id of list.split(",").map(Number)) {
      if (!(id >= firstAssigned && id < firstAssigned + assigned)) continue;
      report(
        `Network "${name}" sets the VXLAN ID ${id} (options["${key}"]), which Swarm may have assigned to another ` +
          "network: it would then get no addresses. Leave the option out, or use an ID such as 70000.",
      );
    }
  },
});
