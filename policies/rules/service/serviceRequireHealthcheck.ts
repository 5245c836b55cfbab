import * as example from "../../rule/example";
import { cisDocker } from "../../rule/framework";
import { resourcePolicy } from "../../rule/policy";
import { isRefused, serviceType, valueAt } from "../../facts/service";

const image = "registry.example.com/shop/web:1.4.2";

/** Swarm sends traffic to a task as soon as it runs, unless a health check says when it is ready. */
export const serviceRequireHealthcheck = resourcePolicy({
  name: "swarm-service-require-healthcheck",
  description: "A service should have a health check.",
  enforcementLevel: "advisory",
  severity: "low",
  framework: cisDocker("5.27", "Ensure that container health is checked at runtime"),
  tags: ["swarm", "service", "health"],
  remediationSteps:
    'Give `healthcheck.tests` in the container spec, e.g. ["CMD", "wget", "-qO-", "http://localhost:8080/health"].',
  docs: {
    about:
      "A task gets traffic, and counts as updated, when it runs; with a health check only once that passes. Without one a rolling " +
      "update replaces every good task by one that starts and does not work. A check that the image brings along cannot be " +
      "seen here: repeat it, or disable the rule.",
    sources: [
      'CIS Docker Benchmark 1.6.0, 5.27, "Ensure that container health is checked at runtime"',
      "moby/moby, `daemon/cluster/executor/container/controller.go`",
      "KICS, Docker Compose: Healthcheck Not Set",
    ],
    bad: [example.service("web", { taskSpec: { containerSpec: { image, healthcheck: { tests: ["NONE"] } } } })],
    good: [
      example.service("web", {
        taskSpec: { containerSpec: { image, healthcheck: { tests: ["CMD", "/bin/healthy"] } } },
      }),
    ],
  },
  types: [serviceType],
  validate: ({ name, props }, report) => {
    if (isRefused(props)) return;
    const tests = valueAt(props, "taskSpec", "containerSpec", "healthcheck", "tests");
    const kind = Array.isArray(tests) ? (tests as readonly unknown[])[0] : undefined;
    if (kind !== undefined && kind !== "NONE" && kind !== "") return;
    const fault = kind === "NONE" ? `switches health checks off (tests: ["NONE"])` : "has no health check";
    report(
      `Service "${name}" ${fault}: a task gets traffic as soon as it runs, and a rolling update goes on whether or not it works. ` +
        `Give taskSpec.containerSpec.healthcheck, also when the image has one that this rule cannot see.`,
    );
  },
});
