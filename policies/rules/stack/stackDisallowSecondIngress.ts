import * as example from "../../rule/example";
import { dockerEngine } from "../../rule/framework";
import { stackPolicy } from "../../rule/policy";
import { topologyOf } from "../../facts/stackTopology";
import { isOn } from "../../facts/network";
import { forEachAlone, settled } from "../../unknowns/looks";

/** A swarm has one ingress network. */
export const stackDisallowSecondIngress = stackPolicy({
  name: "swarm-stack-disallow-second-ingress",
  description: "A swarm must have only one ingress network.",
  enforcementLevel: "mandatory",
  severity: "medium",
  framework: dockerEngine("moby/swarmkit manager/controlapi/network.go", "ingress network is already present"),
  tags: ["swarm", "network", "ingress"],
  remediationSteps:
    "Keep one network with `ingress: true` (or one IngressConfig) per swarm, and remove `ingress` from the others.",
  docs: {
    about:
      "Swarm refuses a second ingress network. A network that the program both manages and reads counts once. Each " +
      "swarm may have its own ingress: networks belong to different swarms if the hosts of their providers differ.",
    sources: ["moby/swarmkit, `manager/controlapi/network.go`"],
    bad: [
      example.network("edge", { driver: "overlay", ingress: true }),
      example.network("edge2", { driver: "overlay", ingress: true }),
    ],
    good: [
      example.network("edge", { driver: "overlay", ingress: true }),
      example.network("edge2", { driver: "overlay" }),
    ],
  },
  validate: ({ resources }, report) => {
    const { networks } = topologyOf(resources);
    const first = new Map<string, string>();
    const certain = settled(() => networks.filter(({ network }) => isOn(network.ingress) === true));
    forEachAlone(new Set([...certain, ...networks]), ({ network, name, urn, swarm }) => {
      if (isOn(network.ingress) === false) return;
      const other = first.get(swarm);
      if (other !== undefined) {
        report(
          `Networks "${name}" and "${other}" are both ingress networks: a swarm can have only one, and refuses the ` +
            "second. Remove 'ingress' from one of them.",
          urn,
        );
      } else first.set(swarm, name);
    });
  },
});
