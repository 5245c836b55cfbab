import type * as docker from "@pulumi/docker";
import type * as pulumi from "@pulumi/pulumi";
import type { Problem } from "../../swarm/problem";
import { under } from "../../swarm/problem";
import { recordOf } from "../../swarm/typed";
import { checkChoice } from "../arguments/choice";
import { mapInput } from "../arguments/inputs";
import { checkNumber, checkSeconds, durationOf } from "../arguments/number";

/** After which end a task gets a successor. */
export const RestartCondition = { Any: "any", OnFailure: "on-failure", None: "none" } as const;
export type RestartCondition = (typeof RestartCondition)[keyof typeof RestartCondition];

/** When a task that has ended gets a successor. */
export interface RestartPolicyArgs {
  /**
   * After which end.
   *
   * @default RestartCondition.Any
   */
  readonly condition?: pulumi.Input<RestartCondition>;
  /**
   * Seconds between the end of a task and the start of its successor.
   *
   * @default 5
   */
  readonly delaySeconds?: pulumi.Input<number>;
  /**
   * Successors within `windowSeconds`; 0 for any number.
   *
   * @default 0
   */
  readonly maxAttempts?: pulumi.Input<number>;
  /**
   * Seconds within which `maxAttempts` counts; 0 for all time.
   *
   * @default 0
   */
  readonly windowSeconds?: pulumi.Input<number>;
}

/** A restart policy in the docker package's form: all fields, since the official plugin takes what the Engine adds for a difference. */
export function restartPolicyOf(policy: RestartPolicyArgs): docker.types.input.ServiceTaskSpecRestartPolicy {
  return {
    condition: policy.condition ?? RestartCondition.Any,
    delay: mapInput(policy.delaySeconds ?? 5, durationOf),
    maxAttempts: policy.maxAttempts ?? 0,
    window: mapInput(policy.windowSeconds ?? 0, durationOf),
  };
}

export function checkRestartPolicy(policy: unknown): Problem[] {
  const problems: Problem[] = [];
  const given = recordOf(policy, "", "restartPolicy", problems);
  const attempts = { lowest: 0, whole: true, wayOut: "Use a whole number, or 0 for any number of attempts." };
  problems.push(
    ...checkChoice(given["condition"], "condition", "condition", RestartCondition),
    ...checkSeconds(given["delaySeconds"], "delaySeconds", "delaySeconds"),
    ...checkNumber(given["maxAttempts"], "maxAttempts", "maxAttempts", attempts),
    ...checkSeconds(given["windowSeconds"], "windowSeconds", "windowSeconds"),
  );
  return under("restartPolicy", problems);
}
