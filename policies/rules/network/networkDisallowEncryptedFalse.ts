import { driverOption, misleadingEncrypted } from "../../../swarm/options";
import { dockerEngine } from "../../rule/framework";
import { known } from "../../unknowns/looks";
import { isOverlay, networkOf, networkType } from "../../facts/network";
import * as example from "../../rule/example";
import { resourcePolicy } from "../../rule/policy";

/** `encrypted: "false"` turns encryption on, the opposite of what the program says. */
export const networkDisallowEncryptedFalse = resourcePolicy({
  name: "swarm-network-disallow-encrypted-false",
  description:
    'The driver option "encrypted" must not have a value that reads as "no": the overlay driver encrypts ' +
    "whenever the key is present.",
  enforcementLevel: "mandatory",
  severity: "medium",
  framework: dockerEngine(
    "moby/moby daemon/libnetwork/drivers/overlay/ov_network.go",
    "The overlay driver checks whether the key encrypted is present and ignores its value",
  ),
  tags: ["swarm", "network", "overlay", "encryption"],
  remediationSteps:
    'Remove the key "encrypted" from the options of a docker.Network that should not be encrypted; set it to an ' +
    "empty string if encryption is intended.",
  docs: {
    about:
      'The overlay driver looks for the option key `encrypted` and ignores its value. So `encrypted: "false"` ' +
      "turns encryption on: the network pays the cost of encryption and needs IP protocol 50 open between the " +
      "nodes, while readers of the program believe the opposite. The rule refuses every value that reads as " +
      '"no": `false`, `f`, `no`, `n`, `off`, `disabled` and `0`, in any case.\n\nAn OverlayNetwork has a boolean ' +
      "input instead, which adds the key or leaves it out.",
    sources: [
      "moby/moby, `daemon/libnetwork/drivers/overlay/ov_network.go`; unchanged in Engines 20.10 to 29",
      "[Encrypt traffic on an overlay network](https://docs.docker.com/engine/network/drivers/overlay/#encrypt-traffic-on-an-overlay-network)",
    ],
    bad: [example.network("backend", { driver: "overlay", options: { encrypted: "false" } })],
    good: [
      example.network("backend", { driver: "overlay" }),
      example.network("payments", { driver: "overlay", options: { encrypted: "" } }),
    ],
  },
  types: [networkType],
  validate: ({ name, props }, report) => {
    const network = networkOf(props);
    if (isOverlay(network) === false) return;
    const value = known(() => misleadingEncrypted(network.options));
    if (value === undefined) return;
    report(
      `Network "${name}" has the driver option ${driverOption.encrypted}: "${value}", which reads as "not ` +
        'encrypted" but turns encryption on: the overlay driver checks only whether the key is present. Remove ' +
        `the key if the network should not be encrypted, or set ${driverOption.encrypted}: "" if it should.`,
    );
  },
});
