import { cisDocker } from "../../policies/rule/framework";
import { check, outcome } from "../check";
import { nodeAddress, nodeName, nodeSubject, quoted } from "../swarmParts";

/** The traffic of tasks should use another address, and so another network, than the swarm's control traffic. */
export const nodeRequireDataPathSeparation = check({
  name: "swarm-node-require-data-path-separation",
  description: "A node must use separate addresses for the traffic of tasks and for the swarm's control traffic.",
  enforcementLevel: "advisory",
  severity: "low",
  framework: cisDocker("7.9"),
  tags: ["swarm", "node", "vxlan", "cis"],
  remediationSteps:
    "Let the node leave and rejoin with --data-path-addr set to an address on another interface than that of " +
    "--advertise-addr.",
  run: ({ nodes: all, tunnelEnds }) => {
    // Another node may have taken over the address of a node that is down.
    const nodes = all.filter(({ Status }) => Status.State !== "down");
    if (nodes.length < 2) return { status: "not applicable", reason: "the swarm has only one node" };
    if (tunnelEnds.length === 0) {
      const reason = "no overlay network of this manager has a task, and the Engine shows the data path only there";
      return { status: "not applicable", reason };
    }
    const shared = nodes.filter((node) => tunnelEnds.includes(nodeAddress(node) ?? ""));
    const violations = shared.map((node) => ({
      subject: nodeSubject(node),
      message:
        `Node "${nodeName(node)}" uses one address, ${nodeAddress(node) ?? ""}, for both the traffic of its ` +
        "tasks and the swarm's control traffic. Let it leave and rejoin with --data-path-addr set to an address " +
        "on another interface.",
    }));
    if (violations.length === 0 && tunnelEnds.length < nodes.length) {
      const reason =
        `this manager sees the data path of only ${tunnelEnds.length} of ${nodes.length} nodes: those that run tasks ` +
        "on its networks";
      return { status: "not applicable", reason };
    }
    return outcome(violations, {
      pass: `the data path uses ${tunnelEnds.join(", ")}, which carry no control traffic`,
      fail: `one address for both kinds of traffic: ${quoted(shared.map(nodeName))}`,
    });
  },
});
