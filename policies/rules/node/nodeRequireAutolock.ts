import { unknown } from "../../../swarm/draft";
import * as example from "../../rule/example";
import { cisDocker } from "../../rule/framework";
import { waitFor } from "../../unknowns/known";
import { isOn } from "../../facts/network";
import { nodeOf, nodeType, startsSwarm } from "../../facts/node";
import { resourcePolicy } from "../../rule/policy";

/** Without autolock the keys of the swarm lie beside what they protect. */
export const nodeRequireAutolock = resourcePolicy({
  name: "swarm-node-require-autolock",
  description: "Managers should be locked until somebody unlocks them after a restart.",
  enforcementLevel: "advisory",
  severity: "medium",
  framework: cisDocker("7.5", "Ensure that swarm manager is run in auto-lock mode"),
  tags: ["swarm", "node", "manager", "secret"],
  remediationSteps:
    "Give the node that starts the swarm `autolock: true`, and keep its output `unlockKey` away from the managers.",
  docs: {
    about:
      "A manager's disk has the swarm's secrets, its certificates and the keys of encrypted networks, and beside them the key that they " +
      "are encrypted with. With autolock that key is kept elsewhere, and a manager asks for it after each restart. The rule looks at " +
      "the node that starts a swarm, and at any node that turns autolock off.",
    sources: ['CIS Docker Benchmark 1.6.0, 7.5, "Ensure that swarm manager is run in auto-lock mode"'],
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
    waitFor(props, "autolock");
    if (autolock === unknown) return;
    report(
      `Node "${name}" ${autolock === undefined ? "starts a swarm without 'autolock'" : "turns 'autolock' off"}: whoever has a copy of a ` +
        `manager's disk has the swarm's secrets, its certificates and the keys of encrypted networks. ` +
        `Set autolock: true; a manager then needs the output 'unlockKey' after each restart.`,
    );
  },
});
