import { isPermittedByComponent } from "../../facts/attachable";
import * as example from "../../rule/example";
import { dockerEngine } from "../../rule/framework";
import { isNamedIn, isOn, isOverlay, networkOf, networkType } from "../../facts/network";
import { resourcePolicy } from "../../rule/policy";
import { texts } from "../../rule/settings";

/** Overlay networks are attachable only where the configuration or a component allows it. */
export const networkDisallowAttachable = resourcePolicy({
  name: "swarm-network-disallow-attachable",
  description: "Overlay networks should not be attachable unless this rule's `allow` setting names them.",
  enforcementLevel: "advisory",
  severity: "low",
  framework: dockerEngine(
    "docker/docs network/drivers/overlay",
    "Any container on any node can join an attachable overlay network",
  ),
  tags: ["swarm", "network", "overlay", "isolation"],
  remediationSteps: "Remove `attachable`, or list the network in this rule's `allow` setting.",
  docs: {
    about:
      "`attachable` lets standalone containers (`docker run --network`) join the network. Services do not need " +
      "it. The rule accepts an OverlayNetwork whose `allowAttachable` input repeats the network's own name. The " +
      "ingress network has [a mandatory rule of its own](swarm-ingress-disallow-attachable.md).",
    sources: [
      "[Create an overlay network](https://docs.docker.com/engine/network/drivers/overlay/#create-an-overlay-network): `attachable` lets standalone containers connect",
    ],
    bad: [example.network("frontend", { driver: "overlay", attachable: true })],
    good: [
      example.network("frontend", { driver: "overlay" }),
      example.network("local", { driver: "bridge", attachable: true }),
    ],
  },
  types: [networkType],
  settings: {
    allow: texts("Logical or physical names of networks that may be attachable; * matches any characters."),
  },
  validate: (subject, report) => {
    const { name, props, settings } = subject;
    const network = networkOf(props);
    if (isOverlay(network) === false || isOn(network.ingress) === true || isOn(network.attachable) === false) return;
    if (isPermittedByComponent(subject) || isNamedIn(settings.allow, name, network)) return;
    report(
      `Network "${name}" is attachable: any container on any node can join it without appearing in the Pulumi ` +
        `program. Remove 'attachable', or list the network in this rule's "allow" setting.`,
    );
  },
});
