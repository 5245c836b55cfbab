import { unknown } from "../../../swarm/draft";
import type { PortRange } from "../../../swarm/published";
import { dynamicPorts, showPorts } from "../../../swarm/published";
import * as example from "../../rule/example";
import { dockerEngine } from "../../rule/framework";
import { faultsIn } from "../../unknowns/looks";
import { resourcePolicy } from "../../rule/policy";
import { serviceType } from "../../facts/service";
import { publishedBy } from "../../facts/servicePorts";

const taskSpec = { containerSpec: { image: "registry.example.com/shop/web:1.4.2" } };

/** Swarm assigns ports from this range to services that do not choose one. */
export const serviceDisallowPortOfDynamicRange = resourcePolicy({
  name: "swarm-service-disallow-port-of-dynamic-range",
  description:
    "A service should not publish a fixed port from 30000 to 32767, which Swarm may assign to another service.",
  enforcementLevel: "advisory",
  severity: "low",
  framework: dockerEngine(
    "moby/swarmkit manager/allocator/portallocator.go",
    "If a service does not set a published port, Swarm assigns one from 30000 to 32767",
  ),
  tags: ["swarm", "service", "port"],
  remediationSteps: "Publish a port outside 30000 to 32767, or leave out `publishedPort` to let Swarm choose one.",
  docs: {
    about:
      "Swarm assigns a port from 30000 to 32767 to each service that publishes a port without a number, and the " +
      "service keeps it. A service that fixes such a port works until another service gets it first. Swarm then " +
      "refuses the service, although nothing about it has changed. In host mode, the task does not start on a " +
      "node where the ingress network uses the port.",
    sources: ["moby/swarmkit, `manager/allocator/portallocator.go`"],
    bad: [example.service("web", { taskSpec, endpointSpec: { ports: [{ targetPort: 8080, publishedPort: 30080 }] } })],
    good: [example.service("web", { taskSpec, endpointSpec: { ports: [{ targetPort: 8080, publishedPort: 8080 }] } })],
  },
  types: [serviceType],
  validate: ({ name, props }, report) => {
    const isDynamic = (ports: PortRange): boolean =>
      dynamicPorts.first <= ports.last && ports.first <= dynamicPorts.last;
    const faults = faultsIn(
      publishedBy(props),
      ({ ports }) => ports !== undefined && (ports === unknown || isDynamic(ports)),
    );
    for (const { index, ports } of faults) {
      if (typeof ports !== "object") continue;
      report(
        `Service "${name}" publishes port ${showPorts(ports)} (endpointSpec.ports[${index}]), which is in the ` +
          `range ${showPorts(dynamicPorts)} that Swarm assigns to services without a fixed port: another service ` +
          "may get it first. Publish a port outside this range, or leave out 'publishedPort'.",
      );
    }
  },
});
