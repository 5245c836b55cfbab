import { cisDocker } from "../../policies/rule/framework";
import { check, outcome } from "../check";
import { nodeAddress, nodeName, nodeSubject } from "../swarmParts";

/** What tasks send each other should not share an address, and so a network, with the swarm's own messages. */
export const nodeRequireDataPathSeparation = check({
  name: "swarm-node-require-data-path-separation",
  description: "The traffic of tasks must go over another address of a node than the swarm's own messages.",
  enforcementLevel: "advisory",
  severity: "low",
  framework: cisDocker("7.9", "Ensure that management plane traffic is separated from data plane traffic"),
  tags: ["swarm", "node", "vxlan", "cis"],
  remediationSteps:
    "Let the node leave and join again with --data-path-addr, an address of another interface than that of --advertise-addr.",
  run: ({ nodes: all, tunnelEnds }) => {
    // One that is down may have been replaced by another at its address.
    const nodes = all.filter(({ Status }) => Status.State !== "down");
    if (nodes.length < 2) return { status: "not applicable", reason: "one node alone sends nothing to another" };
    if (tunnelEnds.length === 0) {
      const reason = "no overlay network of this manager has a task, and the Engine shows the data path nowhere else";
      return { status: "not applicable", reason };
    }
    const shared = nodes.filter((node) => tunnelEnds.includes(nodeAddress(node) ?? ""));
    const violations = shared.map((node) => ({
      subject: nodeSubject(node),
      message:
        `Node "${nodeName(node)}" takes part in the swarm and carries the traffic of its tasks on one address, ` +
        `${nodeAddress(node) ?? ""}. Let it leave and join again with --data-path-addr, an address of another interface.`,
    }));
    if (violations.length === 0 && tunnelEnds.length < nodes.length) {
      const reason = `this manager sees the data path of ${tunnelEnds.length} of ${nodes.length} nodes, those that run tasks on its networks`;
      return { status: "not applicable", reason };
    }
    return outcome(violations, {
      pass: `the data path ends at ${tunnelEnds.join(", ")}, where no node takes part in the swarm`,
      fail: `${shared.map(nodeName).join(", ")}: one address for both`,
    });
  },
});
