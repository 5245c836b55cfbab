import { isPermittedByComponent } from "../../facts/attachable";
import * as example from "../../rule/example";
import { dockerEngine } from "../../rule/framework";
import { waitFor } from "../../unknowns/known";
import { isOn, isOverlay, networkOf, networkType } from "../../facts/network";
import { matchesAny } from "../../facts/pattern";
import { resourcePolicy } from "../../rule/policy";
import { texts } from "../../rule/settings";

/** Attachable overlays are meant, not left over from a test. */
export const networkDisallowAttachable = resourcePolicy({
  name: "swarm-network-disallow-attachable",
  description: "An overlay network should let in containers that belong to no service only where that is allowed.",
  enforcementLevel: "advisory",
  severity: "low",
  framework: dockerEngine(
    "docker/docs network/drivers/overlay",
    "An attachable overlay network can be joined by any container on any node",
  ),
  tags: ["swarm", "network", "overlay", "isolation"],
  remediationSteps: "Leave `attachable` out, or name the network in the setting `allow` of this rule.",
  docs: {
    about:
      "`attachable` is for containers that are started by hand (`docker run --network`). Services need none of it. An OverlayNetwork " +
      "with `allowAttachable` that repeats its own name is let through. The ingress has a rule of its own, which is mandatory.",
    sources: [
      "[Create an overlay network](https://docs.docker.com/engine/network/drivers/overlay/#create-an-overlay-network): attachable lets standalone containers in",
    ],
    bad: [example.network("frontend", { driver: "overlay", attachable: true })],
    good: [
      example.network("frontend", { driver: "overlay" }),
      example.network("local", { driver: "bridge", attachable: true }),
    ],
  },
  types: [networkType],
  settings: {
    allow: texts("Names of networks that may be attachable, logical or in the swarm; * stands for any characters."),
  },
  validate: (subject, report) => {
    const { name, props, settings } = subject;
    const network = networkOf(props);
    if (isOverlay(network) === false || isOn(network.ingress) === true || isOn(network.attachable) === false) return;
    const names = [name, ...(typeof network.name === "string" ? [network.name] : [])];
    if (isPermittedByComponent(subject) || matchesAny(names, settings.allow) !== undefined) return;
    waitFor(props, "attachable");
    waitFor(props, "driver");
    waitFor(props, "ingress");
    if (settings.allow.length > 0) waitFor(props, "name");
    report(
      `Network "${name}" is attachable: any container on any node can join it, without a trace in the program. ` +
        `Leave 'attachable' out, or name the network in this rule's setting "allow".`,
    );
  },
});
