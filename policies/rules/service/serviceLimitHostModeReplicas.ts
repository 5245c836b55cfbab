import { unknown } from "../../../swarm/draft";
import { showPorts } from "../../../swarm/published";
import type { Placement } from "../../../swarm/windows";
import * as example from "../../rule/example";
import { dockerEngine } from "../../rule/framework";
import { draftOf } from "../../unknowns/draft";
import { publishedBy } from "../../facts/servicePorts";
import { faultsIn } from "../../unknowns/looks";
import { numberOf } from "../../facts/numberOf";
import { isGlobal, replicasOf } from "../../facts/placement";
import { resourcePolicy } from "../../rule/policy";
import type { Service, TaskSpec } from "../../facts/service";
import { fieldsOf, serviceType } from "../../facts/service";
import { wholeNumber } from "../../rule/settings";

const containerSpec = { image: "registry.example.com/shop/web:1.4.2" };
const ports = [{ targetPort: 8080, publishedPort: 8080, publishMode: "host" }];

/** Only one task on each node can use a fixed port in host mode. */
export const serviceLimitHostModeReplicas = resourcePolicy({
  name: "swarm-service-limit-host-mode-replicas",
  description:
    "A service that publishes a fixed port in host mode should run one task per node, and no more tasks than " +
    "nodes.",
  enforcementLevel: "advisory",
  severity: "medium",
  framework: dockerEngine(
    "moby/swarmkit manager/scheduler/filter.go",
    "A task whose host port is taken on every node stays pending: host-mode port already in use",
  ),
  tags: ["swarm", "service", "port", "scheduling"],
  remediationSteps:
    "Use the mode global, or set `placement.maxReplicas` to 1 and run no more replicas than there are nodes. " +
    "Leave out `publishedPort` to let each node choose a port.",
  docs: {
    about:
      "Only one task on a node can use a fixed port in host mode. If there are more replicas than nodes, the " +
      "others stay pending, and the deployment shows no error. `maxReplicas: 1` states the limit in the service " +
      "itself. The rule accepts global services, which run one task per node anyway, services with one replica, " +
      "and ports that each node chooses. Set `nodes` to the number of nodes of the swarm to compare it with the " +
      "number of replicas.",
    sources: ["moby/swarmkit, `manager/scheduler/filter.go`"],
    bad: [
      example.service("web", {
        taskSpec: { containerSpec },
        mode: { replicated: { replicas: 3 } },
        endpointSpec: { ports },
      }),
    ],
    good: [
      example.service("web", {
        taskSpec: { containerSpec, placement: { maxReplicas: 1 } },
        mode: { replicated: { replicas: 3 } },
        endpointSpec: { ports },
      }),
    ],
  },
  types: [serviceType],
  settings: {
    nodes: wholeNumber("Number of nodes of the swarm; 0 turns the comparison off.", 0, {
      minimum: 0,
      maximum: 100000,
    }),
  },
  validate: ({ name, props, opts, settings: { nodes } }, report) => {
    const service = fieldsOf<Service>(draftOf<Service>(props));
    const replicas = replicasOf(service);
    if (isGlobal(service) === true || (replicas !== unknown && replicas <= 1)) return;
    const [first] = faultsIn(
      publishedBy(props, { name, opts }),
      ({ mode, ports }) => mode !== "ingress" && ports !== undefined,
    );
    if (first === undefined) return;
    const port = typeof first.ports === "object" ? showPorts(first.ports) : "";
    const start = `Service "${name}" has ${String(replicas)} replicas that all publish port ${port} in host mode`;
    if (nodes > 0 && replicas !== unknown && replicas > nodes) {
      report(
        `${start}, but the swarm has room for only ${nodes}, one per node: the others stay pending. Reduce the ` +
          `replicas to ${nodes}, or use the mode global.`,
      );
      return;
    }
    const { maxReplicas } = fieldsOf<Placement>(fieldsOf<TaskSpec>(service.taskSpec).placement);
    if (maxReplicas === unknown || numberOf(maxReplicas) !== 1) {
      report(
        `${start}, but nothing limits them to one per node. Set taskSpec.placement.maxReplicas to 1 or use the ` +
          `mode global, and make sure that the swarm has at least ${String(replicas)} nodes.`,
      );
    }
  },
});
