import { driverOption } from "../../../swarm/options";
import * as example from "../../rule/example";
import { dockerEngine } from "../../rule/framework";
import { waitFor } from "../../unknowns/known";
import { isOverlay, networkOf, networkType, optionsOf } from "../../facts/network";
import { resourcePolicy } from "../../rule/policy";
import { wholeNumber } from "../../rule/settings";

const bounds = { minimum: 68, maximum: 65535 };

/** An MTU that works, and that nobody means. */
export const networkLimitMtu = resourcePolicy({
  name: "swarm-network-limit-mtu",
  description: "The MTU of an overlay network should be one that the network between the nodes can have.",
  enforcementLevel: "advisory",
  severity: "low",
  framework: dockerEngine(
    "moby/moby daemon/libnetwork/drivers/overlay/encryption.go",
    "The option is the MTU of the network between the nodes; the driver takes off VXLAN and encryption itself",
  ),
  tags: ["swarm", "network", "overlay", "options", "mtu"],
  remediationSteps:
    "Give the MTU of the network between the nodes, not of the overlay: the driver takes off 50 bytes for VXLAN, and 26 more for encryption.",
  docs: {
    about:
      "`com.docker.network.driver.mtu` is the MTU of the network _between the nodes_. Below 1280 it is mostly a typo, or somebody has " +
      "taken off the overhead by hand, twice; above 9216 no common network card follows. Where your network has another, say so in the " +
      "settings, e.g. `maximum: 1450` in a cloud with such an MTU: larger packets then vanish there. 0 and no option stand for 1500, which " +
      "has to be within `maximum` as well.",
    sources: [
      "moby/moby, `daemon/libnetwork/drivers/overlay/encryption.go`",
      "[moby#43673](https://github.com/moby/moby/issues/43673), [moby#24906](https://github.com/moby/moby/issues/24906)",
    ],
    bad: [example.network("backend", { driver: "overlay", options: { "com.docker.network.driver.mtu": "140" } })],
    good: [example.network("backend", { driver: "overlay", options: { "com.docker.network.driver.mtu": "9000" } })],
  },
  types: [networkType],
  settings: {
    minimum: wholeNumber("The smallest MTU of the network between the nodes, in bytes.", 1280, bounds),
    maximum: wholeNumber("The largest MTU of the network between the nodes, in bytes.", 9216, bounds),
  },
  validate: ({ name, props, settings: { minimum, maximum } }, report) => {
    const network = networkOf(props);
    if (isOverlay(network) === false) return;
    const given = optionsOf(network)[driverOption.mtu];
    const chosen = typeof given === "string" && /^\d+$/.test(given) ? Number(given) : given;
    // What is no number at all is for the rule about valid options.
    const mtu = chosen === undefined || chosen === 0 ? 1500 : chosen;
    if (typeof mtu === "number" && mtu > 0 && (mtu < minimum || mtu > maximum)) {
      waitFor(props, "driver");
      waitFor(props, "ingress");
      waitFor(props, "options", driverOption.mtu);
      const which = chosen === mtu ? `the MTU ${mtu}` : `no MTU, which stands for ${mtu}`;
      report(
        `Network "${name}" has ${which}, and the network between the nodes has ${minimum} to ${maximum}. ` +
          `Give the MTU of that network in the driver option "${driverOption.mtu}".`,
      );
    }
    waitFor(props, "options", driverOption.mtu);
  },
});
