import { nearestOption, isKnownOption } from "../../../swarm/options";
import * as example from "../../rule/example";
import { dockerEngine } from "../../rule/framework";
import { waitFor } from "../../unknowns/known";
import { isOverlay, networkOf, networkType, optionsOf } from "../../facts/network";
import { matchesAny } from "../../facts/pattern";
import { resourcePolicy } from "../../rule/policy";
import { texts } from "../../rule/settings";

/** The Engine stores whatever option it is given; the driver reads four. */
export const networkRequireKnownDriverOptions = resourcePolicy({
  name: "swarm-network-require-known-driver-options",
  description: "An overlay network must have no driver options but those that the overlay driver reads.",
  enforcementLevel: "mandatory",
  severity: "medium",
  framework: dockerEngine(
    "moby/moby daemon/libnetwork/drivers/overlay/ov_network.go",
    "Options that the overlay driver does not know are stored and have no effect; keys are case-sensitive",
  ),
  tags: ["swarm", "network", "overlay", "options"],
  remediationSteps:
    "Use the key that the message names, remove the option, or, where an Engine of your own reads it, add the key to the setting " +
    "`allow` of this rule.",
  docs: {
    about:
      "The overlay driver reads `encrypted`, `com.docker.network.driver.mtu`, `com.docker.network.driver.overlay.vxlanid_list` and `dsr`, " +
      "in exactly this spelling. Anything else is stored, shown by `docker network inspect`, and has no effect: a network with " +
      "`Encrypted` is in clear, `com.docker.network.mtu` leaves the MTU at 1500, and options of a bridge do nothing on an overlay. A label " +
      "that was put among the options is found as well.",
    sources: [
      "moby/moby, `daemon/libnetwork/drivers/overlay/ov_network.go`, `overlay.go`",
      "[moby#31714](https://github.com/moby/moby/pull/31714), whose own example has the wrong key for the MTU",
    ],
    bad: [example.network("backend", { driver: "overlay", options: { "com.docker.network.mtu": "1400" } })],
    good: [example.network("backend", { driver: "overlay", options: { "com.docker.network.driver.mtu": "1400" } })],
  },
  types: [networkType],
  settings: {
    allow: texts("Keys that are let through beside those that Docker's driver reads; * stands for any characters."),
  },
  validate: ({ name, props, settings }, report) => {
    const network = networkOf(props);
    if (isOverlay(network) === false) return;
    for (const key of Object.keys(optionsOf(network))) {
      if (isKnownOption(key) || matchesAny([key], settings.allow) !== undefined) continue;
      waitFor(props, "driver");
      waitFor(props, "ingress");
      const near = nearestOption(key);
      report(
        `Network "${name}" has the driver option "${key}", which the overlay driver does not read: it has no effect. ` +
          (near === undefined ? `Remove it.` : `Did you mean "${near}"?`),
      );
    }
    if (network.options !== undefined && typeof network.options !== "object") waitFor(props, "options");
  },
});
