import { isSensitive as isSensitiveByLabel } from "../../../swarm/labels";
import { swarmLabel } from "../../../swarm/swarmLabel";
import { driverOption } from "../../../swarm/options";
import { overlayNetworkAround } from "../../facts/componentNetwork";
import * as example from "../../rule/example";
import { givenNetwork } from "../../facts/given";
import { draftOf } from "../../unknowns/draft";
import type { OverlayNetwork } from "../../facts/network";
import { isEncryptedNetwork, isOn, networkType, overlayNetworkType } from "../../facts/network";
import { stackPolicy } from "../../rule/policy";
import { fieldsOf } from "../../facts/service";
import { faultsIn, forEachAlone } from "../../unknowns/looks";

/** A component's network is what the component was asked for, whatever a transform does to it on the way. */
export const stackDisallowWeakenedComponent = stackPolicy({
  name: "swarm-stack-disallow-weakened-component",
  description: "The network of an OverlayNetwork must have the protection that the component was asked for.",
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
    "Remove the transform that changes the component's docker.Network, or ask the component for what is meant.",
  docs: {
    about:
      "A transform of the program can change the docker.Network inside of an OverlayNetwork. Where that takes away the encryption, the label " +
      "`swarm.network.sensitive` or `internal`, or makes the network attachable, the component's own inputs say something else than what is " +
      "deployed. Rules about a single network go by those inputs, since Pulumi shows them the old options while such a network is " +
      "replaced; this one looks at what there is at the end, in a preview and in an update.",
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
      if (type !== networkType || parent?.type !== overlayNetworkType) return;
      const asked = overlayNetworkAround({ parent: parent.urn });
      // What the component says of itself at the end, where no rule that is on has seen its inputs.
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
      report(
        `Network "${name}" ${listed(lost.map(([what]) => what))}, and OverlayNetwork "${parent.name}" was asked for something else: a transform has changed the ` +
          `network on the way. Remove the transform, or ask the component for what is meant.`,
        urn,
      );
    });
  },
});

function listed(texts: readonly string[]): string {
  const last = texts.at(-1) ?? "";
  return texts.length < 2 ? last : `${texts.slice(0, -1).join(", ")} and ${last}`;
}
