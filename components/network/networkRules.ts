import type * as pulumi from "@pulumi/pulumi";
import type { Draft } from "../../swarm/draft";
import type { Labels } from "../../swarm/labels";
import { checkLabels } from "../../swarm/labels";
import { swarmLabel } from "../../swarm/swarmLabel";
import { checkMtu } from "../../swarm/mtu";
import { checkName, checkNetworkName, hashedName } from "../../swarm/names";
import type { Problem } from "../../swarm/problem";
import { under } from "../../swarm/problem";
import { flagOf, keyPath, recordOf } from "../../swarm/typed";
import { entriesToCheck } from "../arguments/inputs";
import type { Rule } from "../arguments/verification";
import { rule } from "../arguments/verification";

/** The arguments that all components for networks have. */
export interface NetworkArgs {
  readonly name?: pulumi.Input<string>;
  readonly encrypted?: pulumi.Input<boolean>;
  readonly mtu?: pulumi.Input<number>;
  readonly labels?: pulumi.Input<{ [name: string]: pulumi.Input<string> }>;
}

/** The rules that hold for each network, whatever it is for. */
export function networkRules(logicalName: string): readonly Rule<NetworkArgs>[] {
  return [
    rule(
      ["name"],
      ({ name }: NetworkArgs) => name,
      (name) => under("name", name === undefined ? checkLogicalName(logicalName) : checkNetworkName(name)),
    ),
    rule(
      ["labels"],
      ({ labels }: NetworkArgs) => entriesToCheck(labels),
      (labels) => under("labels", [...checkLabels(labels as Draft<Labels>), ...checkOwnLabels(labels)]),
    ),
    rule(
      ["encrypted"],
      ({ encrypted }: NetworkArgs) => ({ encrypted }),
      (flags) => checkFlags(flags),
    ),
    rule(
      ["mtu"],
      ({ mtu, encrypted }: NetworkArgs) => ({ mtu, encrypted }),
      (draft) => {
        const { mtu, encrypted } = recordOf(draft, "", "args", []);
        return under("mtu", checkMtu(mtu as Draft<number>, encrypted === true));
      },
    ),
  ];
}

/** Checks that what is given and known is true or false: any text would count as true, "false" included. */
export function checkFlags(flags: unknown): Problem[] {
  const problems: Problem[] = [];
  for (const [name, value] of Object.entries(recordOf(flags, "", "args", []))) flagOf(value, name, name, problems);
  return problems;
}

/** The logical name is the first part of the physical one; a long one is shortened there, so length is no matter. */
function checkLogicalName(logicalName: string): Problem[] {
  return checkName(hashedName(logicalName, "")).length === 0 ? [] : checkName(logicalName);
}

/** Labels that the component writes itself. */
function checkOwnLabels(labels: unknown): Problem[] {
  const given = recordOf(labels, "", "labels", []);
  return Object.entries(reasons)
    .filter(([name]) => name in given)
    .map(([name, reason]) => ({ path: keyPath(name), reason }));
}

const reasons = {
  [swarmLabel.sensitive.key]:
    `'${swarmLabel.sensitive.key}' only says that a network is sensitive; it protects nothing. Use 'sensitive: true' of an OverlayNetwork.`,
  [swarmLabel.identity.key]:
    `'${swarmLabel.identity.key}' says whose network this is, and the component gives it. Leave it out.`,
  [swarmLabel.spec.key]:
    `'${swarmLabel.spec.key}' stands for what a network with a fixed name is made of, and the component gives it. Leave it out.`,
  [swarmLabel.transition.key]:
    `'${swarmLabel.transition.key}' is on networks that the provider makes for a while. Leave it out.`,
  [swarmLabel.onPublishedPorts.key]:
    `'${swarmLabel.onPublishedPorts.key}' is what the component tells the provider. Use 'onPublishedPorts' of an IngressConfig.`,
} as const;
