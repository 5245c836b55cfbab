import * as example from "../../rule/example";
import { dockerEngine } from "../../rule/framework";
import { waitFor } from "../../unknowns/known";
import { withValue } from "../../rule/remediation";
import { isOn, networkOf, networkType } from "../../facts/network";
import type { Subject } from "../../rule/policy";
import { isReported, resourcePolicy } from "../../rule/policy";
import type { Settings } from "../../rule/settings";

/** The routing mesh is no place for containers, and Swarm refuses it. */
export const ingressDisallowAttachable = resourcePolicy({
  name: "swarm-ingress-disallow-attachable",
  description: "The ingress network must not be attachable.",
  enforcementLevel: "mandatory",
  severity: "medium",
  framework: dockerEngine("moby/swarmkit manager/controlapi/network.go", "ingress network cannot be attachable"),
  tags: ["swarm", "ingress", "isolation"],
  remediationSteps: "Leave `attachable` out, and give containers an overlay network of their own.",
  docs: {
    about:
      "Swarm refuses such a network, after Pulumi may have removed the one before. At the level `remediate` the rule takes `attachable` out.",
    sources: ["moby/swarmkit, `manager/controlapi/network.go`"],
    bad: [example.network("edge", { driver: "overlay", ingress: true, attachable: true }, { protect: true })],
    good: [example.network("edge", { driver: "overlay", ingress: true }, { protect: true })],
  },
  types: [networkType],
  validate: checkNetwork,
  remediate: (subject) =>
    isReported(subject, checkNetwork) ? withValue(subject.props, "attachable", false) : undefined,
});

function checkNetwork(
  { name, props }: Pick<Subject<Settings>, "name" | "props">,
  report: (message: string) => void,
): void {
  const { ingress, attachable } = networkOf(props);
  if (isOn(ingress) === false || isOn(attachable) === false) return;
  waitFor(props, "ingress");
  waitFor(props, "attachable");
  report(
    `Network "${name}" is the ingress and attachable, which Swarm refuses: the ingress belongs to the routing mesh alone. ` +
      `Leave 'attachable' out, and give containers an overlay network of their own.`,
  );
}
