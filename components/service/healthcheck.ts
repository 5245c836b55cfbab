import type * as pulumi from "@pulumi/pulumi";
import { unknown } from "../../swarm/draft";
import type { Problem } from "../../swarm/problem";
import { recordOf, show } from "../../swarm/typed";
import { mapInput, mapMaybe } from "../arguments/inputs";
import { durationOf, secondsOf } from "../arguments/number";
import type { Additional } from "../arguments/ownProvider";
import { block, duration, list, number, seconds, text, withAlternatives } from "../arguments/shape";
import type { ServiceTaskSpecContainerSpecHealthcheck } from "./additionalInputs";

/** How the Engine determines whether a task is healthy. Only a healthy task gets traffic and counts as running. */
export interface HealthcheckArgs {
  /**
   * A command for the shell of the image, e.g. `wget -q -O- http://localhost || exit 1`.
   *
   * @default - the value of `test`
   */
  readonly shell?: pulumi.Input<string>;
  /**
   * The command: `["CMD", "wget", "-q", "-O-", "http://localhost"]`, `["CMD-SHELL", "…"]`, or `["NONE"]` to disable the
   * image's healthcheck.
   *
   * @default - the test of the image; the other properties then change its times
   */
  readonly test?: pulumi.Input<pulumi.Input<string>[]>;
  /**
   * Seconds between two checks.
   *
   * @default - the value of the image, otherwise 30
   */
  readonly intervalSeconds?: pulumi.Input<number>;
  /**
   * Time between two checks, as text: `30s`, `1m30s`. The same value as `intervalSeconds`.
   *
   * @default - the value of `intervalSeconds`
   */
  readonly interval?: pulumi.Input<string>;
  /**
   * Seconds after which a check counts as failed.
   *
   * @default - the value of the image, otherwise 30
   */
  readonly timeoutSeconds?: pulumi.Input<number>;
  /**
   * Time after which a check counts as failed, as text: `30s`, `1m30s`. The same value as `timeoutSeconds`.
   *
   * @default - the value of `timeoutSeconds`
   */
  readonly timeout?: pulumi.Input<string>;
  /**
   * Seconds after the start during which failed checks do not count.
   *
   * @default - the value of the image, otherwise 0
   */
  readonly startPeriodSeconds?: pulumi.Input<number>;
  /**
   * Time after the start during which failed checks do not count, as text: `30s`, `1m30s`. The same value as
   * `startPeriodSeconds`.
   *
   * @default - the value of `startPeriodSeconds`
   */
  readonly startPeriod?: pulumi.Input<string>;
  /**
   * Seconds between two checks during `startPeriodSeconds`. Requires Docker Engine 25.0 and this project's provider.
   *
   * @default - the value of the image, otherwise 5
   */
  readonly startIntervalSeconds?: pulumi.Input<number>;
  /**
   * Time between two checks during the start period, as text: `5s`. The same value as `startIntervalSeconds`.
   *
   * @default - the value of `startIntervalSeconds`
   */
  readonly startInterval?: pulumi.Input<string>;
  /**
   * Number of consecutive failed checks after which a task is unhealthy and is replaced.
   *
   * @default - the value of the image, otherwise 3
   */
  readonly retries?: pulumi.Input<number>;
}

/** The shape of a healthcheck. */
export const healthcheckShape = withAlternatives(
  block<HealthcheckArgs>({
    shell: text,
    test: list(text, "shell"),
    interval: duration,
    intervalSeconds: seconds,
    timeout: duration,
    timeoutSeconds: seconds,
    startPeriod: duration,
    startPeriodSeconds: seconds,
    startInterval: duration,
    startIntervalSeconds: seconds,
    retries: number({ lowest: 0, whole: true, fix: "Use e.g. 3." }),
  }),
  ["test", "shell"],
  ["interval", "intervalSeconds"],
  ["timeout", "timeoutSeconds"],
  ["startPeriod", "startPeriodSeconds"],
  ["startInterval", "startIntervalSeconds"],
);

/**
 * A healthcheck in the form of the docker package. A property that is left out is 0 there, which stands for the value
 * of the image.
 */
export function healthcheckOf(
  healthcheck: HealthcheckArgs,
  additional: Additional,
): ServiceTaskSpecContainerSpecHealthcheck {
  const startInterval = secondsOf(healthcheck.startInterval, healthcheck.startIntervalSeconds);
  return {
    tests: testOf(healthcheck),
    interval: mapInput(secondsOf(healthcheck.interval, healthcheck.intervalSeconds) ?? 0, durationOf),
    timeout: mapInput(secondsOf(healthcheck.timeout, healthcheck.timeoutSeconds) ?? 0, durationOf),
    startPeriod: mapInput(secondsOf(healthcheck.startPeriod, healthcheck.startPeriodSeconds) ?? 0, durationOf),
    retries: healthcheck.retries ?? 0,
    startInterval: additional("healthcheck.startInterval", mapInput(startInterval, durationOf)),
  };
}

/** An empty command stands for the one of the image. */
function testOf({ shell, test }: HealthcheckArgs): pulumi.Input<pulumi.Input<string>[]> {
  return shell === undefined
    ? mapMaybe(test, (command = []) => command)
    : mapInput(shell, (command) => ["CMD-SHELL", command]);
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
