import { unknown } from "../../../swarm/draft";
import * as example from "../../rule/example";
import { cisDocker, cisDockerSource } from "../../rule/framework";
import { resourcePolicy } from "../../rule/policy";
import { isJob } from "../../facts/placement";
import type { Service } from "../../facts/service";
import { fieldsOf, isRefused, serviceType, valueAt } from "../../facts/service";
import { draftOf } from "../../unknowns/draft";

const image = "registry.example.com/shop/web:1.4.2";

/** Swarm sends traffic to a task as soon as it runs, unless a health check tells when it is ready. */
export const serviceRequireHealthcheck = resourcePolicy({
  name: "swarm-service-require-healthcheck",
  description: "A service should have a health check.",
  enforcementLevel: "advisory",
  severity: "low",
  framework: cisDocker("5.27"),
  tags: ["swarm", "service", "health"],
  remediationSteps:
    'Set `healthcheck.tests` in the container spec, for example to ["CMD", "wget", "-qO-", ' +
    '"http://localhost:8080/health"].',
  docs: {
    about:
      "Without a health check, a task receives traffic and counts as updated as soon as it runs, so a rolling " +
      "update can replace every working task with one that starts but does not work. With a health check, Swarm " +
      "waits until the check passes. The rule cannot see a health check that the image defines: repeat it in the " +
      "service, or disable the rule.",
    sources: [
      cisDockerSource("5.27"),
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
    // A job receives no traffic.
    if (isRefused(props) || isJob(fieldsOf<Service>(draftOf<Service>(props)))) return;
    const tests = valueAt(props, "taskSpec", "containerSpec", "healthcheck", "tests");
    const kind = Array.isArray(tests) ? (tests as readonly unknown[])[0] : undefined;
    if (kind !== undefined && kind !== unknown && kind !== "NONE" && kind !== "") return;
    const fault = kind === "NONE" ? `turns health checks off (tests: ["NONE"])` : "has no health check";
    report(
      `Service "${name}" ${fault}: a task receives traffic as soon as it runs, and a rolling update continues ` +
        "even if the new tasks do not work. Set taskSpec.containerSpec.healthcheck; this rule cannot see a " +
        "health check that the image defines.",
    );
  },
});
