import type * as docker from "@pulumi/docker";
import type * as pulumi from "@pulumi/pulumi";
import { isPresent } from "../../swarm/draft";
import type { Problem } from "../../swarm/problem";
import { under } from "../../swarm/problem";
import { listOf, recordOf, show } from "../../swarm/typed";
import { mapInput } from "../arguments/inputs";
import { checkNumber, checkSeconds, durationOf } from "../arguments/number";

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

/** Checks a healthcheck: the form of its command, seconds and retries. */
export function checkHealthcheck(healthcheck: unknown): Problem[] {
  const problems: Problem[] = [];
  const properties = recordOf(healthcheck, "", "healthcheck", problems);
  const test = listOf(properties["test"], "test", "test", problems);
  if (isPresent(properties["test"]) && (test.length === 0 || (isPresent(test[0]) && !kinds.includes(test[0])))) {
    const reason =
      `'test' ${show(test)} does not start with "CMD", "CMD-SHELL" or "NONE". Use e.g. ["CMD", "wget", "-q", ` +
      `"-O-", "http://localhost"].`;
    problems.push({ path: "test", reason });
  }
  for (const name of ["intervalSeconds", "timeoutSeconds", "startPeriodSeconds"]) {
    problems.push(...checkSeconds(properties[name], name, name));
  }
  problems.push(
    ...checkNumber(properties["retries"], "retries", "retries", { lowest: 0, whole: true, fix: "Use e.g. 3." }),
  );
  return under("healthcheck", problems);
}
