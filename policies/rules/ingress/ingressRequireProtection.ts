import * as example from "../../rule/example";
import { dockerEngine } from "../../rule/framework";
import { isNamedIn, isOn, networkOf, networkType } from "../../facts/network";
import { resourcePolicy } from "../../rule/policy";
import { texts } from "../../rule/settings";

/** Any change to the ingress network removes it first, and all published ports with it. */
export const ingressRequireProtection = resourcePolicy({
  name: "swarm-ingress-require-protection",
  description: "The ingress network should be protected: any change removes it first, and all published ports with it.",
  enforcementLevel: "advisory",
  severity: "medium",
  framework: dockerEngine(
    "moby/swarmkit manager/controlapi/network.go",
    "A swarm has one ingress network; it cannot be changed, and can be removed only while no service " +
      "publishes through it",
  ),
  tags: ["swarm", "ingress", "change"],
  remediationSteps:
    "Set the resource option `protect: true` on the IngressConfig or docker.Network. For a planned change in a " +
    "maintenance window, remove the option, or list the network in this rule's `acknowledged` setting.",
  docs: {
    about:
      "A swarm has one ingress network, and Docker cannot change an existing network. To change anything, even a " +
      "label, Pulumi must remove the ingress network before it creates the new one, and Docker allows that only " +
      "while no service publishes a port through it. With `protect`, Pulumi refuses to remove or replace the " +
      "network until you remove the option; a component passes the option on to its network. `pulumi destroy` " +
      "also stops at a protected resource.",
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
      "Logical or physical names of ingress networks that may be changed and removed; * matches any characters.",
    ),
  },
  validate: ({ name, props, opts, settings: { acknowledged } }, report) => {
    const network = networkOf(props);
    if (isOn(network.ingress) === false || opts.protect) return;
    if (isNamedIn(acknowledged, name, network)) return;
    report(
      `Network "${name}" is the ingress network and is not protected: any change removes it first, and all ` +
        "published ports with it. Set the resource option protect: true, or list the network in this rule's " +
        '"acknowledged" setting for a planned change.',
    );
  },
});
