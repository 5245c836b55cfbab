import { parseDuration } from "../../../swarm/durations";
import * as example from "../../rule/example";
import { dockerEngine } from "../../rule/framework";
import { waitFor } from "../../unknowns/known";
import { resourcePolicy } from "../../rule/policy";
import { isRefused, serviceType, valueAt } from "../../facts/service";

const taskSpec = { containerSpec: { image: "registry.example.com/shop/web:1.4.2" } };

/** Swarm's own default leaves a service half updated until someone comes. */
export const serviceRequireUpdateConfig = resourcePolicy({
  name: "swarm-service-require-update-config",
  description:
    "A service should go back to what worked when an update fails, and watch new tasks long enough to notice.",
  enforcementLevel: "advisory",
  severity: "low",
  framework: dockerEngine(
    "moby/swarmkit api/defaults/service.go",
    "Without an update config a failed update is paused, with tasks of both kinds, and tasks are watched for 5 seconds",
  ),
  tags: ["swarm", "service", "update"],
  remediationSteps:
    'Give `updateConfig` with failureAction "rollback" and a monitor, and a `rollbackConfig` that does not go on when it fails.',
  docs: {
    about:
      "Without an update config, or with failureAction `pause`, a failed update stops half way; with `continue` it replaces " +
      "all tasks by ones that fail. The monitor is how long a new task is watched: when it is not given it is 5 seconds, which is " +
      "not meant for a service that takes longer to start. A rollback config is optional, but must not go on after failures " +
      "either. A SwarmService has all of it unless its program says otherwise.",
    sources: ["moby/swarmkit, `api/defaults/service.go`; services.md says 30 seconds, which is wrong"],
    bad: [example.service("web", { taskSpec, updateConfig: { failureAction: "pause", monitor: "10s" } })],
    good: [example.service("web", { taskSpec, updateConfig: { failureAction: "rollback", monitor: "10s" } })],
  },
  types: [serviceType],
  validate: ({ name, props }, report) => {
    if (isRefused(props)) return;
    const faults: string[] = [];
    waitFor(props, "updateConfig", "failureAction");
    const action = valueAt(props, "updateConfig", "failureAction");
    if (props["updateConfig"] === undefined || props["updateConfig"] === null) {
      faults.push("has no updateConfig, so that a failed update is left half done");
    } else {
      if (wordOf(action) !== "rollback") {
        faults.push(
          `has the update's failureAction "${wordOf(action) ?? "pause"}", which leaves or spreads a failed update`,
        );
      }
      const monitor = valueAt(props, "updateConfig", "monitor");
      if (typeof monitor !== "string" || (parseDuration(monitor) ?? 0) <= 0) {
        faults.push("does not say in updateConfig.monitor how long a new task is watched");
      }
    }
    if (wordOf(valueAt(props, "rollbackConfig", "failureAction")) === "continue") {
      faults.push(`has the rollback's failureAction "continue", which replaces what is left after failures`);
    }
    for (const fault of faults) {
      report(
        `Service "${name}" ${fault}. Use updateConfig: { failureAction: "rollback", monitor: "10s" }, with a monitor that a task ` +
          `needs to fail, and failureAction "pause" for a rollback.`,
      );
    }
  },
});

function wordOf(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value.trim().toLowerCase() : undefined;
}
