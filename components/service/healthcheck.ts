import type * as docker from "@pulumi/docker";
import type * as pulumi from "@pulumi/pulumi";
import { isPresent } from "../../swarm/draft";
import type { Problem } from "../../swarm/problem";
import { under } from "../../swarm/problem";
import { listOf, recordOf, show } from "../../swarm/typed";
import { mapInput } from "../arguments/inputs";
import { checkNumber, checkSeconds, durationOf } from "../arguments/number";

/** How the Engine finds out whether a task is healthy: only then it gets traffic and counts as running. */
export interface HealthcheckArgs {
  /** The command: `["CMD", "wget", "-q", "-O-", "http://localhost"]`, `["CMD-SHELL", "…"]`, or `["NONE"]` to switch off the image's. */
  readonly test: pulumi.Input<pulumi.Input<string>[]>;
  /**
   * Seconds between two checks.
   *
   * @default - the image's, otherwise 30
   */
  readonly intervalSeconds?: pulumi.Input<number>;
  /**
   * Seconds after which a check counts as failed.
   *
   * @default - the image's, otherwise 30
   */
  readonly timeoutSeconds?: pulumi.Input<number>;
  /**
   * Seconds after the start in which failed checks do not count.
   *
   * @default - the image's, otherwise 0
   */
  readonly startPeriodSeconds?: pulumi.Input<number>;
  /**
   * Failed checks in a row after which a task is unhealthy and replaced.
   *
   * @default - the image's, otherwise 3
   */
  readonly retries?: pulumi.Input<number>;
}

/** A healthcheck in the docker package's form. What is left out is 0 there, which means the image's. */
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

export function checkHealthcheck(healthcheck: unknown): Problem[] {
  const problems: Problem[] = [];
  const given = recordOf(healthcheck, "", "healthcheck", problems);
  const test = listOf(given["test"], "test", "test", problems);
  if (isPresent(given["test"]) && (test.length === 0 || (isPresent(test[0]) && !kinds.includes(test[0])))) {
    const reason = `'test' ${show(test)} does not begin with "CMD", "CMD-SHELL" or "NONE". Use e.g. ["CMD", "wget", "-q", "-O-", "http://localhost"].`;
    problems.push({ path: "test", reason });
  }
  for (const name of ["intervalSeconds", "timeoutSeconds", "startPeriodSeconds"]) {
    problems.push(...checkSeconds(given[name], name, name));
  }
  problems.push(
    ...checkNumber(given["retries"], "retries", "retries", { lowest: 0, whole: true, wayOut: "Use e.g. 3." }),
  );
  return under("healthcheck", problems);
}
