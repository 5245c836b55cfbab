import { unknown } from "../../../swarm/draft";
import { isMarked } from "../../../swarm/labels";
import { swarmLabel } from "../../../swarm/swarmLabel";
import { driverOption, isEncrypted } from "../../../swarm/options";
import { overlayNetworkAround } from "../../facts/componentNetwork";
import * as example from "../../rule/example";
import { givenNetwork } from "../../unknowns/given";
import { draftOf } from "../../unknowns/known";
import type { OverlayNetwork } from "../../facts/network";
import { isOn, networkType, overlayNetworkType } from "../../facts/network";
import { stackPolicy } from "../../rule/policy";
import { fieldsOf } from "../../facts/service";
import { waitForPart } from "../../unknowns/undecided";

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
    const open: (() => void)[] = [];
    for (const resource of resources) {
      const { type, name, parent, urn } = resource;
      if (type !== networkType || parent?.type !== overlayNetworkType) continue;
      const { sensitive, encrypted, internal, attachable } = overlayNetworkAround({ parent: parent.urn });
      const network = givenNetwork(resource);
      const { options, labels } = network;
      const lost: string[] = [];
      // What the component says of itself at the end, where no rule that is on has seen its inputs.
      const { encrypted: told } = fieldsOf(draftOf<OverlayNetwork>(parent.props));
      if (isOn(encrypted ?? sensitive) === true || isOn(told) === true) {
        if (options === unknown)
          open.push(() => {
            waitForPart(resource, ["options"]);
          });
        else if (!isEncrypted(fieldsOf<Readonly<Record<string, unknown>>>(options))) lost.push("is not encrypted");
      }
      if (isOn(sensitive) === true) {
        const marked = isMarked(labels, swarmLabel.sensitive.key);
        if (marked === undefined)
          open.push(() => {
            waitForPart(resource, ["labels"]);
          });
        else if (!marked) lost.push(`has no label ${swarmLabel.sensitive.key}`);
      }
      if (isOn(internal) === true && isOn(network.internal) === false) lost.push("is not internal");
      if (isOn(attachable) === false && isOn(network.attachable) === true) lost.push("is attachable");
      if (lost.length === 0) continue;
      report(
        `Network "${name}" ${listed(lost)}, and OverlayNetwork "${parent.name}" was asked for something else: a transform has changed the ` +
          `network on the way. Remove the transform, or ask the component for what is meant.`,
        urn,
      );
    }
    for (const wait of open) wait();
  },
});

function listed(texts: readonly string[]): string {
  const last = texts.at(-1) ?? "";
  return texts.length < 2 ? last : `${texts.slice(0, -1).join(", ")} and ${last}`;
}
