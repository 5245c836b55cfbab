import { unknown } from "../../../swarm/draft";
import { driverOption, isEncrypted } from "../../../swarm/options";
import * as example from "../../rule/example";
import { cisDocker } from "../../rule/framework";
import { waitFor } from "../../unknowns/known";
import { isOn, isOverlay, networkOf, networkType, optionsOf } from "../../facts/network";
import { matchesAny } from "../../facts/pattern";
import type { Subject } from "../../rule/policy";
import { withOption } from "../../rule/remediation";
import { isReported, resourcePolicy } from "../../rule/policy";
import { flag, texts } from "../../rule/settings";

const settings = {
  except: texts("Names of networks that may stay in clear, logical or in the swarm; * stands for any characters."),
  ingress: flag("Whether the ingress has to be encrypted, too.", true),
} as const;

/** Every overlay is encrypted, whatever it carries. */
export const networkRequireEncryption = resourcePolicy({
  name: "swarm-network-require-encryption",
  description: "Every overlay network, the ingress among them, should encrypt the traffic between its nodes.",
  enforcementLevel: "advisory",
  severity: "medium",
  framework: cisDocker("7.3", "Ensure that all Docker swarm overlay networks are encrypted"),
  tags: ["swarm", "network", "overlay", "ingress", "encryption"],
  remediationSteps:
    'Give the docker.Network the option "encrypted" with an empty value; an OverlayNetwork or IngressConfig has `encrypted: true`. ' +
    "Open IP protocol 50 (ESP) between the nodes first.",
  docs: {
    about:
      "Swarm sends the traffic of an overlay from node to node in clear, and the benchmark wants all of it encrypted. Docker's default " +
      "ingress is not: traffic that comes in through a published port crosses it between the nodes.\n\n" +
      "Encryption costs throughput, and some networks are fine without: name those in `except`. The rule is mandatory in the profile " +
      "`strict`. The network of a component is not mended at the level `remediate`, since its name stands for what it is: there the " +
      "rule refuses.",
    sources: [
      'CIS Docker Benchmark 1.6.0, 7.3, "Ensure that all Docker swarm overlay networks are encrypted"',
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
  if (isOverlay(network) === false || isEncrypted(optionsOf(network))) return;
  if (matchesAny([name, ...(typeof network.name === "string" ? [network.name] : [])], except) !== undefined) return;
  if (!ingress && isOn(network.ingress) === true) return;
  waitFor(props, "driver");
  waitFor(props, "ingress");
  // Another option that is not known yet does not matter.
  if (network.options === unknown) waitFor(props, "options");
  if (except.length > 0) waitFor(props, "name");
  report(
    `Network "${name}" sends what it carries from node to node in clear. Add options: { ${driverOption.encrypted}: "" } ` +
      `(encrypted: true in an OverlayNetwork or IngressConfig), or name the network in this rule's setting "except".`,
  );
}
