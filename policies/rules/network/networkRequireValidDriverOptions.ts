import { checkOptions, driverOption } from "../../../swarm/options";
import { under } from "../../../swarm/problem";
import * as example from "../../rule/example";
import { known } from "../../unknowns/looks";
import { dockerEngine } from "../../rule/framework";
import { isEncryptedNetwork, isOverlay, networkOf, networkType, optionOf } from "../../facts/network";
import { resourcePolicy } from "../../rule/policy";
import { messagesOf } from "../../facts/problems";

/** Docker accepts these values when it creates the network; the first task on it then fails. */
export const networkRequireValidDriverOptions = resourcePolicy({
  name: "swarm-network-require-valid-driver-options",
  description: "The MTU and the VXLAN IDs of an overlay network must be values that the overlay driver can use.",
  enforcementLevel: "mandatory",
  severity: "medium",
  framework: dockerEngine(
    "moby/moby daemon/libnetwork/drivers/overlay/ov_network.go",
    "A node reads the option values when it starts the first task, and rejects the task if they are wrong",
  ),
  tags: ["swarm", "network", "overlay", "options", "mtu"],
  remediationSteps: "Correct the value as the message says, or remove the option.",
  docs: {
    about:
      "`com.docker.network.driver.mtu` must be a whole number of bytes. It must not be negative, and must leave " +
      "room for IPv4 after the overhead of VXLAN (50 bytes) and encryption (26 more); 0 means 1500. " +
      "`com.docker.network.driver.overlay.vxlanid_list` must be a list of distinct IDs from 1 to 16777215. The " +
      "Engine creates the network with any value; the first task on a node then fails.",
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
    // The provider sends a number to the Engine as text.
    const given = known(() =>
      read.map((key) => [key, optionOf(network, key)] as const).filter(([, value]) => value !== undefined),
    ).map(([key, value]) => [key, typeof value === "number" ? String(value) : value] as const);
    const encrypted = isEncryptedNetwork(network) === true ? { [driverOption.encrypted]: "" } : {};
    const problems = checkOptions({ ...encrypted, ...Object.fromEntries(given) });
    const own = problems.filter(({ path }) => read.some((key) => path.includes(key)));
    for (const message of messagesOf(`Network "${name}"`, under("options", own))) report(message);
  },
});
