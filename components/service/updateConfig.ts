import type * as docker from "@pulumi/docker";
import type * as pulumi from "@pulumi/pulumi";
import { mapInput } from "../arguments/inputs";
import { durationOf, secondsOf } from "../arguments/number";
import { block, choice, duration, number, seconds, withAlternatives } from "../arguments/shape";

/**
 * What happens when tasks fail during an update.
 *
 * @example
 * import { SwarmService, UpdateFailureAction } from "pulumi-swarm-networking";
 *
 * new SwarmService("api", {
 *   image: "registry.example.com/shop/api:1.4.2",
 *   updateConfig: { failureAction: UpdateFailureAction.Pause },
 * });
 */
export const UpdateFailureAction = {
  /** Returns to the previous version. */
  Rollback: "rollback",
  /** Stops the update where it is. */
  Pause: "pause",
  /** Continues with the next tasks. */
  Continue: "continue",
} as const;
export type UpdateFailureAction = (typeof UpdateFailureAction)[keyof typeof UpdateFailureAction];

/**
 * What happens when tasks fail during a rollback.
 *
 * @example
 * import { RollbackFailureAction, SwarmService } from "pulumi-swarm-networking";
 *
 * new SwarmService("api", {
 *   image: "registry.example.com/shop/api:1.4.2",
 *   rollbackConfig: { failureAction: RollbackFailureAction.Continue },
 * });
 */
export const RollbackFailureAction = {
  /** Stops the rollback where it is. */
  Pause: "pause",
  /** Continues with the next tasks. */
  Continue: "continue",
} as const;
export type RollbackFailureAction = (typeof RollbackFailureAction)[keyof typeof RollbackFailureAction];

/**
 * Whether the new task starts after the old one has stopped, or before.
 *
 * @example
 * import { SwarmService, UpdateOrder } from "pulumi-swarm-networking";
 *
 * new SwarmService("api", {
 *   image: "registry.example.com/shop/api:1.4.2",
 *   updateConfig: { order: UpdateOrder.StartFirst },
 * });
 */
export const UpdateOrder = {
  /** Stops the old task before the new one starts. */
  StopFirst: "stop-first",
  /** Starts the new task before the old one stops. */
  StartFirst: "start-first",
} as const;
export type UpdateOrder = (typeof UpdateOrder)[keyof typeof UpdateOrder];

/** How tasks are replaced when the service changes. */
export interface UpdateConfigArgs {
  /**
   * Number of tasks that are replaced at a time; 0 for all at once.
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
   * Time between one batch of tasks and the next, as text: `30s`, `1m30s`. The same value as `delaySeconds`.
   *
   * @default - the value of `delaySeconds`
   */
  readonly delay?: pulumi.Input<string>;
  /**
   * What happens when more tasks fail than `maxFailureRatio` allows. Swarm's own default is to pause, which leaves old
   * and new tasks running side by side until you intervene; a rollback restores the old ones.
   *
   * @default UpdateFailureAction.Rollback
   */
  readonly failureAction?: pulumi.Input<UpdateFailureAction>;
  /**
   * Seconds during which a new task is monitored for failure; 0 stands for 5.
   *
   * @default 5
   */
  readonly monitorSeconds?: pulumi.Input<number>;
  /**
   * Time during which a new task is monitored for failure, as text: `30s`, `1m30s`. The same value as `monitorSeconds`.
   *
   * @default - the value of `monitorSeconds`
   */
  readonly monitor?: pulumi.Input<string>;
  /**
   * The fraction of tasks that may fail, from 0 to 1.
   *
   * @default 0
   */
  readonly maxFailureRatio?: pulumi.Input<number>;
  /**
   * Whether the new task starts after the old one has stopped, or before. To start first, a node needs resources for
   * both, the service must not publish ports in host mode, and its program must tolerate one more task. In return the
   * service is never without a task.
   *
   * @default UpdateOrder.StopFirst
   */
  readonly order?: pulumi.Input<UpdateOrder>;
}

/** How tasks are replaced when an update is rolled back. */
export interface RollbackConfigArgs {
  /**
   * Number of tasks that are replaced at a time; 0 for all at once.
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
   * Time between one batch of tasks and the next, as text: `30s`, `1m30s`. The same value as `delaySeconds`.
   *
   * @default - the value of `delaySeconds`
   */
  readonly delay?: pulumi.Input<string>;
  /**
   * What happens when more tasks fail than `maxFailureRatio` allows.
   *
   * @default RollbackFailureAction.Pause
   */
  readonly failureAction?: pulumi.Input<RollbackFailureAction>;
  /**
   * Seconds during which a new task is monitored for failure; 0 stands for 5.
   *
   * @default 5
   */
  readonly monitorSeconds?: pulumi.Input<number>;
  /**
   * Time during which a new task is monitored for failure, as text: `30s`, `1m30s`. The same value as `monitorSeconds`.
   *
   * @default - the value of `monitorSeconds`
   */
  readonly monitor?: pulumi.Input<string>;
  /**
   * The fraction of tasks that may fail, from 0 to 1.
   *
   * @default 0
   */
  readonly maxFailureRatio?: pulumi.Input<number>;
  /**
   * Whether the new task starts after the old one has stopped, or before.
   *
   * @default UpdateOrder.StopFirst
   */
  readonly order?: pulumi.Input<UpdateOrder>;
}

const pace = {
  parallelism: number({ lowest: 0, whole: true, fix: "Use the number of tasks at a time, or 0 for all at once." }),
  delay: duration,
  delaySeconds: seconds,
  monitor: duration,
  monitorSeconds: seconds,
  maxFailureRatio: number({ lowest: 0, highest: 1, fix: "Use a fraction from 0 to 1, e.g. 0.25." }),
  order: choice(UpdateOrder),
};

const twoForms = [
  ["delay", "delaySeconds"],
  ["monitor", "monitorSeconds"],
] as const;

/** The shape of an update config. */
export const updateConfigShape = withAlternatives(
  block<UpdateConfigArgs>({ ...pace, failureAction: choice(UpdateFailureAction) }),
  ...twoForms,
);

/** The shape of a rollback config. */
export const rollbackConfigShape = withAlternatives(
  block<RollbackConfigArgs>({ ...pace, failureAction: choice(RollbackFailureAction) }),
  ...twoForms,
);

/** An update config in the form of the docker package. */
export function updateConfigOf(config: UpdateConfigArgs): docker.types.input.ServiceUpdateConfig {
  return { ...paceOf(config), failureAction: config.failureAction ?? UpdateFailureAction.Rollback };
}

/** A rollback config in the form of the docker package. */
export function rollbackConfigOf(config: RollbackConfigArgs): docker.types.input.ServiceRollbackConfig {
  return { ...paceOf(config), failureAction: config.failureAction ?? RollbackFailureAction.Pause };
}

/** All fields, because the official plugin fills in missing ones with the same values. */
function paceOf(
  config: Omit<UpdateConfigArgs, "failureAction">,
): Omit<docker.types.input.ServiceUpdateConfig, "failureAction"> {
  return {
    parallelism: config.parallelism ?? 1,
    delay: mapInput(secondsOf(config.delay, config.delaySeconds) ?? 0, durationOf),
    // The Engine turns 0 into 5 s.
    monitor: mapInput(secondsOf(config.monitor, config.monitorSeconds) ?? 5, (seconds) =>
      durationOf(seconds === 0 ? 5 : seconds),
    ),
    maxFailureRatio: mapInput(config.maxFailureRatio ?? 0, (ratio) =>
      Number.isInteger(ratio) ? ratio.toFixed(1) : String(ratio),
    ),
    order: config.order ?? UpdateOrder.StopFirst,
  };
}
