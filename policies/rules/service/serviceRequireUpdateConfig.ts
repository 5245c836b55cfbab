import { unknown } from "../../../swarm/draft";
import { parseDuration } from "../../../swarm/durations";
import * as example from "../../rule/example";
import { dockerEngine } from "../../rule/framework";
import { forEachAlone } from "../../unknowns/looks";
import { resourcePolicy } from "../../rule/policy";
import { isJob } from "../../facts/placement";
import type { Service } from "../../facts/service";
import { fieldsOf, isRefused, serviceType, valueAt } from "../../facts/service";
import { draftOf } from "../../unknowns/draft";

const taskSpec = { containerSpec: { image: "registry.example.com/shop/web:1.4.2" } };

/** By default, Swarm leaves a service half updated until an operator intervenes. */
export const serviceRequireUpdateConfig = resourcePolicy({
  name: "swarm-service-require-update-config",
  description:
    "A service should roll back when an update fails, and monitor new tasks long enough to notice the failure.",
  enforcementLevel: "advisory",
  severity: "low",
  framework: dockerEngine(
    "moby/swarmkit api/defaults/service.go",
    "Without an update config, a failed update pauses with old and new tasks, and tasks are monitored for 5 seconds",
  ),
  tags: ["swarm", "service", "update"],
  remediationSteps:
    'Set `updateConfig` with failureAction "rollback" and a monitor, and a `rollbackConfig` that does not ' +
    "continue after failures.",
  docs: {
    about:
      "Without an update config, or with failureAction `pause`, a failed update stops halfway; with `continue`, " +
      "it replaces all tasks with ones that fail. The monitor is how long Swarm watches a new task. The default " +
      "of 5 seconds is too short for a service that takes longer to start. A rollback config is optional, but " +
      "must not continue after failures either. A SwarmService sets all of this unless its program says " +
      "otherwise.",
    sources: ["moby/swarmkit, `api/defaults/service.go` (Docker's services.md says 30 seconds, which is wrong)"],
    bad: [example.service("web", { taskSpec, updateConfig: { failureAction: "pause", monitor: "10s" } })],
    good: [example.service("web", { taskSpec, updateConfig: { failureAction: "rollback", monitor: "10s" } })],
  },
  types: [serviceType],
  validate: ({ name, props }, report) => {
    // Swarm refuses an update config for a job, and runs it again instead.
    if (isRefused(props) || isJob(fieldsOf<Service>(draftOf<Service>(props)))) return;
    const isGiven = (): boolean => valueAt(props, "updateConfig") !== undefined;
    const faults: readonly (() => string | undefined)[] = [
      () => {
        if (!isGiven()) return "has no updateConfig, so a failed update stops halfway";
        const action = wordOf(valueAt(props, "updateConfig", "failureAction"));
        if (action === "rollback") return undefined;
        return `has the updateConfig.failureAction "${action ?? "pause"}", which does not undo a failed update`;
      },
      () => {
        const monitor = isGiven() ? valueAt(props, "updateConfig", "monitor") : "10s";
        if (typeof monitor === "string" && (parseDuration(monitor) ?? 0) > 0) return undefined;
        return "does not set updateConfig.monitor, the time that Swarm watches a new task";
      },
      () => {
        const action = valueAt(props, "rollbackConfig", "failureAction");
        if (action !== unknown && wordOf(action) !== "continue") return undefined;
        return `has the rollbackConfig.failureAction "continue", which keeps replacing tasks after failures`;
      },
    ];
    forEachAlone(faults, (faultIn) => {
      const fault = faultIn();
      if (fault === undefined) return;
      report(
        `Service "${name}" ${fault}. Use updateConfig: { failureAction: "rollback", monitor: "10s" }, with a ` +
          'monitor long enough for a faulty task to fail, and the failureAction "pause" in rollbackConfig.',
      );
    });
  },
});

function wordOf(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value.trim().toLowerCase() : undefined;
}
