import { unknown } from "../../../swarm/draft";
import * as example from "../../rule/example";
import { cisDocker } from "../../rule/framework";
import { waitFor } from "../../unknowns/known";
import { hostOf, isManager, nodeOf, nodeType } from "../../facts/node";
import { resourcePolicy } from "../../rule/policy";

/** A manager's control port is for the nodes of the swarm alone. */
export const nodeRequireListenAddress = resourcePolicy({
  name: "swarm-node-require-listen-address",
  description: "A manager should listen for the swarm on one address of its machine.",
  enforcementLevel: "advisory",
  severity: "medium",
  framework: cisDocker("7.2", "Ensure that swarm services are bound to a specific host interface"),
  tags: ["swarm", "node", "manager", "exposure"],
  remediationSteps: "Give `listenAddress` the address of the interface that the nodes share, e.g. 192.168.1.11:2377.",
  docs: {
    about:
      "Without `listenAddress` a manager listens on every address of its machine, 0.0.0.0:2377: also on networks that are none of the " +
      "swarm's. What is on it is encrypted, and open to whoever has a join token. The rule looks at the node that starts a swarm and at " +
      "those whose `role` is manager; a worker listens for nobody. What a node listens on is fixed when it enters its swarm.",
    sources: ['CIS Docker Benchmark 1.6.0, 7.2, "Ensure that swarm services are bound to a specific host interface"'],
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
    if (manager === unknown) waitFor(props, "role");
    // A role that only the token tells may be that of a worker.
    if (manager !== true) return;
    waitFor(props, "listenAddress");
    const given = listenAddress === undefined ? "no 'listenAddress', which stands for" : "the 'listenAddress'";
    report(
      `Node "${name}" is a manager and has ${given} ${String(listenAddress ?? "0.0.0.0:2377")}: it listens for the swarm on every ` +
        `network of its machine. Give the address of the interface that the nodes share, e.g. 192.168.1.11:2377.`,
    );
  },
});

function isEveryAddress(address: string): boolean {
  return ["", "0.0.0.0", "::", "*"].includes(hostOf(address));
}
