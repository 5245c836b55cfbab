import type * as docker from "@pulumi/docker";
import type * as pulumi from "@pulumi/pulumi";
import { mapInput } from "../arguments/inputs";
import { durationOf, secondsOf } from "../arguments/number";
import { block, choice, duration, number, seconds, withAlternatives } from "../arguments/shape";

/**
 * The tasks that are replaced when they have ended: all, those that failed, or none.
 *
 * @example
 * import { RestartCondition, SwarmService } from "pulumi-swarm-networking";
 *
 * new SwarmService("migration", {
 *   image: "registry.example.com/shop/migration:1.4.2",
 *   restartPolicy: { condition: RestartCondition.OnFailure, maxAttempts: 3 },
 * });
 */
export const RestartCondition = {
  /** Whenever a task ends. */
  Any: "any",
  /** If a task ends with an error. */
  OnFailure: "on-failure",
  /** Never. */
  None: "none",
} as const;
export type RestartCondition = (typeof RestartCondition)[keyof typeof RestartCondition];

/** When a task that has ended is replaced. */
export interface RestartPolicyArgs {
  /**
   * The tasks that are replaced.
   *
   * @default RestartCondition.Any
   */
  readonly condition?: pulumi.Input<RestartCondition>;
  /**
   * Seconds between the end of a task and the start of its replacement.
   *
   * @default 5
   */
  readonly delaySeconds?: pulumi.Input<number>;
  /**
   * Time between the end of a task and the start of its replacement, as text: `30s`, `1m30s`. The same value as
   * `delaySeconds`.
   *
   * @default - the value of `delaySeconds`
   */
  readonly delay?: pulumi.Input<string>;
  /**
   * Highest number of replacements within `windowSeconds`; 0 for any number.
   *
   * @default 0
   */
  readonly maxAttempts?: pulumi.Input<number>;
  /**
   * Seconds in which `maxAttempts` counts; 0 for the whole life of the service.
   *
   * @default 0
   */
  readonly windowSeconds?: pulumi.Input<number>;
  /**
   * Time in which `maxAttempts` counts, as text: `30s`, `1m30s`. The same value as `windowSeconds`.
   *
   * @default - the value of `windowSeconds`
   */
  readonly window?: pulumi.Input<string>;
}

/** The shape of a restart policy. */
export const restartPolicyShape = withAlternatives(
  block<RestartPolicyArgs>({
    condition: choice(RestartCondition),
    delay: duration,
    delaySeconds: seconds,
    maxAttempts: number({ lowest: 0, whole: true, fix: "Use a whole number, or 0 for any number of attempts." }),
    window: duration,
    windowSeconds: seconds,
  }),
  ["delay", "delaySeconds"],
  ["window", "windowSeconds"],
);

/**
 * A restart policy in the form of the docker package, with all fields: the official plugin would show the Engine's
 * defaults as changes.
 */
export function restartPolicyOf(policy: RestartPolicyArgs): docker.types.input.ServiceTaskSpecRestartPolicy {
  return {
    condition: policy.condition ?? RestartCondition.Any,
    delay: mapInput(secondsOf(policy.delay, policy.delaySeconds) ?? 5, durationOf),
    maxAttempts: policy.maxAttempts ?? 0,
    window: mapInput(secondsOf(policy.window, policy.windowSeconds) ?? 0, durationOf),
  };
}
