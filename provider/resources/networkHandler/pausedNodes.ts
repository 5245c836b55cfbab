import type { SwarmFacts } from "../../handler/resourcePlan";
import { namePausedTasks } from "../network/pausedTasks";

/**
 * What a preview says of tasks that keep a network from being removed, because their nodes are paused.
 *
 * @returns a sentence, with a space before it; empty if there are no such tasks
 */
export function describePausedNodes(networkId: string, facts: SwarmFacts | undefined): string {
  if (facts === undefined) return "";
  const tasks = facts.tasks.filter(({ NetworksAttachments }) =>
    (NetworksAttachments ?? []).some(({ Network }) => Network.ID === networkId),
  );
  const paused = namePausedTasks(tasks, facts);
  if (paused === undefined) return "";
  return (
    ` The update refuses to remove the old network, because Swarm does not update the tasks of global services on ` +
    `paused nodes: ${paused}. Activate or drain these nodes before.`
  );
}
