import { labelKeys } from "../../../swarm/labels";
import { networkLabels, networkLabelsToWrite } from "../../../swarm/swarmLabel";
import * as example from "../../rule/example";
import { known } from "../../unknowns/looks";
import { draftOf } from "../../unknowns/draft";
import { nearest } from "../../../swarm/nearest";
import { misspeltLabels } from "../../facts/configuredLabels";
import { networkType } from "../../facts/network";
import { sensitivity } from "../../facts/sensitivity";
import { resourcePolicy } from "../../rule/policy";
import { fieldsOf, serviceType } from "../../facts/service";

const prefixes = ["swarm.network.", "swarm.ingress."];

/** Other resource types of the docker package that have labels. */
const otherTypes = ["container:Container", "secret:Secret", "volume:Volume"].map((type) => `docker:index/${type}`);

/** A label that no rule reads protects nothing. */
export const networkRequireKnownLabels = resourcePolicy({
  name: "swarm-network-require-known-labels",
  description: "The labels that this pack reads must be spelled correctly and set on a network.",
  enforcementLevel: "mandatory",
  severity: "high",
  framework: {
    name: "swarm-network",
    version: "0.1",
    reference: "docs/overlayNetwork.md",
    specification: "The label swarm.network.sensitive marks a network as sensitive for the rules of this pack",
  },
  tags: ["swarm", "network", "labels", "sensitive"],
  remediationSteps: "Spell the label as the message suggests, and set it on the docker.Network, not on a service.",
  docs: {
    about:
      "The labels `swarm.network.sensitive` and `swarm.network.tier` decide which rules apply to a network. A " +
      "label that is misspelled, written in another case, or set on a service, container, secret or volume has " +
      "no effect, so a network that looks protected is not. The rule reports any other label that starts with " +
      "`swarm.network.` or `swarm.ingress.` (except those that the components and the provider write), labels " +
      "that differ from a known one by a letter or two, and known labels on a service or its containers. Labels " +
      "that the configuration lists as marks of sensitive networks are checked in the same way, values included.",
    sources: ["[the components' guide](../overlayNetwork.md#sensitive-networks)"],
    bad: [
      example.network("payments", { driver: "overlay", labels: [{ label: "swarm.network.sensitiv", value: "true" }] }),
      example.service("bank", {
        labels: [{ label: "swarm.network.sensitive", value: "true" }],
        taskSpec: {
          containerSpec: { image: "bank:1.0@sha256:0000000000000000000000000000000000000000000000000000000000000000" },
        },
      }),
    ],
    good: [
      example.network("payments", {
        driver: "overlay",
        labels: [{ label: "swarm.network.sensitive", value: "true" }],
        options: { encrypted: "" },
      }),
    ],
  },
  types: [networkType, serviceType, ...otherTypes],
  settings: { sensitiveLabels: sensitivity.sensitiveLabels },
  validate: ({ name, type, props, settings: { sensitiveLabels } }, report) => {
    const resource = draftOf<Labelled>(props);
    if (typeof resource !== "object") return;
    if (type === networkType) {
      for (const { given, meant } of misspeltLabels(resource.labels, sensitiveLabels))
        report(`Network "${name}" has ${given}, which no rule reads. Did you mean "${meant}"?`);
      for (const key of known(() => labelKeys(resource.labels))) {
        if (networkLabels.includes(key)) continue;
        const near = nearest(key.trim(), networkLabelsToWrite);
        if (near === undefined && !prefixes.some((prefix) => key.toLowerCase().startsWith(prefix))) continue;
        report(
          `Network "${name}" has the label "${key}", which no rule reads. ` +
            (near === undefined ? `Known labels: ${networkLabelsToWrite.join(", ")}.` : `Did you mean "${near}"?`),
        );
      }
      return;
    }
    const keys = known(() => {
      const { containerSpec } = fieldsOf<NonNullable<Labelled["taskSpec"]>>(resource.taskSpec);
      return [...labelKeys(resource.labels), ...labelKeys(fieldsOf<Labels>(containerSpec).labels)];
    });
    for (const key of new Set(keys)) {
      if (!networkLabels.includes(key.trim().toLowerCase()) && nearest(key.trim(), networkLabelsToWrite) === undefined)
        continue;
      report(
        `${kindOf(type)} "${name}" has the label "${key}", which has an effect only on networks. Set it on the ` +
          "network instead.",
      );
    }
  },
});

/** The class name in a type token: `docker:index/service:Service` is a `Service`. */
function kindOf(type: string): string {
  return type.split(":").at(-1) ?? type;
}

interface Labels {
  readonly labels?: readonly { readonly label: string; readonly value: string }[];
}

interface Labelled extends Labels {
  readonly taskSpec?: { readonly containerSpec?: Labels };
}
