import { showPorts } from "../../../swarm/published";
import * as example from "../../rule/example";
import { dockerEngine } from "../../rule/framework";
import { isGlobal, replicasOf } from "../../facts/placement";
import { publishedBy } from "../../facts/servicePorts";
import { resourcePolicy } from "../../rule/policy";
import type { Service } from "../../facts/service";
import { fieldsOf, serviceType, valueAt } from "../../facts/service";
import { wholeNumber } from "../../rule/settings";
import { draftOf } from "../../unknowns/draft";
import { faultsIn, forEachAlone } from "../../unknowns/looks";
import { unknown } from "../../../swarm/draft";

const taskSpec = { containerSpec: { image: "registry.example.com/shop/web:1.4.2" } };
const endpointSpec = { ports: [{ targetPort: 8080, publishedPort: 8080, publishMode: "host" }] };

/** The new task waits for the port that the old one has, and the old one waits for the new one. */
export const serviceDisallowStartFirstWithHostPort = resourcePolicy({
  name: "swarm-service-disallow-start-first-with-host-port",
  description: 'A service with a fixed port in host mode should not update or roll back with the order "start-first".',
  enforcementLevel: "advisory",
  severity: "medium",
  framework: dockerEngine(
    "moby/swarmkit manager/scheduler/filter.go",
    "A task whose host port is taken on every node stays pending: host-mode port already in use",
  ),
  tags: ["swarm", "service", "port", "update"],
  remediationSteps: 'Use the order "stop-first" in `updateConfig` and `rollbackConfig`, or leave out `publishedPort`.',
  docs: {
    about:
      "With `start-first`, a new task starts before the old one stops. Both need the same port, so the new one needs " +
      "a node without a task of the service. A global service has no such node, and its update stops. A rollback has " +
      "an order of its own, in `rollbackConfig`. Set `nodes` to " +
      "the number of nodes of the swarm; the rule then accepts services with fewer replicas than nodes.",
    sources: ["moby/swarmkit, `manager/scheduler/filter.go`, `manager/orchestrator/update/updater.go`"],
    bad: [
      example.service("web", {
        taskSpec,
        mode: { global: true },
        endpointSpec,
        updateConfig: { order: "start-first" },
      }),
    ],
    good: [
      example.service("web", { taskSpec, mode: { global: true }, endpointSpec, updateConfig: { order: "stop-first" } }),
    ],
  },
  types: [serviceType],
  settings: {
    nodes: wholeNumber("Number of nodes of the swarm; 0 if it is not known.", 0, { minimum: 0, maximum: 100000 }),
  },
  validate: ({ name, props, settings: { nodes } }, report) => {
    const service = fieldsOf<Service>(draftOf<Service>(props));
    forEachAlone(replacements, ([property, verb]) => {
      const order = valueAt(props, property, "order");
      if (typeof order === "string" ? order.trim().toLowerCase() !== "start-first" : order !== unknown) return;
      const global = isGlobal(service);
      const replicas = replicasOf(service);
      if (global === false && (replicas === 0 || (replicas !== unknown && replicas < nodes))) return;
      const [first] = faultsIn(publishedBy(props), ({ mode, ports }) => mode !== "ingress" && ports !== undefined);
      if (first === undefined) return;
      const port = typeof first.ports === "object" ? showPorts(first.ports) : "";
      const spare = global === true ? "is global and has a task on every node" : "may have no node to spare";
      report(
        `Service "${name}" publishes the fixed port ${port} in host mode (endpointSpec.ports[${first.index}]) and ` +
          `${verb} with the order "start-first", but it ${spare}: the new task waits for the port that the old one ` +
          `has. Use ${property}.order "stop-first", or leave 'publishedPort' out.`,
      );
    });
  },
});

/** What replaces the tasks of a service: the property that has the order, and the verb for a message. */
const replacements = [
  ["updateConfig", "updates"],
  ["rollbackConfig", "rolls back"],
] as const;
