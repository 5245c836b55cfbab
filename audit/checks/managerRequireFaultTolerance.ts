import type { Node } from "../../provider/engine/types";
import { cisDocker } from "../../policies/rule/framework";
import { check, outcome, type Violation } from "../check";
import { nodeName, nodeSubject, quoted, theSwarm } from "../swarmParts";

/** Managers agree by majority: an even number survives no more failures than one less, and more than seven slow it down. */
export const managerRequireFaultTolerance = check({
  name: "swarm-manager-require-fault-tolerance",
  description: "A swarm must have an odd number of managers, three to seven, all reachable.",
  enforcementLevel: "advisory",
  severity: "medium",
  framework: cisDocker("7.1", "Ensure that the minimum number of manager nodes have been created in a swarm"),
  tags: ["swarm", "manager", "cis"],
  remediationSteps:
    "docker node promote or demote until there are 3, 5 or 7 managers on machines that fail apart; repair or demote those that are not reachable.",
  run: ({ nodes }) => {
    const managers = nodes.filter(({ ManagerStatus }) => ManagerStatus !== undefined);
    const violations = [...countProblem(managers.length), ...managers.flatMap((node) => reachProblem(node, managers))];
    const names = managers.map(nodeName).sort();
    return outcome(violations, {
      pass: `${managers.length} managers, all reachable`,
      fail: `${managers.length} ${managers.length === 1 ? "manager" : "managers"}: ${quoted(names)}${violations.length > countProblem(managers.length).length ? ", not all reachable" : ""}`,
    });
  },
});

function countProblem(count: number): Violation[] {
  const spare = Math.floor((count - 1) / 2);
  const wayOut = "Make it 3, 5 or 7 with 'docker node promote' or 'demote'.";
  const about = (message: string): Violation[] => [{ subject: theSwarm, message }];
  if (count === 1)
    return about(
      `The swarm has 1 manager: when it is lost, nothing can be changed any more, and its secrets are lost with it. ${wayOut}`,
    );
  if (count % 2 === 0)
    return about(
      `The swarm has ${count} managers, an even number: it survives the loss of ${spare}, as with ${count - 1}. ${wayOut}`,
    );
  if (count > 7)
    return about(
      `The swarm has ${count} managers: each has to take part in every change, which slows all of them down. ${wayOut}`,
    );
  return [];
}

function reachProblem(node: Node, managers: readonly Node[]): Violation[] {
  const { ManagerStatus: status } = node;
  if (status?.Reachability === undefined || status.Reachability === "reachable") return [];
  const reachable = managers.filter(({ ManagerStatus }) => ManagerStatus?.Reachability === "reachable").length;
  const message =
    `Manager "${nodeName(node)}" is ${status.Reachability}: ${reachable} of ${managers.length} managers are left, and the swarm needs ` +
    `${Math.floor(managers.length / 2) + 1}. Start it again, or replace it: 'docker node demote' and 'docker node rm'.`;
  return [{ subject: nodeSubject(node), message }];
}
