import { unknown } from "../../../swarm/draft";
import { driverOption } from "../../../swarm/options";
import * as example from "../../rule/example";
import { dockerEngine } from "../../rule/framework";
import { isOverlay, networkOf, networkType, optionOf } from "../../facts/network";
import { resourcePolicy } from "../../rule/policy";
import { wholeNumber } from "../../rule/settings";

const bounds = { minimum: 68, maximum: 65535 };

/** An MTU that Docker accepts but that is probably a mistake. */
export const networkLimitMtu = resourcePolicy({
  name: "swarm-network-limit-mtu",
  description: "The MTU of an overlay network should be one that the network between the nodes supports.",
  enforcementLevel: "advisory",
  severity: "low",
  framework: dockerEngine(
    "moby/moby daemon/libnetwork/drivers/overlay/encryption.go",
    "The option is the MTU of the network between the nodes; the driver subtracts the overhead of VXLAN and " +
      "encryption",
  ),
  tags: ["swarm", "network", "overlay", "options", "mtu"],
  remediationSteps:
    "Set the MTU of the network between the nodes, not of the overlay network: the driver subtracts 50 bytes for " +
    "VXLAN and 26 more for encryption.",
  docs: {
    about:
      "`com.docker.network.driver.mtu` is the MTU of the network _between the nodes_. A value below 1280 is " +
      "usually a typo, or the author already subtracted the overhead, which the driver then subtracts again. No " +
      "common network card supports more than 9216. If your network has another limit, set it in this rule's " +
      "settings, for example `maximum: 1450` in a cloud with that MTU: larger packets are lost there. Both 0 and " +
      "a missing option mean 1500, which must not exceed `maximum` either.",
    sources: [
      "moby/moby, `daemon/libnetwork/drivers/overlay/encryption.go`",
      "[moby#43673](https://github.com/moby/moby/issues/43673), [moby#24906](https://github.com/moby/moby/issues/24906)",
    ],
    bad: [example.network("backend", { driver: "overlay", options: { "com.docker.network.driver.mtu": "140" } })],
    good: [example.network("backend", { driver: "overlay", options: { "com.docker.network.driver.mtu": "9000" } })],
  },
  types: [networkType],
  settings: {
    minimum: wholeNumber("Smallest MTU allowed for the network between the nodes, in bytes.", 1280, bounds),
    maximum: wholeNumber("Largest MTU allowed for the network between the nodes, in bytes.", 9216, bounds),
  },
  validate: ({ name, props, settings: { minimum, maximum } }, report) => {
    const network = networkOf(props);
    if (isOverlay(network) === false) return;
    const given = optionOf(network, driverOption.mtu);
    const chosen = typeof given === "string" && /^\d+$/.test(given) ? Number(given) : given;
    // swarm-network-require-valid-driver-options reports values that are not numbers.
    const mtu = chosen === undefined || chosen === 0 ? 1500 : chosen;
    if (mtu === unknown || (typeof mtu === "number" && (mtu < minimum || mtu > maximum))) {
      const which = chosen === mtu ? `has the MTU ${String(mtu)}` : `uses the default MTU of ${String(mtu)}`;
      report(
        `Network "${name}" ${which}, which is outside ${minimum} to ${maximum}, the range that this rule allows ` +
          `for the network between the nodes. Set the driver option "${driverOption.mtu}" to the MTU of that ` +
          "network.",
      );
    }
  },
});
