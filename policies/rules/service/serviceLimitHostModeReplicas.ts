import { unknown } from "../../../swarm/draft";
import type { Endpoint } from "../../../swarm/ports";
import { publishedPorts, showPorts } from "../../../swarm/published";
import type { Placement } from "../../../swarm/windows";
import * as example from "../../rule/example";
import { dockerEngine } from "../../rule/framework";
import { draftOf, waitFor } from "../../unknowns/known";
import { isOn } from "../../facts/network";
import { resourcePolicy } from "../../rule/policy";
import type { Service, ServiceMode, TaskSpec } from "../../facts/service";
import { fieldsOf, serviceType } from "../../facts/service";
import { wholeNumber } from "../../rule/settings";

const containerSpec = { image: "registry.example.com/shop/web:1.4.2" };
const ports = [{ targetPort: 8080, publishedPort: 8080, publishMode: "host" }];

/** A port of a node can be had once. */
export const serviceLimitHostModeReplicas = resourcePolicy({
  name: "swarm-service-limit-host-mode-replicas",
  description:
    "A service that publishes a fixed port in host mode should have one task a node, and no more tasks than nodes.",
  enforcementLevel: "advisory",
  severity: "medium",
  framework: dockerEngine(
    "moby/swarmkit manager/scheduler/filter.go",
    "A task whose host port is taken on every node stays pending: host-mode port already in use",
  ),
  tags: ["swarm", "service", "port", "scheduling"],
  remediationSteps:
    "Use the mode global, or set `placement.maxReplicas` to 1 and keep the replicas within the number of nodes. " +
    "Leave `publishedPort` out to let each node choose a port.",
  docs: {
    about:
      "A node gives a fixed port in host mode to one task. More replicas than nodes stay pending, without an error that a deployment " +
      "shows. `maxReplicas: 1` says so in the service itself. Global services have one task a node anyway; one replica is " +
      "fine, and so is a port that each node chooses. Set `nodes` to the number of nodes of the swarm to have it compared.",
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
    nodes: wholeNumber("Number of nodes of the swarm; 0 when it shall not be looked at.", 0, {
      minimum: 0,
      maximum: 100000,
    }),
  },
  validate: ({ name, props, settings: { nodes } }, report) => {
    const { mode, endpointSpec, taskSpec } = fieldsOf<Service>(draftOf<Service>(props));
    const { global, replicated } = fieldsOf<ServiceMode>(mode);
    const replicas: unknown =
      mode === unknown || replicated === unknown
        ? unknown
        : (fieldsOf<NonNullable<ServiceMode["replicated"]>>(replicated).replicas ?? 1);
    if (isOn(global) === true || (typeof replicas !== "symbol" && Number(replicas) <= 1)) return;
    if (endpointSpec === unknown) waitFor(props, "endpointSpec");
    const published = publishedPorts(fieldsOf<Endpoint>(endpointSpec).ports);
    const fixed =
      published === unknown ? [] : published.filter((port) => port.mode === "host" && typeof port.ports === "object");
    const open =
      published === unknown ||
      published.some((port) => port.mode === unknown || (port.mode === "host" && port.ports === unknown));
    const [first] = fixed;
    if (first === undefined) {
      if (open) waitFor(props["endpointSpec"] as object, "ports");
      return;
    }
    // A port in host mode is there: now replicas and placement decide.
    waitFor(props, "mode");
    if (taskSpec === unknown) waitFor(props, "taskSpec");
    const { placement } = fieldsOf<TaskSpec>(taskSpec);
    const { maxReplicas } = fieldsOf<Placement>(placement);
    const port = typeof first.ports === "object" ? showPorts(first.ports) : "";
    const start = `Service "${name}" wants ${String(replicas)} tasks that all publish port ${port} of their node in host mode`;
    if (nodes > 0 && Number(replicas) > nodes) {
      report(
        `${start}, and the swarm has ${nodes} nodes: the others stay pending. Use at most ${nodes} replicas, or the mode global.`,
      );
    } else if (typeof maxReplicas === "symbol" || typeof placement === "symbol") {
      waitFor(props["taskSpec"] as object, "placement");
    } else if (Number(maxReplicas) !== 1) {
      report(
        `${start}, but not that a node gets only one of them. Set taskSpec.placement.maxReplicas to 1 or use the mode global, ` +
          `and have at least ${String(replicas)} nodes.`,
      );
    }
  },
});
