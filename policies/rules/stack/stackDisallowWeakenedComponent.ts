import { isSensitive as isSensitiveByLabel } from "../../../swarm/labels";
import { swarmLabel } from "../../../swarm/swarmLabel";
import { driverOption } from "../../../swarm/options";
import { componentOf } from "../../facts/componentNetwork";
import * as example from "../../rule/example";
import { givenNetwork } from "../../facts/given";
import { draftOf } from "../../unknowns/draft";
import type { OverlayNetwork } from "../../facts/network";
import { isEncryptedNetwork, ingressConfigType, isOn, networkType, overlayNetworkType } from "../../facts/network";
import { stackPolicy } from "../../rule/policy";
import { fieldsOf } from "../../facts/service";
import { faultsIn, forEachAlone } from "../../unknowns/looks";

/** The network of a component must be what the component declares, whatever a transform changes. */
export const stackDisallowWeakenedComponent = stackPolicy({
  name: "swarm-stack-disallow-weakened-component",
  description:
    "The network of an OverlayNetwork or IngressConfig must have the protection that the component declares.",
  enforcementLevel: "mandatory",
  severity: "high",
  framework: {
    name: "swarm-network",
    version: "0.1",
    reference: "docs/overlayNetwork.md",
    specification: "An OverlayNetwork that is sensitive is encrypted and carries the label swarm.network.sensitive",
  },
  tags: ["swarm", "network", "overlay", "encryption", "isolation", "sensitive"],
  remediationSteps:
    "Remove the transform that changes the component's docker.Network, or change the inputs of the component.",
  docs: {
    about:
      "A transform can change the docker.Network inside an OverlayNetwork or IngressConfig. If it removes the " +
      "encryption, the label `swarm.network.sensitive` or `internal`, or makes the network attachable, the deployed " +
      "network contradicts the inputs of the component. This rule compares the two at the end of a preview or update.",
    sources: ["[Pulumi: transforms](https://www.pulumi.com/docs/iac/concepts/resources/options/transforms/)"],
    bad: [
      example.overlayNetwork("payments", { sensitive: true }),
      example.network("inside", { driver: "overlay" }, { parent: example.overlayNetworkItself("payments") }),
    ],
    good: [
      example.overlayNetwork("payments", { sensitive: true }),
      example.network(
        "inside",
        {
          driver: "overlay",
          labels: [{ label: swarmLabel.sensitive.key, value: "true" }],
          options: { [driverOption.encrypted]: "" },
        },
        { parent: example.overlayNetworkItself("payments") },
      ),
    ],
  },
  validate: ({ resources }, report) => {
    forEachAlone(resources, (resource) => {
      const { type, name, parent, urn } = resource;
      if (type !== networkType || (parent?.type !== overlayNetworkType && parent?.type !== ingressConfigType)) return;
      const asked = fieldsOf(draftOf<OverlayNetwork>(componentOf({ parent: parent.urn })?.props));
      // The outputs of the component, in case no enabled rule has seen its inputs.
      const told = fieldsOf(draftOf<OverlayNetwork>(parent.props));
      const network = givenNetwork(resource);
      const isSensitive = (): boolean => isOn(asked.sensitive) === true;
      const isToBeEncrypted = (): boolean =>
        isOn(asked.encrypted ?? asked.sensitive) === true || isOn(told.encrypted) === true;
      const losses: readonly (readonly [string, () => boolean])[] = [
        ["is not encrypted", () => isToBeEncrypted() && isEncryptedNetwork(network) !== true],
        [
          `has no label ${swarmLabel.sensitive.key}`,
          () => isSensitive() && isSensitiveByLabel(network.labels) !== true,
        ],
        ["is not internal", () => isOn(asked.internal) === true && isOn(network.internal) !== true],
        ["is attachable", () => isOn(asked.attachable) === false && isOn(network.attachable) !== false],
      ];
      const lost = faultsIn(losses, ([, isLost]) => isLost());
      if (lost.length === 0) return;
      const kind = parent.type === overlayNetworkType ? "OverlayNetwork" : "IngressConfig";
      report(
        `Network "${name}" ${listed(lost.map(([what]) => what))}, unlike ${kind} "${parent.name}" declares: ` +
          "a transform has changed the network. Remove the transform, or change the inputs of the component.",
        urn,
      );
    });
  },
});

function listed(texts: readonly string[]): string {
  const last = texts.at(-1) ?? "";
  return texts.length < 2 ? last : `${texts.slice(0, -1).join(", ")} and ${last}`;
}
