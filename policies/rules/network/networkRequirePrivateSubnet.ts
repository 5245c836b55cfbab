import { blockOf, contains } from "../../../swarm/cidr";
import * as example from "../../rule/example";
import { blocksOf, isOverlay, networkOf, networkType } from "../../facts/network";
import { resourcePolicy } from "../../rule/policy";
import { blocks } from "../../rule/settings";

/** Tasks on an overlay network with public addresses cannot reach the hosts that own those addresses. */
export const networkRequirePrivateSubnet = resourcePolicy({
  name: "swarm-network-require-private-subnet",
  description: "The subnets of an overlay network must be in private address blocks.",
  enforcementLevel: "mandatory",
  severity: "medium",
  framework: {
    name: "RFC 1918",
    version: "1996",
    reference: "section 3",
    specification: "Address blocks that are reserved for private networks",
  },
  tags: ["swarm", "network", "overlay", "ipam"],
  remediationSteps:
    "Use a subnet in 10.0.0.0/8, 172.16.0.0/12 or 192.168.0.0/16, leave it out to let Swarm choose, or add your " +
    "own block to this rule's `blocks` setting.",
  docs: {
    about:
      "If an overlay network uses public addresses, its tasks send all packets for these addresses to the " +
      "network itself and cannot reach the hosts that own them. A subnet that extends beyond a private block " +
      "counts as public. Host bits do not matter: the rule reads `10.9.0.5/24` as `10.9.0.0/24`.",
    sources: [
      "[RFC 1918](https://www.rfc-editor.org/rfc/rfc1918#section-3)",
      "[moby#34493](https://github.com/moby/moby/issues/34493)",
    ],
    bad: [example.network("backend", { driver: "overlay", ipamConfigs: [{ subnet: "11.9.0.0/24" }] })],
    good: [example.network("backend", { driver: "overlay", ipamConfigs: [{ subnet: "10.9.0.0/24" }] })],
  },
  types: [networkType],
  settings: {
    blocks: blocks("Address blocks that contain the allowed subnets.", [
      "10.0.0.0/8",
      "172.16.0.0/12",
      "192.168.0.0/16",
    ]),
  },
  validate: ({ name, props, settings }, report) => {
    const network = networkOf(props);
    if (isOverlay(network) === false) return;
    const allowed = settings.blocks.map(blockOf).filter((block) => block !== undefined);
    for (const subnet of blocksOf(network)) {
      const block = blockOf(subnet);
      if (block === undefined || allowed.some((outer) => contains(outer, block))) continue;
      report(
        `Network "${name}" has the subnet "${subnet}", which is not in a private block: its tasks could no ` +
          `longer reach the hosts that own these addresses. Use a subnet in ${settings.blocks.join(", ")}, or ` +
          "leave it out to let Swarm choose.",
      );
    }
  },
});
