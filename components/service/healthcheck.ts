import type * as docker from "@pulumi/docker";
import type * as pulumi from "@pulumi/pulumi";
import { unknown } from "../../swarm/draft";
import type { Problem } from "../../swarm/problem";
import { recordOf, show } from "../../swarm/typed";
import { mapInput } from "../arguments/inputs";
import { durationOf } from "../arguments/number";
import { block, list, number, required, seconds, text } from "../arguments/shape";

/** How the Engine determines whether a task is healthy. Only a healthy task gets traffic and counts as running. */
export interface HealthcheckArgs {
  /**
   * The command: `["CMD", "wget", "-q", "-O-", "http://localhost"]`, `["CMD-SHELL", "…"]`, or `["NONE"]` to disable the
   * image's healthcheck.
   */
  readonly test: pulumi.Input<pulumi.Input<string>[]>;
  /**
   * Seconds between two checks.
   *
   * @default - the value of the image, otherwise 30
   */
  readonly intervalSeconds?: pulumi.Input<number>;
  /**
   * Seconds after which a check counts as failed.
   *
   * @default - the value of the image, otherwise 30
   */
  readonly timeoutSeconds?: pulumi.Input<number>;
  /**
   * Seconds after the start during which failed checks do not count.
   *
   * @default - the value of the image, otherwise 0
   */
  readonly startPeriodSeconds?: pulumi.Input<number>;
  /**
   * Number of consecutive failed checks after which a task is unhealthy and is replaced.
   *
   * @default - the value of the image, otherwise 3
   */
  readonly retries?: pulumi.Input<number>;
}

/** The shape of a healthcheck. */
export const healthcheckShape = block<HealthcheckArgs>({
  test: required(list(text)),
  intervalSeconds: seconds,
  timeoutSeconds: seconds,
  startPeriodSeconds: seconds,
  retries: number({ lowest: 0, whole: true, fix: "Use e.g. 3." }),
});

/**
 * A healthcheck in the form of the docker package. A property that is left out is 0 there, which stands for the value
 * of the image.
 */
export function healthcheckOf(
  healthcheck: HealthcheckArgs,
): docker.types.input.ServiceTaskSpecContainerSpecHealthcheck {
  return {
    tests: healthcheck.test,
    interval: mapInput(healthcheck.intervalSeconds ?? 0, durationOf),
    timeout: mapInput(healthcheck.timeoutSeconds ?? 0, durationOf),
    startPeriod: mapInput(healthcheck.startPeriodSeconds ?? 0, durationOf),
    retries: healthcheck.retries ?? 0,
  };
}

const kinds: readonly unknown[] = ["CMD", "CMD-SHELL", "NONE"];

/** Checks the form of the command of a healthcheck. */
export function checkHealthcheck(healthcheck: unknown): Problem[] {
  const { test } = recordOf(healthcheck, "healthcheck", "healthcheck", []);
  if (!Array.isArray(test) || kinds.includes(test[0]) || test[0] === unknown) return [];
  const reason =
    `'test' ${show(test)} does not start with "CMD", "CMD-SHELL" or "NONE". Use e.g. ["CMD", "wget", "-q", ` +
    `"-O-", "http://localhost"].`;
  return [{ path: "healthcheck.test", reason }];
}
