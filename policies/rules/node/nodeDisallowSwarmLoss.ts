import * as example from "../../rule/example";
import { dockerEngine } from "../../rule/framework";
import { isOn } from "../../facts/network";
import { nodeOf, nodeType } from "../../facts/node";
import { matchesAny } from "../../facts/pattern";
import { resourcePolicy } from "../../rule/policy";
import { texts } from "../../rule/settings";

/** The permission to end a swarm is for one deployment. */
export const nodeDisallowSwarmLoss = resourcePolicy({
  name: "swarm-node-disallow-swarm-loss",
  description: "A node should not keep the permission to end its swarm.",
  enforcementLevel: "advisory",
  severity: "medium",
  framework: dockerEngine(
    "moby/moby daemon/cluster/swarm.go",
    "When the last manager leaves, the swarm ends, with its networks, services and secrets",
  ),
  tags: ["swarm", "node", "manager", "change"],
  remediationSteps: "Remove `allowSwarmLoss` after the deployment that needs it.",
  docs: {
    about:
      "With `allowSwarmLoss`, a change that replaces or removes the last manager ends the swarm, and with it all " +
      "networks, services and secrets. Set it only for the deployment that must do this, and list the node in " +
      "`acknowledged` for that time.",
    sources: ["moby/moby, `daemon/cluster/swarm.go`"],
    bad: [example.node("manager1", { advertiseAddress: "192.168.1.11", allowSwarmLoss: true })],
    good: [example.node("manager1", { advertiseAddress: "192.168.1.11", allowSwarmLoss: false })],
  },
  types: [nodeType],
  settings: { acknowledged: texts("Logical names of nodes that may end their swarm; * matches any characters.") },
  validate: ({ name, props, settings: { acknowledged } }, report) => {
    if (isOn(nodeOf(props).allowSwarmLoss) === false || matchesAny([name], acknowledged) !== undefined) return;
    report(
      `Node "${name}" has 'allowSwarmLoss' on: a change that replaces or removes the last manager ends the swarm, ` +
        "with all networks, services and secrets. Remove it after the deployment that needs it, or add the name to " +
        'this rule\'s setting "acknowledged".',
    );
  },
});
