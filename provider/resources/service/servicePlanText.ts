import { formatDuration } from "../../../swarm/durations";
import type { AttachmentPlan, TaskPlan } from "../../handler/resourcePlan";

/** How many names a sentence has before the others are only counted. */
const mostNames = 5;

/** A service's plan for people. */
export function describeServicePlan(
  tasks: TaskPlan,
  attachments: AttachmentPlan | undefined,
  lost: readonly string[],
): string {
  const sentences = [
    describeRestart(tasks),
    ...describeRollout(tasks),
    ...describeScale(tasks),
    ...describeAttachments(attachments),
    ...(lost.length === 0 ? [] : [`Each restart loses ${lost.join(", ")}.`]),
  ];
  return sentences.join(" ");
}

/** A job's plan for people. */
export function describeJobPlan(job: {
  readonly because: readonly string[];
  readonly isSure: boolean;
  /** The number of tasks that must complete; `undefined` if the preview does not know it. */
  readonly total: number | undefined;
  readonly atOnce: number | undefined;
  readonly waitSeconds: number;
}): string {
  const { because, isSure, total, atOnce, waitSeconds } = job;
  if (!isSure) {
    return `The job may run again (${names(because)}): the preview does not know the new values yet.`;
  }
  const isStaggered = total !== undefined && atOnce !== undefined && atOnce < total;
  const tasks = total === undefined ? "a task on each node" : tasksOf(total);
  const wait =
    waitSeconds === 0 ? "The provider does not wait." : `The provider waits up to ${time(waitSeconds)} for them.`;
  return `The job runs again (${names(because)}): ${tasks}${isStaggered ? `, ${atOnce} at a time` : ""}. ${wait}`;
}

function describeRestart({ restart, count, because, without, times }: TaskPlan): string {
  const again = times > 1 ? ` ${times === 2 ? "twice" : `${times} times`}` : "";
  switch (restart) {
    case "none":
      return without.length === 0 ? "No task restarts." : `No task restarts (${names(without)}).`;
    case "all":
      return `${allOf(count)}${again} (${names(because)}).`;
    case "maybe":
      return (
        `${count === undefined ? "Tasks" : tasksOf(count)} may restart (${names(because)}): the preview does not ` +
        "know the new values yet."
      );
    case "some":
      return count === undefined
        ? `Only the tasks on nodes that do not meet the new constraints restart (${names(because)}).`
        : `${tasksOf(count)} ${count === 1 ? "restarts" : "restart"}, because the node does not meet the new ` +
            `constraints (${names(because)}). The others keep running.`;
  }
}

function describeRollout(tasks: TaskPlan): string[] {
  const { restart, count, order, parallelism, delaySeconds, longestSeconds, waitSeconds } = tasks;
  if (restart === "none") return [];
  const isAlone = count === 1;
  const isAtOnce = parallelism === 0 || (count !== undefined && parallelism >= count);
  const pace = isAtOnce ? "all at once" : parallelism === 1 ? "one at a time" : `${parallelism} at a time`;
  const delay = delaySeconds > 0 && !isAlone && !isAtOnce ? `, ${time(delaySeconds)} apart` : "";
  const how = isAlone ? `Order: ${order}.` : `Order: ${order}, ${pace}${delay}.`;
  if (longestSeconds === undefined) return [how];
  const longest = `At most ${time(longestSeconds)} if the nodes have the images.`;
  const isTooLong = waitSeconds > 0 && longestSeconds > waitSeconds * Math.max(1, tasks.times);
  const warning = `The provider waits only ${time(waitSeconds)}; 'convergeConfig.timeout' sets this limit.`;
  return [how, longest, ...(isTooLong ? [warning] : [])];
}

function describeScale({ scaledBy }: TaskPlan): string[] {
  if (scaledBy === 0) return [];
  const verb = scaledBy > 0 ? "start" : "stop";
  return [`${tasksOf(Math.abs(scaledBy))} ${Math.abs(scaledBy) === 1 ? `${verb}s` : verb}.`];
}

function describeAttachments(attachments: AttachmentPlan | undefined): string[] {
  if (attachments === undefined) return [];
  const { joins, leaves, replaced } = attachments;
  const list = (networks: readonly string[]): string =>
    networks.map((name) => (name === "a new network" ? name : JSON.stringify(name))).join(", ");
  return [
    ...(joins.length === 0 ? [] : [`Joins ${list(joins)}.`]),
    ...(leaves.length === 0 ? [] : [`Leaves ${list(leaves)}.`]),
    ...(replaced.length === 0
      ? []
      : [`Moves from ${list(replaced)} to ${replaced.length === 1 ? "its" : "their"} replacement.`]),
  ];
}

function allOf(count: number | undefined): string {
  if (count === undefined) return "All tasks restart";
  if (count === 1) return "The only task restarts";
  return count === 2 ? "Both tasks restart" : `All ${count} tasks restart`;
}

function names(list: readonly string[]): string {
  const others = list.length - mostNames;
  return others > 0 ? `${list.slice(0, mostNames).join(", ")} and ${others} more` : list.join(", ");
}

function tasksOf(count: number): string {
  return `${count} ${count === 1 ? "task" : "tasks"}`;
}

function time(seconds: number): string {
  return formatDuration(Math.ceil(seconds) * 1e9);
}
