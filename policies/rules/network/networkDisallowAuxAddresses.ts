import { show } from "../../../swarm/typed";
import * as example from "../../rule/example";
import { dockerEngine } from "../../rule/framework";
import { waitFor } from "../../unknowns/known";
import { isOverlay, networkOf, networkType, subnetsOf } from "../../facts/network";
import { resourcePolicy } from "../../rule/policy";

/** Swarm's store has no place for them: a reservation that is none. */
export const networkDisallowAuxAddresses = resourcePolicy({
  name: "swarm-network-disallow-aux-addresses",
  description: "An overlay network must not reserve addresses by `auxAddress`, which Swarm drops.",
  enforcementLevel: "mandatory",
  severity: "low",
  framework: dockerEngine(
    "moby/moby daemon/cluster/convert/network.go",
    "Of a subnet, only block, range and gateway reach the swarm: auxiliary addresses are checked and dropped",
  ),
  tags: ["swarm", "network", "overlay", "ipam"],
  remediationSteps: "Leave `auxAddress` out. To keep addresses free, let `ipRange` name the part that tasks may get.",
  docs: {
    about:
      "The Engine checks the addresses of `auxAddress` and forgets them: tasks get them all the same, and with the official plugin the " +
      "network differs for ever. On a bridge they work, so the rule is about overlays alone.",
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
    for (const entry of subnetsOf(network)) {
      const given = typeof entry === "object" ? entry.auxAddress : undefined;
      if (typeof given !== "object" || Object.keys(given).length === 0) continue;
      waitFor(props, "driver");
      waitFor(props, "ingress");
      waitFor(props, "ipamConfigs", "auxAddress");
      report(
        `Network "${name}" has 'auxAddress' ${show(given)}, which Swarm drops: tasks get these addresses all the same. Leave it out, ` +
          `and let 'ipRange' name the part of the subnet that tasks may get.`,
      );
    }
    waitFor(props, "ipamConfigs", "auxAddress");
  },
});
