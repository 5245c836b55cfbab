import type * as pulumi from "@pulumi/pulumi";
import type { Draft } from "../../swarm/draft";
import type { Labels } from "../../swarm/labels";
import { checkLabels } from "../../swarm/labels";
import { checkMtu } from "../../swarm/mtu";
import { checkName, checkNetworkName, hashedName } from "../../swarm/names";
import type { Problem } from "../../swarm/problem";
import { under } from "../../swarm/problem";
import { swarmLabel } from "../../swarm/swarmLabel";
import { keyPath, recordOf } from "../../swarm/typed";
import type { Description } from "../arguments/checkedArgs";
import { rule } from "../arguments/checkedArgs";
import { entriesToCheck } from "../arguments/inputs";
import { wholeNumber, flag, map, text } from "../arguments/shape";

/** The arguments that all components for overlay networks have. */
interface NetworkArgs {
  readonly name?: pulumi.Input<string>;
  readonly encrypted?: pulumi.Input<boolean>;
  readonly mtu?: pulumi.Input<number>;
  readonly labels?: pulumi.Input<{ [name: string]: pulumi.Input<string> }>;
}

/** The description of the arguments that every overlay network has. */
export function networkDescription(logicalName: string): Description<NetworkArgs> {
  return {
    name: [
      text,
      rule(
        ({ name }) => name,
        (name) => under("name", name === undefined ? checkLogicalName(logicalName) : checkNetworkName(name)),
      ),
    ],
    labels: [
      map(text),
      rule(
        ({ labels }) => entriesToCheck(labels),
        (labels) => under("labels", [...checkLabels(labels as Draft<Labels>), ...checkReservedLabels(labels)]),
      ),
    ],
    encrypted: [flag],
    mtu: [
      wholeNumber("1450"),
      rule(
        ({ mtu, encrypted }) => ({ mtu, encrypted }),
        (draft) => {
          const { mtu, encrypted } = recordOf(draft, "", "args", []);
          return under("mtu", checkMtu(mtu as Draft<number>, encrypted === true));
        },
      ),
    ],
  };
}

/**
 * The logical name is the first part of the physical name. A long one is shortened there, so its length does not
 * matter.
 */
function checkLogicalName(logicalName: string): Problem[] {
  return checkName(hashedName(logicalName, "")).length === 0 ? [] : checkName(logicalName);
}

/** Labels that the component or the provider writes. */
function checkReservedLabels(labels: unknown): Problem[] {
  const present = recordOf(labels, "", "labels", []);
  return reservedLabels
    .filter(([name]) => name in present)
    .map(([name, reason]) => ({ path: keyPath(name), reason: `'${name}' ${reason}` }));
}

const reservedLabels = [
  [
    swarmLabel.sensitive.key,
    "only marks a network as sensitive; it protects nothing. Use 'sensitive: true' of an OverlayNetwork.",
  ],
  [swarmLabel.identity.key, "names the owner of the network, and the component sets it. Leave it out."],
  [
    swarmLabel.spec.key,
    "is the hash of the spec of a network with a fixed name, and the component sets it. Leave it out.",
  ],
  [swarmLabel.transition.key, "marks temporary networks that the provider creates. Leave it out."],
  [
    swarmLabel.onPublishedPorts.key,
    "is an instruction of the component to the provider. Use 'onPublishedPorts' of an IngressConfig.",
  ],
] as const;
