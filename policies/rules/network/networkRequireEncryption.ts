import { driverOption } from "../../../swarm/options";
import * as example from "../../rule/example";
import { cisDocker, cisDockerSource } from "../../rule/framework";
import { isEncryptedNetwork, isNamedIn, isOn, isOverlay, networkOf, networkType } from "../../facts/network";
import type { Subject } from "../../rule/policy";
import { withOption } from "../../rule/remediation";
import { isReported, resourcePolicy } from "../../rule/policy";
import { flag, texts } from "../../rule/settings";

const settings = {
  except: texts("Logical or physical names of networks that may stay unencrypted; * matches any characters."),
  ingress: flag("Whether the ingress network must be encrypted as well.", true),
} as const;

/** Every overlay is encrypted, whatever it carries. */
export const networkRequireEncryption = resourcePolicy({
  name: "swarm-network-require-encryption",
  description: "Every overlay network, including the ingress network, should encrypt the traffic between nodes.",
  enforcementLevel: "advisory",
  severity: "medium",
  framework: cisDocker("7.3"),
  tags: ["swarm", "network", "overlay", "ingress", "encryption"],
  remediationSteps:
    'Set the option "encrypted" of the docker.Network to an empty string; for an OverlayNetwork or ' +
    "IngressConfig, set `encrypted: true`. First open IP protocol 50 (ESP) between the nodes.",
  docs: {
    about:
      "By default, the traffic of an overlay network crosses the wire between nodes in plain text, and the " +
      "benchmark requires encryption for every overlay network. Docker's default ingress network is not " +
      "encrypted either: requests to a published port cross it between the nodes.\n\nEncryption costs " +
      "throughput. List networks that do not need it in `except`. The profile `strict` makes the rule mandatory. " +
      "At the level `remediate`, the rule encrypts a docker.Network, but refuses the network of a component, " +
      "whose name contains a hash of its settings.",
    sources: [
      cisDockerSource("7.3"),
      "[Customize the ingress network](https://docs.docker.com/engine/swarm/networking/#customize-ingress)",
    ],
    bad: [example.network("frontend", { driver: "overlay" })],
    good: [
      example.network("frontend", { driver: "overlay", options: { encrypted: "" } }),
      example.network("cache", { driver: "bridge" }),
    ],
  },
  types: [networkType],
  settings,
  validate: checkNetwork,
  remediate: (subject) => {
    if (!isReported(subject, checkNetwork)) return undefined;
    return withOption(subject.props, driverOption.encrypted, "");
  },
});

function checkNetwork(
  { name, props, settings: { except, ingress } }: Subject<typeof settings>,
  report: (message: string) => void,
): void {
  const network = networkOf(props);
  if (isOverlay(network) === false || isEncryptedNetwork(network) === true) return;
  if (isNamedIn(except, name, network)) return;
  if (!ingress && isOn(network.ingress) === true) return;
  report(
    `Network "${name}" is not encrypted: traffic between nodes is readable on the wire. Add options: { ` +
      `${driverOption.encrypted}: "" } (encrypted: true in an OverlayNetwork or IngressConfig), or list the ` +
      `network in this rule's "except" setting.`,
  );
}
