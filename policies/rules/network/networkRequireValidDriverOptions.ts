import type { Draft } from "../../../swarm/draft";
import { checkOptions, driverOption } from "../../../swarm/options";
import { under } from "../../../swarm/problem";
import * as example from "../../rule/example";
import { dockerEngine } from "../../rule/framework";
import { waitFor } from "../../unknowns/known";
import { isOverlay, networkOf, networkType, optionsOf } from "../../facts/network";
import { resourcePolicy } from "../../rule/policy";
import { messagesOf } from "../../facts/problems";

/** Values that Docker takes, and on which the first task fails. */
export const networkRequireValidDriverOptions = resourcePolicy({
  name: "swarm-network-require-valid-driver-options",
  description: "The MTU and the VXLAN ids of an overlay network must be values that its driver can use.",
  enforcementLevel: "mandatory",
  severity: "medium",
  framework: dockerEngine(
    "moby/moby daemon/libnetwork/drivers/overlay/ov_network.go",
    "Option values are read on the node when the first task starts, and reject the task when they are wrong",
  ),
  tags: ["swarm", "network", "overlay", "options", "mtu"],
  remediationSteps: "Correct the value as the message says, or remove the option.",
  docs: {
    about:
      "`com.docker.network.driver.mtu` has to be a whole number of bytes, not negative, with room for IPv4 after VXLAN (50 bytes) and " +
      "encryption (26 more) have taken theirs; 0 stands for 1500. `com.docker.network.driver.overlay.vxlanid_list` has to be a list of " +
      "different ids from 1 to 16777215. The Engine makes the network with any value; the first task on a node then fails.",
    sources: [
      "moby/moby, `daemon/libnetwork/drivers/overlay/ov_network.go`",
      "[moby#36689](https://github.com/moby/moby/issues/36689)",
    ],
    bad: [
      example.network("backend", { driver: "overlay", options: { "com.docker.network.driver.mtu": "1400 bytes" } }),
    ],
    good: [example.network("backend", { driver: "overlay", options: { "com.docker.network.driver.mtu": "1400" } })],
  },
  types: [networkType],
  validate: ({ name, props }, report) => {
    const network = networkOf(props);
    if (isOverlay(network) === false) return;
    const read: readonly string[] = [driverOption.mtu, driverOption.vxlanIds];
    // A number where text belongs is turned into text on the way to the Engine.
    const given = Object.entries(optionsOf(network))
      .filter(([key]) => read.includes(key) || key === driverOption.encrypted)
      .map(([key, value]) => [key, typeof value === "number" ? String(value) : value] as const);
    const problems = checkOptions(Object.fromEntries(given) as Draft<Readonly<Record<string, string>>>);
    const own = problems.filter(({ path }) => read.some((key) => path.includes(key)));
    if (own.length > 0) {
      waitFor(props, "driver");
      waitFor(props, "ingress");
    }
    for (const message of messagesOf(`Network "${name}"`, under("options", own))) report(message);
    for (const key of read) waitFor(props, "options", key);
  },
});
