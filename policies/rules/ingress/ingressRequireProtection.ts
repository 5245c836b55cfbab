import * as example from "../../rule/example";
import { dockerEngine } from "../../rule/framework";
import { waitFor } from "../../unknowns/known";
import { isOn, networkOf, networkType } from "../../facts/network";
import { matchesAny } from "../../facts/pattern";
import { resourcePolicy } from "../../rule/policy";
import { texts } from "../../rule/settings";

/** Any change of the ingress removes it first, and with it every published port. */
export const ingressRequireProtection = resourcePolicy({
  name: "swarm-ingress-require-protection",
  description: "The ingress network should be protected: a change removes it first, and all published ports with it.",
  enforcementLevel: "advisory",
  severity: "medium",
  framework: dockerEngine(
    "moby/swarmkit manager/controlapi/network.go",
    "There is one ingress, nothing about it can be changed, and it can be removed only when no service publishes through it",
  ),
  tags: ["swarm", "ingress", "change"],
  remediationSteps:
    "Set the resource option `protect: true` on the IngressConfig or docker.Network. For a planned change, take it off, or name the " +
    "network in the setting `acknowledged` of this rule, in a maintenance window.",
  docs: {
    about:
      "A swarm has one ingress, and Docker can change nothing about a network. So whatever is changed, a label included, the ingress goes " +
      "before the new one comes, and Docker allows that only while no service publishes a port through it. With `protect`, Pulumi refuses " +
      "to remove or replace it until somebody takes the option off; a component hands the option on to its network. A protected " +
      "resource also stops `pulumi destroy`.",
    sources: [
      "[moby#31714](https://github.com/moby/moby/pull/31714)",
      "[Customize the ingress network](https://docs.docker.com/engine/swarm/networking/#customize-ingress)",
      "[Pulumi's option `protect`](https://www.pulumi.com/docs/iac/concepts/options/protect/)",
    ],
    bad: [example.network("edge", { driver: "overlay", ingress: true })],
    good: [
      example.network("edge", { driver: "overlay", ingress: true }, { protect: true }),
      example.network("frontend", { driver: "overlay" }),
    ],
  },
  types: [networkType],
  settings: {
    acknowledged: texts(
      "Names of ingress networks that may be changed and removed, logical or in the swarm; * stands for any characters.",
    ),
  },
  validate: ({ name, props, opts, settings: { acknowledged } }, report) => {
    const network = networkOf(props);
    if (isOn(network.ingress) === false || opts.protect) return;
    const names = [name, ...(typeof network.name === "string" ? [network.name] : [])];
    if (matchesAny(names, acknowledged) !== undefined) return;
    waitFor(props, "ingress");
    if (acknowledged.length > 0) waitFor(props, "name");
    report(
      `Network "${name}" is the ingress and not protected: a change of anything about it removes it first, and all published ports ` +
        `with it. Set the resource option protect: true, or name it in this rule's setting "acknowledged" for a planned change.`,
    );
  },
});
