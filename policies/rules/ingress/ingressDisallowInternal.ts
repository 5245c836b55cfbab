import * as example from "../../rule/example";
import { dockerEngine } from "../../rule/framework";
import { withValue } from "../../rule/remediation";
import { isOn, networkOf, networkType } from "../../facts/network";
import type { Subject } from "../../rule/policy";
import { isReported, resourcePolicy } from "../../rule/policy";
import type { Settings } from "../../rule/settings";

/** The nodes ignore `internal` on the ingress network: published ports are reachable from outside by design. */
export const ingressDisallowInternal = resourcePolicy({
  name: "swarm-ingress-disallow-internal",
  description: "The ingress network must not set `internal`, which the nodes ignore.",
  enforcementLevel: "mandatory",
  severity: "low",
  framework: dockerEngine(
    "moby/moby daemon/cluster/executor/container/executor.go",
    "A node creates its ingress network from the subnet and options only; it does not read internal",
  ),
  tags: ["swarm", "ingress", "isolation"],
  remediationSteps: "Remove `internal`. To make a service unreachable from outside, do not publish its ports.",
  docs: {
    about:
      "Docker creates an ingress network with `internal: true`, but published ports stay reachable from outside, " +
      "whatever the program suggests. At the level `remediate`, the rule sets `internal` to false.",
    sources: ["moby/moby, `daemon/cluster/executor/container/executor.go`"],
    bad: [example.network("edge", { driver: "overlay", ingress: true, internal: true }, { protect: true })],
    good: [example.network("edge", { driver: "overlay", ingress: true }, { protect: true })],
  },
  types: [networkType],
  validate: checkNetwork,
  remediate: (subject) => (isReported(subject, checkNetwork) ? withValue(subject.props, "internal", false) : undefined),
});

function checkNetwork(
  { name, props }: Pick<Subject<Settings>, "name" | "props">,
  report: (message: string) => void,
): void {
  const { ingress, internal } = networkOf(props);
  if (isOn(ingress) === false || isOn(internal) === false) return;
  report(
    `Network "${name}" is the ingress network and is internal, which the nodes ignore: published ports stay ` +
      "reachable from outside. Remove 'internal'; to make a service unreachable from outside, do not publish " +
      "its ports.",
  );
}
