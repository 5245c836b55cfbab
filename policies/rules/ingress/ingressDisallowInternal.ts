import * as example from "../../rule/example";
import { dockerEngine } from "../../rule/framework";
import { waitFor } from "../../unknowns/known";
import { withValue } from "../../rule/remediation";
import { isOn, networkOf, networkType } from "../../facts/network";
import type { Subject } from "../../rule/policy";
import { isReported, resourcePolicy } from "../../rule/policy";
import type { Settings } from "../../rule/settings";

/** Nodes ignore it: published ports lead outside by their nature. */
export const ingressDisallowInternal = resourcePolicy({
  name: "swarm-ingress-disallow-internal",
  description: "The ingress network must not be internal, which the nodes ignore.",
  enforcementLevel: "mandatory",
  severity: "low",
  framework: dockerEngine(
    "moby/moby daemon/cluster/executor/container/executor.go",
    "A node makes its ingress from subnet and options alone; internal is not among what it reads",
  ),
  tags: ["swarm", "ingress", "isolation"],
  remediationSteps: "Leave `internal` out. To keep a service from the outside, publish no port of it.",
  docs: {
    about:
      "An ingress with `internal: true` is made, and published ports are reachable from outside as ever: who wrote it believes otherwise. " +
      "At the level `remediate` the rule takes `internal` out.",
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
  waitFor(props, "ingress");
  waitFor(props, "internal");
  report(
    `Network "${name}" is the ingress and internal, which the nodes ignore: published ports lead outside all the same. ` +
      `Leave 'internal' out; to keep a service from the outside, publish no port of it.`,
  );
}
