import * as example from "../../rule/example";
import { dockerEngine } from "../../rule/framework";
import { withValue } from "../../rule/remediation";
import { isOn, networkOf, networkType } from "../../facts/network";
import type { Subject } from "../../rule/policy";
import { isReported, resourcePolicy } from "../../rule/policy";
import type { Settings } from "../../rule/settings";

/** The ingress network is only for the routing mesh: Swarm refuses to make it attachable. */
export const ingressDisallowAttachable = resourcePolicy({
  name: "swarm-ingress-disallow-attachable",
  description: "The ingress network must not be attachable.",
  enforcementLevel: "mandatory",
  severity: "medium",
  framework: dockerEngine("moby/swarmkit manager/controlapi/network.go", "ingress network cannot be attachable"),
  tags: ["swarm", "ingress", "isolation"],
  remediationSteps: "Remove `attachable`, and give standalone containers an overlay network of their own.",
  docs: {
    about:
      "Swarm refuses an attachable ingress network, possibly after Pulumi has removed the previous one. At the " +
      "level `remediate`, the rule sets `attachable` to false.",
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
  report(
    `Network "${name}" is the ingress network and is attachable, which Swarm refuses: the ingress network is ` +
      "only for the routing mesh. Remove 'attachable', and give standalone containers an overlay network of " +
      "their own.",
  );
}
