import { cisDocker } from "../../policies/rule/framework";
import { check } from "../check";
import { nodeSubject, theSwarm } from "../swarmParts";

/** A manager's control port should answer on one address, not on every network that the machine is on. */
export const managerLimitListenAddress = check({
  name: "swarm-manager-limit-listen-address",
  description: "A manager must listen for the swarm on one address.",
  enforcementLevel: "advisory",
  severity: "medium",
  framework: cisDocker("7.2", "Ensure that swarm services are bound to a specific host interface"),
  tags: ["swarm", "manager", "cis"],
  remediationSteps:
    "Let the manager leave and join again with --listen-addr ADDRESS:2377, one manager at a time; until then keep 2377/tcp open to the swarm's nodes alone.",
  run: ({ info, nodes, listeners }) => {
    const node = nodes.find(({ ID }) => ID === info.Swarm.NodeID);
    const advertisesNone = node?.Status.Addr === "0.0.0.0" || node?.Status.Addr === "::";
    if (!advertisesNone && (listeners === undefined || listeners.length === 0)) {
      const reason = `the Engine API does not tell on which addresses ${info.Name} listens; run the audit on it, as root, with --host unix:///var/run/docker.sock`;
      return { status: "not applicable", reason };
    }
    const wide = (listeners ?? ["0.0.0.0"]).find((address) => address === "0.0.0.0" || address === "::");
    if (wide === undefined) {
      return {
        status: "pass",
        reason: `${info.Name} listens on ${(listeners ?? []).join(", ")}; other managers were not seen`,
      };
    }
    const message =
      `Manager "${info.Name}" listens for the swarm on every address of its machine (${wide}), also on networks that are none of ` +
      `the swarm's. Let it leave and join again with --listen-addr ADDRESS:2377, or keep that port closed to all but the nodes.`;
    return {
      status: "fail",
      reason: `${info.Name} listens on every address (${wide}); other managers were not seen`,
      violations: [{ subject: node === undefined ? theSwarm : nodeSubject(node), message }],
    };
  },
});
