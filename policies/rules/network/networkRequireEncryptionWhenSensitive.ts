import { unknown } from "../../../swarm/draft";
import { swarmLabel } from "../../../swarm/swarmLabel";
import { driverOption, isEncrypted, saysNo } from "../../../swarm/options";
import { overlayNetworkAround } from "../../facts/componentNetwork";
import * as example from "../../rule/example";
import { cisDocker } from "../../rule/framework";
import { draftOf, waitFor } from "../../unknowns/known";
import type { Network, OverlayNetwork } from "../../facts/network";
import { isOverlay, networkType, overlayNetworkType } from "../../facts/network";
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
  framework: cisDocker("7.3", "Ensure that all Docker swarm overlay networks are encrypted"),
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
      'CIS Docker Benchmark 1.6.0, 7.3, "Ensure that all Docker swarm overlay networks are encrypted"',
      "DISA STIG for Docker Enterprise: data exchanged between containers on different nodes must be encrypted on the overlay network",
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
  const network = draftOf<Network>(props);
  if (typeof network !== "object") return;
  const because = sensitiveBecause({ ...network, logicalName: name, component: overlayNetworkAround(opts) }, settings);
  const { options } = network;
  if (because === undefined || isOverlay(network) === false) return;
  if (typeof options === "object" && isEncrypted(options)) return;
  // All that is known says "not encrypted": what is not known decides.
  waitFor(props, "driver");
  if (because === unknown) {
    waitFor(props, "labels");
    waitFor(props, "name");
    return;
  }
  if (options === unknown) waitFor(props, "options");
  const near = typeof options === "object" ? misspelt(options) : undefined;
  report(
    `Network "${name}" ${because}, but traffic between nodes is not encrypted: ` +
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
  waitFor(props, "sensitive");
  waitFor(props, "encrypted");
  report(
    `OverlayNetwork "${name}" has 'sensitive' ${String(sensitive)} and 'encrypted' ${String(encrypted)}: the ` +
      "traffic of a sensitive network must not cross the wire unencrypted. Remove 'encrypted', or remove " +
      "'sensitive' if anyone on the network between the nodes may read the traffic.",
  );
}

function misspelt(options: Readonly<Record<string, unknown>>): string | undefined {
  return Object.keys(options).find((key) => key.toLowerCase() === driverOption.encrypted);
}
