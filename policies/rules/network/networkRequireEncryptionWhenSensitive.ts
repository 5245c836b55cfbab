import { unknown } from "../../../swarm/draft";
import { swarmLabel } from "../../../swarm/swarmLabel";
import { driverOption, saysNo } from "../../../swarm/options";
import { overlayNetworkAround } from "../../facts/componentNetwork";
import * as example from "../../rule/example";
import { cisDocker, cisDockerSource } from "../../rule/framework";
import { draftOf } from "../../unknowns/draft";
import type { OverlayNetwork } from "../../facts/network";
import {
  isEncryptedNetwork,
  isOverlay,
  networkOf,
  networkType,
  optionsOf,
  overlayNetworkType,
} from "../../facts/network";
import type { Subject } from "../../rule/policy";
import { withOption } from "../../rule/remediation";
import { isReported, resourcePolicy } from "../../rule/policy";
import { sensitiveBecause, sensitivity } from "../../facts/sensitivity";

const marked = { driver: "overlay", labels: [{ label: swarmLabel.sensitive.key, value: "true" }] };

/** A network must be encrypted if its label, its name or its component marks it as sensitive. */
export const networkRequireEncryptionWhenSensitive = resourcePolicy({
  name: "swarm-network-require-encryption-when-sensitive",
  description: "An overlay network marked as sensitive must encrypt the traffic between nodes.",
  enforcementLevel: "mandatory",
  severity: "high",
  framework: cisDocker("7.3"),
  tags: ["swarm", "network", "overlay", "encryption", "sensitive"],
  remediationSteps:
    'Set the option "encrypted" of the docker.Network to an empty string, or remove `encrypted` from a sensitive ' +
    "OverlayNetwork. Open IP protocol 50 (ESP) between the nodes.",
  docs: {
    about:
      "A network is marked as sensitive by the label `swarm.network.sensitive`, with any value that does not " +
      'read as "no", or by the input `sensitive` of an OverlayNetwork, which sets that label. The settings add ' +
      "labels and name patterns of your own. Write the option key in lower case: the driver ignores " +
      "`Encrypted`.\n\nEncryption needs IP protocol 50 (ESP) open between the nodes, and does not work on " +
      "Windows nodes.",
    sources: [
      cisDockerSource("7.3"),
      "DISA STIG for Docker Enterprise: data exchanged between containers on different nodes must be encrypted on " +
        "the overlay network",
      "[Encrypt traffic on an overlay network](https://docs.docker.com/engine/network/drivers/overlay/#encrypt-traffic-on-an-overlay-network)",
    ],
    bad: [example.network("payments", marked), example.overlayNetwork("cards", { sensitive: true, encrypted: false })],
    good: [
      example.network("payments", { ...marked, options: { encrypted: "" } }),
      example.overlayNetwork("cards", { sensitive: true }),
    ],
  },
  types: [networkType, overlayNetworkType],
  settings: sensitivity,
  validate: (subject, report) => {
    if (subject.type === networkType) checkNetwork(subject, report);
    else checkComponent(subject, report);
  },
  remediate: (subject) => {
    if (subject.type !== networkType || !isReported(subject, checkNetwork)) return undefined;
    return withOption(subject.props, driverOption.encrypted, "");
  },
});

function checkNetwork(
  { name, props, opts, settings }: Subject<typeof sensitivity>,
  report: (message: string) => void,
): void {
  const network = networkOf(props);
  const because = sensitiveBecause({ logicalName: name, network, component: overlayNetworkAround(opts) }, settings);
  if (because === undefined || isOverlay(network) === false || isEncryptedNetwork(network) === true) return;
  const near = misspelt(optionsOf(network));
  report(
    `Network "${name}" ${String(because)}, but traffic between nodes is not encrypted: ` +
      (near === undefined
        ? `the driver option "${driverOption.encrypted}" is not set. `
        : `the driver ignores the option "${near}" and reads only "${driverOption.encrypted}". `) +
      `Add options: { ${driverOption.encrypted}: "" }, or remove the label if anyone on the network between the ` +
      `nodes may read the traffic.`,
  );
}

function checkComponent({ name, props }: Subject<typeof sensitivity>, report: (message: string) => void): void {
  const network = draftOf<OverlayNetwork>(props);
  if (typeof network !== "object") return;
  const { sensitive, encrypted } = network;
  // If 'encrypted' is not set, the component follows 'sensitive'.
  if (sensitive === undefined || saysNo(sensitive) || encrypted === undefined) return;
  if (encrypted !== unknown && !saysNo(encrypted)) return;
  report(
    `OverlayNetwork "${name}" has 'sensitive' ${String(sensitive)} and 'encrypted' ${String(encrypted)}: the ` +
      "traffic of a sensitive network must not cross the wire unencrypted. Remove 'encrypted', or remove " +
      "'sensitive' if anyone on the network between the nodes may read the traffic.",
  );
}

function misspelt(options: Readonly<Record<string, unknown>>): string | undefined {
  return Object.keys(options).find((key) => key.toLowerCase() === driverOption.encrypted);
}
