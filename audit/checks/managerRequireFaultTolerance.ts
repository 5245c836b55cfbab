import type { Node } from "../../provider/engine/types";
import { cisDocker } from "../../policies/rule/framework";
import { quorumOf } from "../../swarm/quorum";
import { check, outcome, type Violation } from "../check";
import { nodeName, nodeSubject, quoted, theSwarm } from "../swarmParts";

/**
 * Managers decide by majority: an even number tolerates no more failures than one manager less, and more than seven
 * slow the swarm down.
 */
export const managerRequireFaultTolerance = check({
  name: "swarm-manager-require-fault-tolerance",
  description: "A swarm must have three, five or seven managers, all of them reachable.",
  enforcementLevel: "advisory",
  severity: "medium",
  framework: cisDocker("7.1"),
  tags: ["swarm", "manager", "cis"],
  remediationSteps:
    "Use 'docker node promote' and 'docker node demote' until there are 3, 5 or 7 managers, on machines that do " +
    "not fail together. Repair or demote managers that are not reachable.",
  run: ({ nodes }) => {
    const managers = nodes.filter(({ ManagerStatus }) => ManagerStatus !== undefined);
    const unreachable = managers.flatMap((node) => reachProblem(node, managers));
    const violations = [...countProblem(managers.length), ...unreachable];
    const names = managers.map(nodeName).sort();
    const count = managers.length === 1 ? "1 manager" : `${managers.length} managers`;
    return outcome(violations, {
      pass: `${count}, all reachable`,
      fail: `${count}: ${quoted(names)}${unreachable.length > 0 ? ", not all reachable" : ""}`,
    });
  },
});

function countProblem(count: number): Violation[] {
  const spare = Math.floor((count - 1) / 2);
  const fix = "Change the number to 3, 5 or 7 with 'docker node promote' or 'docker node demote'.";
  const about = (message: string): Violation[] => [{ subject: theSwarm, message }];
  if (count === 1)
    return about(
      `The swarm has 1 manager: if it fails, the swarm can no longer be changed, and its secrets are lost. ${fix}`,
    );
  if (count % 2 === 0)
    return about(
      `The swarm has ${count} managers, an even number: it tolerates the loss of ${spare}, no more ` +
        `than a swarm with ${count - 1}. ${fix}`,
    );
  if (count > 7)
    return about(
      `The swarm has ${count} managers: each takes part in every change, which slows all of them down. ${fix}`,
    );
  return [];
}

function reachProblem(node: Node, managers: readonly Node[]): Violation[] {
  const { ManagerStatus: status } = node;
  if (status?.Reachability === undefined || status.Reachability === "reachable") return [];
  const reachable = managers.filter(({ ManagerStatus }) => ManagerStatus?.Reachability === "reachable").length;
  const message =
    `Manager "${nodeName(node)}" is ${status.Reachability}: ${reachable} of ${managers.length} managers are ` +
    `reachable, and the swarm needs ${quorumOf(managers.length)}. Restart it, or replace it with ` +
    "'docker node demote' and 'docker node rm'.";
  return [{ subject: nodeSubject(node), message }];
}
