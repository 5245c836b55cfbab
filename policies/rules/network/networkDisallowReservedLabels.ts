import { labelKeys, reservedLabels } from "../../../swarm/labels";
import * as example from "../../rule/example";
import { known } from "../../unknowns/looks";
import { dockerEngine } from "../../rule/framework";
import { networkOf, networkType } from "../../facts/network";
import { resourcePolicy } from "../../rule/policy";

/** Swarm recognizes its own networks by these labels. */
export const networkDisallowReservedLabels = resourcePolicy({
  name: "swarm-network-disallow-reserved-labels",
  description: "A network must not have labels that start with `com.docker.swarm.`, which Swarm reserves.",
  enforcementLevel: "mandatory",
  severity: "medium",
  framework: dockerEngine(
    "moby/swarmkit manager/controlapi/network.go",
    "Swarm refuses com.docker.swarm.predefined, and com.docker.swarm.internal marks the ingress network of an " +
      "old swarm",
  ),
  tags: ["swarm", "network", "labels"],
  remediationSteps: "Use a prefix of your own, such as `com.example.`.",
  docs: {
    about:
      "Swarm marks its own networks with labels that start with `com.docker.swarm.`. It refuses one of them, " +
      "takes a network with another one for the ingress network of an old swarm, and may give a meaning to the " +
      "rest in a future Engine release.",
    sources: [
      "moby/swarmkit, `manager/controlapi/network.go`",
      "[Key format recommendations](https://docs.docker.com/engine/manage-resources/labels/#key-format-recommendations)",
    ],
    bad: [
      example.network("backend", {
        driver: "overlay",
        labels: [{ label: "com.docker.swarm.internal", value: "true" }],
      }),
    ],
    good: [
      example.network("backend", { driver: "overlay", labels: [{ label: "com.example.swarm.team", value: "shop" }] }),
    ],
  },
  types: [networkType],
  validate: ({ name, props }, report) => {
    for (const key of known(() => labelKeys(networkOf(props).labels))) {
      if (!key.startsWith(reservedLabels)) continue;
      report(
        `Network "${name}" has the label "${key}": Swarm reserves labels that start with "${reservedLabels}". ` +
          "Use a prefix of your own.",
      );
    }
  },
});
