import * as example from "../../rule/example";
import { cisDocker, cisDockerSource } from "../../rule/framework";
import { isOn } from "../../facts/network";
import { nodeOf, nodeType, startsSwarm } from "../../facts/node";
import { resourcePolicy } from "../../rule/policy";

/** Without autolock, a manager stores the keys of the swarm beside the data that they protect. */
export const nodeRequireAutolock = resourcePolicy({
  name: "swarm-node-require-autolock",
  description: "Managers should stay locked after a restart until an operator unlocks them.",
  enforcementLevel: "advisory",
  severity: "medium",
  framework: cisDocker("7.5"),
  tags: ["swarm", "node", "manager", "secret"],
  remediationSteps:
    "Set `autolock: true` on the node that starts the swarm, and store its output `unlockKey` away from the " +
    "managers.",
  docs: {
    about:
      "A manager's disk holds the swarm's secrets, its certificates and the keys of encrypted networks, together " +
      "with the key that they are encrypted with. With autolock, that key is stored elsewhere, and a manager " +
      "needs it after each restart. The rule checks the node that starts a swarm, and any node that turns " +
      "autolock off.",
    sources: [cisDockerSource("7.5")],
    bad: [example.node("manager1", { autolock: false }), example.node("manager2", {})],
    good: [
      example.node("manager1", { autolock: true }),
      example.node("manager2", { role: "manager", remoteAddresses: ["192.168.1.11:2377"] }),
    ],
  },
  types: [nodeType],
  validate: ({ name, props }, report) => {
    const node = nodeOf(props);
    const { autolock } = node;
    if (autolock === undefined ? !startsSwarm(node) : isOn(autolock) === true) return;
    report(
      `Node "${name}" ` +
        `${autolock === undefined ? "starts a swarm without 'autolock'" : "turns 'autolock' off"}: anyone with a ` +
        "copy of a manager's disk can read the swarm's secrets, its certificates and the keys of encrypted " +
        "networks. Set autolock: true; a manager then needs the output 'unlockKey' after each restart.",
    );
  },
});
