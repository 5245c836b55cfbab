import { labelKeys, reservedLabels } from "../../../swarm/labels";
import * as example from "../../rule/example";
import { dockerEngine } from "../../rule/framework";
import { waitFor } from "../../unknowns/known";
import { networkOf, networkType } from "../../facts/network";
import { resourcePolicy } from "../../rule/policy";

/** Labels by which Swarm tells its own networks from those of users. */
export const networkDisallowReservedLabels = resourcePolicy({
  name: "swarm-network-disallow-reserved-labels",
  description: "A network must not have labels that start with `com.docker.swarm.`, which belong to Swarm.",
  enforcementLevel: "mandatory",
  severity: "medium",
  framework: dockerEngine(
    "moby/swarmkit manager/controlapi/network.go",
    "com.docker.swarm.predefined is refused, and com.docker.swarm.internal makes a network look like the old ingress",
  ),
  tags: ["swarm", "network", "labels"],
  remediationSteps: "Use a prefix of your own, e.g. `com.example.`.",
  docs: {
    about:
      "Swarm marks its own networks by labels with the prefix `com.docker.swarm.`: one of them is refused, with another a network passes for " +
      "the ingress of an old swarm, and the rest may get a meaning in the next Engine.",
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
    for (const key of labelKeys(networkOf(props).labels)) {
      if (!key.startsWith(reservedLabels)) continue;
      report(
        `Network "${name}" has the label "${key}": labels that start with "${reservedLabels}" belong to Swarm. Use a prefix of your own.`,
      );
    }
    waitFor(props, "labels", "label");
  },
});
