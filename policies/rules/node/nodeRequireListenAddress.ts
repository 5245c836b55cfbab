import { unknown } from "../../../swarm/draft";
import * as example from "../../rule/example";
import { cisDocker, cisDockerSource } from "../../rule/framework";
import { isEveryAddress, isManager, nodeOf, nodeType } from "../../facts/node";
import { resourcePolicy } from "../../rule/policy";

/** Only the nodes of the swarm should be able to reach a manager's control port. */
export const nodeRequireListenAddress = resourcePolicy({
  name: "swarm-node-require-listen-address",
  description: "A manager should listen for swarm traffic on a single address of its machine.",
  enforcementLevel: "advisory",
  severity: "medium",
  framework: cisDocker("7.2"),
  tags: ["swarm", "node", "manager", "exposure"],
  remediationSteps:
    "Set `listenAddress` to the address of the interface that the nodes share, for example 192.168.1.11:2377.",
  docs: {
    about:
      "Without `listenAddress`, a manager listens on every address of its machine (0.0.0.0:2377), including " +
      "those on networks that do not belong to the swarm. The traffic is encrypted, but anyone with a join token " +
      "can connect. The rule checks the node that starts a swarm, and nodes whose `role` is manager; workers do " +
      "not listen. The address is fixed when a node joins its swarm.",
    sources: [cisDockerSource("7.2")],
    bad: [
      example.node("manager1", { advertiseAddress: "192.168.1.11", listenAddress: "0.0.0.0:2377" }),
      example.node("manager2", { role: "manager", remoteAddresses: ["192.168.1.11:2377"] }),
    ],
    good: [
      example.node("manager1", { advertiseAddress: "192.168.1.11", listenAddress: "192.168.1.11:2377" }),
      example.node("worker1", { role: "worker", remoteAddresses: ["192.168.1.11:2377"] }),
    ],
  },
  types: [nodeType],
  validate: ({ name, props }, report) => {
    const node = nodeOf(props);
    const { listenAddress } = node;
    const manager = isManager(node);
    if (manager === false || (typeof listenAddress === "string" && !isEveryAddress(listenAddress))) return;
    // If only the join token decides the role, the node may be a worker.
    if (manager === unknown && node.role === undefined) return;
    const given = listenAddress === undefined ? "no 'listenAddress', which means" : "the 'listenAddress'";
    report(
      `Node "${name}" is a manager and has ${given} ${String(listenAddress ?? "0.0.0.0:2377")}: it listens for ` +
        "swarm traffic on every network of its machine. Set 'listenAddress' to the address of the interface that " +
        "the nodes share, for example 192.168.1.11:2377.",
    );
  },
});
