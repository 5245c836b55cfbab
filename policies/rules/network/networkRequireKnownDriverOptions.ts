import { nearestOption, isKnownOption } from "../../../swarm/options";
import * as example from "../../rule/example";
import { known } from "../../unknowns/looks";
import { dockerEngine } from "../../rule/framework";
import { isOverlay, networkOf, networkType, optionsOf } from "../../facts/network";
import { matchesAny } from "../../facts/pattern";
import { resourcePolicy } from "../../rule/policy";
import { texts } from "../../rule/settings";

/** The Engine stores any option that it is given; the overlay driver reads four of them. */
export const networkRequireKnownDriverOptions = resourcePolicy({
  name: "swarm-network-require-known-driver-options",
  description: "An overlay network must have only driver options that the overlay driver reads.",
  enforcementLevel: "mandatory",
  severity: "medium",
  framework: dockerEngine(
    "moby/moby daemon/libnetwork/drivers/overlay/ov_network.go",
    "The Engine stores options that the overlay driver does not read, and they have no effect; keys are " +
      "case-sensitive",
  ),
  tags: ["swarm", "network", "overlay", "options"],
  remediationSteps:
    "Use the key that the message suggests, or remove the option. If a driver of your own reads it, add the key " +
    "to this rule's `allow` setting.",
  docs: {
    about:
      "The overlay driver reads `encrypted`, `com.docker.network.driver.mtu`, " +
      "`com.docker.network.driver.overlay.vxlanid_list` and `dsr`, in exactly this spelling. The Engine stores " +
      "any other option, and `docker network inspect` shows it, but it has no effect: a network with `Encrypted` " +
      "is not encrypted, `com.docker.network.mtu` leaves the MTU at 1500, and options of the bridge driver do " +
      "nothing on an overlay network. The rule also finds labels that were set as options by mistake.",
    sources: [
      "moby/moby, `daemon/libnetwork/drivers/overlay/ov_network.go`, `overlay.go`",
      "[moby#31714](https://github.com/moby/moby/pull/31714), whose own example uses the wrong key for the MTU",
    ],
    bad: [example.network("backend", { driver: "overlay", options: { "com.docker.network.mtu": "1400" } })],
    good: [example.network("backend", { driver: "overlay", options: { "com.docker.network.driver.mtu": "1400" } })],
  },
  types: [networkType],
  settings: {
    allow: texts("Keys to accept in addition to those that Docker's overlay driver reads; * matches any characters."),
  },
  validate: ({ name, props, settings }, report) => {
    const network = networkOf(props);
    if (isOverlay(network) === false) return;
    for (const key of known(() => Object.keys(optionsOf(network)))) {
      if (isKnownOption(key) || matchesAny([key], settings.allow) !== undefined) continue;
      const near = nearestOption(key);
      report(
        `Network "${name}" has the driver option "${key}", which has no effect: the overlay driver does not read it. ` +
          (near === undefined ? `Remove it.` : `Did you mean "${near}"?`),
      );
    }
  },
});
