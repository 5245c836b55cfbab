import { driverOption } from "../../../swarm/options";
import * as example from "../../rule/example";
import { dockerEngine } from "../../rule/framework";
import { optionOf } from "../../facts/network";
import { stackPolicy } from "../../rule/policy";
import { topologyOf } from "../../facts/stackTopology";
import { settled } from "../../unknowns/looks";

const key = driverOption.vxlanIds;

/** Two networks with one VXLAN id would receive each other's traffic, so Swarm does not start the second. */
export const stackDisallowDuplicateVxlanId = stackPolicy({
  name: "swarm-stack-disallow-duplicate-vxlan-id",
  description: "A VXLAN ID must belong to one overlay network of a swarm.",
  enforcementLevel: "mandatory",
  severity: "medium",
  framework: dockerEngine(
    "moby/swarmkit manager/allocator/network.go",
    "A network whose VXLAN ID is taken is created without addresses; only the leader's log says so",
  ),
  tags: ["swarm", "network", "overlay", "vxlan"],
  remediationSteps: `Give each network its own IDs in \`${key}\`, or leave the option out.`,
  docs: {
    about:
      "Swarm accepts the second network, but never gives it addresses: the tasks of its services stay in the state " +
      "`new`. A network has one ID per subnet. IDs that Swarm assigns itself are the subject of " +
      "swarm-network-disallow-reserved-vxlan-id.",
    sources: ["moby/moby, `daemon/libnetwork/drivers/overlay/ovmanager/ovmanager.go`"],
    bad: [
      example.network("frontend", { driver: "overlay", options: { [key]: "70000" } }),
      example.network("backend", { driver: "overlay", options: { [key]: "70001,70000" } }),
    ],
    good: [
      example.network("frontend", { driver: "overlay", options: { [key]: "70000" } }),
      example.network("backend", { driver: "overlay", options: { [key]: "70001" } }),
    ],
  },
  validate: ({ resources }, report) => {
    const first = new Map<string, string>();
    for (const { network, name, urn, swarm } of topologyOf(resources).networks) {
      const list = settled(() => optionOf(network, key));
      if (typeof list !== "string") continue;
      for (const id of new Set(list.split(",").map(Number))) {
        const other = first.get(`${swarm} ${id}`);
        if (other === undefined) first.set(`${swarm} ${id}`, name);
        else {
          report(
            `Networks "${name}" and "${other}" have the same VXLAN ID, ${id} (options["${key}"]): Swarm assigns no ` +
              "addresses on the second one, so its tasks never start. Use another ID, or leave the option out.",
            urn,
          );
        }
      }
    }
  },
});
