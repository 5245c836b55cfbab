import * as example from "../../rule/example";
import { cisDocker, cisDockerSource } from "../../rule/framework";
import { isManager, startsSwarm } from "../../facts/node";
import { stackPolicy } from "../../rule/policy";
import { nodesIn } from "../../facts/stackNodes";
import { settled } from "../../unknowns/looks";

const remoteAddresses = ["192.168.1.11:2377"];

/** Managers decide by majority, so an even number survives no more failures than one less. */
export const stackRequireOddManagers = stackPolicy({
  name: "swarm-stack-require-odd-managers",
  description: "A swarm should have an odd number of managers.",
  enforcementLevel: "advisory",
  severity: "medium",
  framework: cisDocker("7.1"),
  tags: ["swarm", "node", "manager"],
  remediationSteps: "Use 1, 3, 5 or 7 managers; make the others workers.",
  docs: {
    about:
      "A swarm works as long as more than half of its managers can reach each other. Of two managers, none may fail; " +
      "of four, one, as of three. The rule counts the managers of a stack that starts the swarm: nodes without a " +
      "swarm to join, and nodes whose `role` is manager. A node whose role only its token decides is not counted.",
    sources: [
      cisDockerSource("7.1"),
      "[Maintain the quorum of " +
        "managers](https://docs.docker.com/engine/swarm/admin_guide/#maintain-the-quorum-of-managers)",
    ],
    bad: [
      example.node("manager1", { defaultAddressPools: ["10.128.0.0/12"] }),
      example.node("manager2", { role: "manager", remoteAddresses }),
    ],
    good: [
      example.node("manager1", { defaultAddressPools: ["10.128.0.0/12"] }),
      example.node("worker1", { role: "worker", remoteAddresses }),
    ],
  },
  validate: ({ resources }, report) => {
    const nodes = nodesIn(resources);
    // An unknown list of addresses may turn out to be empty, so it counts.
    const starting = nodes.filter(({ node }) => startsSwarm(node));
    const managers = settled(() => nodes.filter(({ node }) => isManager(node) === true));
    // Two nodes that start a swarm are two swarms, whose managers cannot be told apart.
    const [first, ...others] = starting;
    if (first === undefined || others.length > 0 || managers.length % 2 === 1) return;
    const count = managers.length;
    const names = managers.map(({ name }) => `"${name}"`).join(", ");
    report(
      `The swarm has ${count} managers (${names}), an even number: it survives the loss of ${count / 2 - 1}, as with ` +
        `${count - 1}. Make it an odd number with 'role'.`,
      first.urn,
    );
  },
});
