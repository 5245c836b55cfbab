import { cisDocker } from "../../policies/rule/framework";
import { check } from "../check";
import { nodeSubject, theSwarm } from "../swarmParts";

/** Only the nodes of the swarm should be able to reach a manager's control port. */
export const managerLimitListenAddress = check({
  name: "swarm-manager-limit-listen-address",
  description: "A manager must listen for swarm traffic on a single address.",
  enforcementLevel: "advisory",
  severity: "medium",
  framework: cisDocker("7.2"),
  tags: ["swarm", "manager", "cis"],
  remediationSteps:
    "Let one manager at a time leave and rejoin with --listen-addr ADDRESS:2377. Until then, allow only the " +
    "nodes of the swarm to connect to 2377/tcp.",
  run: ({ info, nodes, listeners }) => {
    const node = nodes.find(({ ID }) => ID === info.Swarm.NodeID);
    const advertisesNone = node?.Status.Addr === "0.0.0.0" || node?.Status.Addr === "::";
    if (!advertisesNone && (listeners === undefined || listeners.length === 0)) {
      const reason =
        `the Engine API does not show on which addresses ${info.Name} listens; run the audit on that node, as root, ` +
        "with --host unix:///var/run/docker.sock";
      return { status: "not applicable", reason };
    }
    const wide = (listeners ?? ["0.0.0.0"]).find((address) => address === "0.0.0.0" || address === "::");
    if (wide === undefined) {
      return {
        status: "pass",
        reason: `${info.Name} listens on ${(listeners ?? []).join(", ")}; other managers were not checked`,
      };
    }
    const message =
      `Manager "${info.Name}" listens for swarm traffic on every address of its machine (${wide}), including ` +
      "those on networks that do not belong to the swarm. Let it leave and rejoin with --listen-addr " +
      "ADDRESS:2377, or allow only the nodes of the swarm to connect to that port.";
    return {
      status: "fail",
      reason: `${info.Name} listens on every address (${wide}); other managers were not checked`,
      violations: [{ subject: node === undefined ? theSwarm : nodeSubject(node), message }],
    };
  },
});
