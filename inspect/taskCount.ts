import type { ServiceInspection } from "../swarm/inspection";

/**
 * How many tasks of a service run, or of a job have completed, of those that should: `2 of 3 running`.
 *
 * @param separator between the two numbers
 */
export function taskCount(
  {
    runningTasks,
    completedTasks,
    desiredTasks,
  }: Pick<ServiceInspection, "runningTasks" | "completedTasks" | "desiredTasks">,
  separator = " of ",
): string {
  return completedTasks === undefined
    ? `${runningTasks}${separator}${desiredTasks} running`
    : `${completedTasks}${separator}${desiredTasks} completed`;
}
