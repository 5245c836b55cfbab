import { show } from "../../../swarm/typed";
import * as example from "../../rule/example";
import { known, settled } from "../../unknowns/looks";
import { dockerEngine } from "../../rule/framework";
import { isOverlay, networkOf, networkType, subnetsOf } from "../../facts/network";
import { resourcePolicy } from "../../rule/policy";

/** Swarm's store has no field for auxiliary addresses, so `auxAddress` reserves nothing. */
export const networkDisallowAuxAddresses = resourcePolicy({
  name: "swarm-network-disallow-aux-addresses",
  description: "An overlay network must not set `auxAddress`, which Swarm discards.",
  enforcementLevel: "mandatory",
  severity: "low",
  framework: dockerEngine(
    "moby/moby daemon/cluster/convert/network.go",
    "Only the subnet, range and gateway of an IPAM config reach the swarm; auxiliary addresses are checked " +
      "and discarded",
  ),
  tags: ["swarm", "network", "overlay", "ipam"],
  remediationSteps:
    "Remove `auxAddress`. To keep addresses free, set `ipRange` to the part of the subnet that tasks may use.",
  docs: {
    about:
      "The Engine checks the addresses in `auxAddress` and then discards them: Swarm can still assign them to " +
      "tasks, and the official plugin reports a difference on every preview. Bridge networks do reserve these " +
      "addresses, so the rule applies only to overlay networks.",
    sources: ["moby/moby, `daemon/cluster/convert/network.go`"],
    bad: [
      example.network("backend", {
        driver: "overlay",
        ipamConfigs: [{ subnet: "10.9.0.0/24", auxAddress: { router: "10.9.0.2" } }],
      }),
    ],
    good: [
      example.network("backend", {
        driver: "overlay",
        ipamConfigs: [{ subnet: "10.9.0.0/24", ipRange: "10.9.0.128/25" }],
      }),
    ],
  },
  types: [networkType],
  validate: ({ name, props }, report) => {
    const network = networkOf(props);
    if (isOverlay(network) === false) return;
    const reservations = known(() =>
      subnetsOf(network).map((entry) => (typeof entry === "object" ? entry.auxAddress : undefined)),
    );
    for (const given of reservations) {
      if (typeof given !== "object" || Object.keys(given).length === 0) continue;
      report(
        `Network "${name}" sets 'auxAddress' ${settled(() => show(given))}, which Swarm discards: it can still ` +
          "assign these addresses to tasks. Remove 'auxAddress', and set 'ipRange' to the part of the subnet that " +
          "tasks may use.",
      );
    }
  },
});
