import { mapping } from "./shortForms";
import type { Keys } from "./shape";
import { duration, list, map, memory, number, record, refused, text, to, value, wholeNumber } from "./shape";

/** @param argument `updateConfig` or `rollbackConfig` */
function pace(argument: string): Keys {
  return {
    parallelism: to(`${argument}.parallelism`, wholeNumber, { zeroCounts: true }),
    delay: to(`${argument}.delay`, duration),
    failure_action: to(`${argument}.failureAction`, text),
    monitor: to(`${argument}.monitor`, duration),
    max_failure_ratio: to(`${argument}.maxFailureRatio`, number),
    order: to(`${argument}.order`, text),
  };
}

/** The keys of `deploy`. */
export const deployKeys: Keys = {
  mode: to("mode", text),
  replicas: to("replicas", wholeNumber, { zeroCounts: true, note: "`totalCompletions` for a job" }),
  endpoint_mode: to("endpointMode", text),
  labels: to("labels", mapping("")),
  update_config: to("updateConfig", record("'update_config'", pace("updateConfig")), {
    note: "without it, the program sets `failureAction: UpdateFailureAction.Pause`, which is Swarm's default",
  }),
  rollback_config: to("rollbackConfig", record("'rollback_config'", pace("rollbackConfig"))),
  resources: to(
    "resources",
    record("'resources'", {
      limits: to(
        "resources.limits",
        record("'limits'", {
          cpus: to("resources.limits.cpus", text),
          memory: to("resources.limits.memory", memory),
          pids: to("pidsLimit", wholeNumber),
        }),
      ),
      reservations: to(
        "resources.reservations",
        record("'reservations'", {
          cpus: to("resources.reservations.cpus", text),
          memory: to("resources.reservations.memory", memory),
          generic_resources: to(
            "genericResources",
            list(
              record("a generic resource", {
                discrete_resource_spec: to(
                  "genericResources",
                  record("'discrete_resource_spec'", {
                    kind: to("genericResources", text),
                    value: to("genericResources", wholeNumber),
                  }),
                ),
              }),
            ),
          ),
          devices: refused("Swarm has no device reservations; docker stack deploy refuses the key. Remove it."),
        }),
      ),
    }),
  ),
  restart_policy: to(
    "restartPolicy",
    record("'restart_policy'", {
      condition: to("restartPolicy.condition", text),
      delay: to("restartPolicy.delay", duration),
      max_attempts: to("restartPolicy.maxAttempts", wholeNumber, { zeroCounts: true }),
      window: to("restartPolicy.window", duration),
    }),
  ),
  placement: to(
    "constraints",
    record("'placement'", {
      constraints: to("constraints", list(text)),
      preferences: to("spreadOver", list(record("a preference", { spread: to("spreadOver", text) }))),
      max_replicas_per_node: to("maxReplicasPerNode", wholeNumber),
    }),
  ),
};

/** Options of a driver: a mapping of text and numbers. */
export const driverOptions = map(value, "");
