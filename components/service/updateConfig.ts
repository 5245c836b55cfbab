import type * as docker from "@pulumi/docker";
import type * as pulumi from "@pulumi/pulumi";
import type { Problem } from "../../swarm/problem";
import { under } from "../../swarm/problem";
import { recordOf } from "../../swarm/typed";
import { checkChoice } from "../arguments/choice";
import { mapInput } from "../arguments/inputs";
import { checkNumber, checkSeconds, durationOf } from "../arguments/number";

/** What happens when tasks fail during an update. */
export const UpdateFailureAction = { Rollback: "rollback", Pause: "pause", Continue: "continue" } as const;
export type UpdateFailureAction = (typeof UpdateFailureAction)[keyof typeof UpdateFailureAction];

/** What happens when tasks fail during a rollback. */
export const RollbackFailureAction = { Pause: "pause", Continue: "continue" } as const;
export type RollbackFailureAction = (typeof RollbackFailureAction)[keyof typeof RollbackFailureAction];

/** Whether a task's successor starts after it has stopped or before. */
export const UpdateOrder = { StopFirst: "stop-first", StartFirst: "start-first" } as const;
export type UpdateOrder = (typeof UpdateOrder)[keyof typeof UpdateOrder];

/** How tasks are replaced when the service changes. */
export interface UpdateConfigArgs {
  /**
   * Tasks that are replaced at a time; 0 for all at once.
   *
   * @default 1
   */
  readonly parallelism?: pulumi.Input<number>;
  /**
   * Seconds between one batch of tasks and the next.
   *
   * @default 0
   */
  readonly delaySeconds?: pulumi.Input<number>;
  /**
   * What happens when more tasks fail than `maxFailureRatio` allows. Swarm's own default is to pause, which leaves the service with
   * tasks of both kinds until someone comes; a rollback brings back what worked.
   *
   * @default UpdateFailureAction.Rollback
   */
  readonly failureAction?: pulumi.Input<UpdateFailureAction>;
  /**
   * Seconds that a new task is watched for failure; 0 stands for 5.
   *
   * @default 5
   */
  readonly monitorSeconds?: pulumi.Input<number>;
  /**
   * The part of the tasks that may fail, from 0 to 1.
   *
   * @default 0
   */
  readonly maxFailureRatio?: pulumi.Input<number>;
  /**
   * Whether a task's successor starts after it has stopped or before. Starting first needs room for both, no port in host mode, and a
   * service that stands two tasks where it had one; in return no moment passes without a task.
   *
   * @default UpdateOrder.StopFirst
   */
  readonly order?: pulumi.Input<UpdateOrder>;
}

/** How tasks are replaced when the service goes back to what it was before an update. */
export interface RollbackConfigArgs {
  /**
   * Tasks that are replaced at a time; 0 for all at once.
   *
   * @default 1
   */
  readonly parallelism?: pulumi.Input<number>;
  /**
   * Seconds between one batch of tasks and the next.
   *
   * @default 0
   */
  readonly delaySeconds?: pulumi.Input<number>;
  /**
   * What happens when more tasks fail than `maxFailureRatio` allows.
   *
   * @default RollbackFailureAction.Pause
   */
  readonly failureAction?: pulumi.Input<RollbackFailureAction>;
  /**
   * Seconds that a new task is watched for failure; 0 stands for 5.
   *
   * @default 5
   */
  readonly monitorSeconds?: pulumi.Input<number>;
  /**
   * The part of the tasks that may fail, from 0 to 1.
   *
   * @default 0
   */
  readonly maxFailureRatio?: pulumi.Input<number>;
  /**
   * Whether a task's successor starts after it has stopped or before.
   *
   * @default UpdateOrder.StopFirst
   */
  readonly order?: pulumi.Input<UpdateOrder>;
}

/** An update config in the docker package's form. */
export function updateConfigOf(config: UpdateConfigArgs): docker.types.input.ServiceUpdateConfig {
  return { ...paceOf(config), failureAction: config.failureAction ?? UpdateFailureAction.Rollback };
}

/** A rollback config in the docker package's form. */
export function rollbackConfigOf(config: RollbackConfigArgs): docker.types.input.ServiceRollbackConfig {
  return { ...paceOf(config), failureAction: config.failureAction ?? RollbackFailureAction.Pause };
}

export function checkUpdateConfig(config: unknown): Problem[] {
  return under("updateConfig", checkConfig(config, UpdateFailureAction));
}

export function checkRollbackConfig(config: unknown): Problem[] {
  return under("rollbackConfig", checkConfig(config, RollbackFailureAction));
}

function checkConfig(config: unknown, actions: Readonly<Record<string, string>>): Problem[] {
  const problems: Problem[] = [];
  const given = recordOf(config, "", "config", problems);
  const parallelism = { lowest: 0, whole: true, wayOut: "Use the number of tasks at a time, or 0 for all at once." };
  const ratio = { lowest: 0, highest: 1, wayOut: "Use a part of 1, e.g. 0.25." };
  problems.push(
    ...checkNumber(given["parallelism"], "parallelism", "parallelism", parallelism),
    ...checkSeconds(given["delaySeconds"], "delaySeconds", "delaySeconds"),
    ...checkChoice(given["failureAction"], "failureAction", "failureAction", actions),
    ...checkSeconds(given["monitorSeconds"], "monitorSeconds", "monitorSeconds"),
    ...checkNumber(given["maxFailureRatio"], "maxFailureRatio", "maxFailureRatio", ratio),
    ...checkChoice(given["order"], "order", "order", UpdateOrder),
  );
  return problems;
}

/** All fields, since the official plugin fills in what is missing and then sees no difference either way. */
function paceOf(
  config: Omit<UpdateConfigArgs, "failureAction">,
): Omit<docker.types.input.ServiceUpdateConfig, "failureAction"> {
  return {
    parallelism: config.parallelism ?? 1,
    delay: mapInput(config.delaySeconds ?? 0, durationOf),
    // The Engine makes 5 s of 0 and reports them.
    monitor: mapInput(config.monitorSeconds ?? 5, (seconds) => durationOf(seconds === 0 ? 5 : seconds)),
    maxFailureRatio: mapInput(config.maxFailureRatio ?? 0, (ratio) =>
      Number.isInteger(ratio) ? ratio.toFixed(1) : String(ratio),
    ),
    order: config.order ?? UpdateOrder.StopFirst,
  };
}
