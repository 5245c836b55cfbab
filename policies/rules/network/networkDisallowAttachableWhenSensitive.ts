import { unknown } from "../../../swarm/draft";
import { label } from "../../../swarm/labels";
import { isPermittedByComponent } from "../../facts/attachable";
import { overlayNetworkAround } from "../../facts/componentNetwork";
import * as example from "../../rule/example";
import { dockerEngine } from "../../rule/framework";
import { waitFor } from "../../unknowns/known";
import { withValue } from "../../rule/remediation";
import { isOn, isOverlay, networkOf, networkType } from "../../facts/network";
import { matchesAny } from "../../facts/pattern";
import type { Subject } from "../../rule/policy";
import { isReported, resourcePolicy } from "../../rule/policy";
import { sensitiveBecause, sensitivity } from "../../facts/sensitivity";
import { texts } from "../../rule/settings";

const settings = {
  ...sensitivity,
  allow: texts(
    "Names of sensitive networks that may be attachable, logical or in the swarm; * stands for any characters.",
  ),
} as const;

const marked = { driver: "overlay", labels: [{ label: label.sensitive, value: "true" }], options: { encrypted: "" } };

/** Only services may be on a sensitive network: a policy cannot see what `docker run` does. */
export const networkDisallowAttachableWhenSensitive = resourcePolicy({
  name: "swarm-network-disallow-attachable-when-sensitive",
  description: "An overlay network that is marked sensitive must not let in containers that belong to no service.",
  enforcementLevel: "mandatory",
  severity: "high",
  framework: dockerEngine(
    "docker/docs network/drivers/overlay",
    "An attachable overlay network can be joined by any container on any node",
  ),
  tags: ["swarm", "network", "overlay", "isolation", "sensitive"],
  remediationSteps:
    "Leave `attachable` out, or allow it for this very network: `allowAttachable` with its own name in an OverlayNetwork, the " +
    "setting `allow` of this rule for a docker.Network.",
  docs: {
    about:
      "With `attachable`, whoever can start a container on any node of the swarm can put it on the network (`docker run --network`), " +
      "and no declaration says so. A network is sensitive by the label `swarm.network.sensitive`, by a name of the setting " +
      "`sensitiveNames`, or by the input `sensitive` of an OverlayNetwork.\n\n" +
      "An OverlayNetwork with `allowAttachable` that repeats its own name is let through. At the level `remediate` the rule takes " +
      "`attachable` out of a docker.Network.",
    sources: [
      "[Create an overlay network](https://docs.docker.com/engine/network/drivers/overlay/#create-an-overlay-network): attachable lets standalone containers in",
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
    { ...network, logicalName: name, component: overlayNetworkAround(opts) },
    subject.settings,
  );
  if (because === undefined || isOverlay(network) === false || isOn(network.attachable) === false) return;
  if (isPermittedByComponent(subject)) return;
  const names = [name, ...(typeof network.name === "string" ? [network.name] : [])];
  if (matchesAny(names, subject.settings.allow) !== undefined) return;
  waitFor(props, "attachable");
  waitFor(props, "driver");
  waitFor(props, "ingress");
  if (because === unknown) waitFor(props, "labels");
  if (because === unknown || subject.settings.allow.length > 0) waitFor(props, "name");
  if (because === unknown) return;
  report(
    `Network "${name}" ${because}, and 'attachable' lets any container on any node join it, without a trace in the program. ` +
      `Leave 'attachable' out, or name the network in this rule's setting "allow".`,
  );
}
