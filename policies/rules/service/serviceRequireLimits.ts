import { unknown } from "../../../swarm/draft";
import * as example from "../../rule/example";
import { cisDocker, cisDockerSource } from "../../rule/framework";
import { resourcePolicy } from "../../rule/policy";
import { numberOf } from "../../facts/numberOf";
import { isRefused, serviceType, valueAt } from "../../facts/service";

const containerSpec = { image: "registry.example.com/shop/web:1.4.2" };

/** A task without limits can starve its node, including the Engine that runs there. */
export const serviceRequireLimits = resourcePolicy({
  name: "swarm-service-require-limits",
  description: "A service should limit the memory and CPUs of its tasks.",
  enforcementLevel: "advisory",
  severity: "low",
  framework: cisDocker("5.11"),
  tags: ["swarm", "service", "resources"],
  remediationSteps: "Set `memoryBytes` and `nanoCpus` (1e9 is one CPU) in `taskSpec.resources.limits`.",
  docs: {
    about:
      "Without limits, one task can take all memory and CPU time of a node from the other tasks, and from the " +
      "Engine that routes their packets. A reservation is not a limit: it is what the scheduler keeps free, not " +
      "what a task may use. 0 means no limit.",
    sources: [cisDockerSource("5.11"), "KICS, Docker Compose: Memory Not Limited, Cpus Not Limited"],
    bad: [
      example.service("web", {
        taskSpec: { containerSpec, resources: { reservation: { memoryBytes: 268435456, nanoCpus: 500000000 } } },
      }),
    ],
    good: [
      example.service("web", {
        taskSpec: { containerSpec, resources: { limits: { memoryBytes: 268435456, nanoCpus: 500000000 } } },
      }),
    ],
  },
  types: [serviceType],
  validate: ({ name, props }, report) => {
    if (isRefused(props)) return;
    const missing = ["memoryBytes", "nanoCpus"].filter((limit) => {
      const given = valueAt(props, "taskSpec", "resources", "limits", limit);
      return given === unknown || !((numberOf(given) ?? 0) > 0);
    });
    if (missing.length === 0) return;
    report(
      `Service "${name}" does not limit its tasks: taskSpec.resources.limits does not set ${missing.join(" or ")}. ` +
        `Set both, so that no task can take over a whole node.`,
    );
  },
});
