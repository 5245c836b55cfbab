import { swarmLabel } from "../../../swarm/swarmLabel";
import { isPermittedByComponent } from "../../facts/attachable";
import { overlayNetworkAround } from "../../facts/componentNetwork";
import * as example from "../../rule/example";
import { dockerEngine } from "../../rule/framework";
import { withValue } from "../../rule/remediation";
import { isNamedIn, isOn, isOverlay, networkOf, networkType } from "../../facts/network";
import type { Subject } from "../../rule/policy";
import { isReported, resourcePolicy } from "../../rule/policy";
import { sensitiveBecause, sensitivity } from "../../facts/sensitivity";
import { texts } from "../../rule/settings";

const settings = {
  ...sensitivity,
  allow: texts("Logical or physical names of sensitive networks that may be attachable; * matches any characters."),
} as const;

const marked = {
  driver: "overlay",
  labels: [{ label: swarmLabel.sensitive.key, value: "true" }],
  options: { encrypted: "" },
};

/** Only services may join a sensitive network: a policy cannot see which containers `docker run` connects to it. */
export const networkDisallowAttachableWhenSensitive = resourcePolicy({
  name: "swarm-network-disallow-attachable-when-sensitive",
  description: "An overlay network marked as sensitive must not be attachable.",
  enforcementLevel: "mandatory",
  severity: "high",
  framework: dockerEngine(
    "docker/docs network/drivers/overlay",
    "Any container on any node can join an attachable overlay network",
  ),
  tags: ["swarm", "network", "overlay", "isolation", "sensitive"],
  remediationSteps:
    "Remove `attachable`. To allow it for this network only, set the `allowAttachable` input of the " +
    "OverlayNetwork to the network's own name, or list a docker.Network in this rule's `allow` setting.",
  docs: {
    about:
      "If a network is attachable, anyone who can start a container on a node of the swarm can connect it to the " +
      "network (`docker run --network`), and no Pulumi program shows it. A network is sensitive if it has the " +
      "label `swarm.network.sensitive`, if it has a label or name from this rule's settings, or if it belongs to " +
      "an OverlayNetwork with `sensitive: true`.\n\nThe rule accepts an OverlayNetwork whose `allowAttachable` " +
      "input repeats the network's own name. At the level `remediate`, the rule sets `attachable` to false on a " +
      "docker.Network.",
    sources: [
      "[Create an overlay network](https://docs.docker.com/engine/network/drivers/overlay/#create-an-overlay-network): `attachable` lets standalone containers connect",
    ],
    bad: [example.network("payments", { ...marked, attachable: true })],
    good: [
      example.network("payments", marked),
      example.network("tools", { driver: "overlay", attachable: true, options: { encrypted: "" } }),
      example.overlayNetwork("audit", { sensitive: true, attachable: true, allowAttachable: "audit" }),
    ],
  },
  types: [networkType],
  settings,
  validate: checkNetwork,
  remediate: (subject) => {
    if (!isReported(subject, checkNetwork)) return undefined;
    return withValue(subject.props, "attachable", false);
  },
});

function checkNetwork(subject: Subject<typeof settings>, report: (message: string) => void): void {
  const { name, props, opts } = subject;
  const network = networkOf(props);
  const because = sensitiveBecause(
    { logicalName: name, network, component: overlayNetworkAround(opts) },
    subject.settings,
  );
  if (because === undefined || isOverlay(network) === false || isOn(network.attachable) === false) return;
  if (isPermittedByComponent(subject)) return;
  if (isNamedIn(subject.settings.allow, name, network)) return;
  report(
    `Network "${name}" ${String(because)}, and 'attachable' lets any container on any node join it without appearing ` +
      `in the Pulumi program. Remove 'attachable', or list the network in this rule's "allow" setting.`,
  );
}
