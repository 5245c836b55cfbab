import { unknown } from "../../../swarm/draft";
import type { PortRange } from "../../../swarm/published";
import { showPorts } from "../../../swarm/published";
import * as example from "../../rule/example";
import { cisDocker, cisDockerSource } from "../../rule/framework";
import { faultsIn } from "../../unknowns/looks";
import { resourcePolicy } from "../../rule/policy";
import { isAllowed, portList } from "../../facts/portSettings";
import { serviceType } from "../../facts/service";
import { publishedBy } from "../../facts/servicePorts";

const taskSpec = { containerSpec: { image: "registry.example.com/shop/mail:1.4.2" } };

/** On Linux, only root may open ports below this one. */
const firstUnprivileged = 1024;

/** Clients expect the node's own services on ports below 1024. */
export const serviceLimitPrivilegedPorts = resourcePolicy({
  name: "swarm-service-limit-privileged-ports",
  description: "A service should publish ports below 1024 only if they are allowed.",
  enforcementLevel: "advisory",
  severity: "medium",
  framework: cisDocker("5.8"),
  tags: ["swarm", "service", "port", "exposure"],
  remediationSteps:
    "Publish a port from 1024 up, behind a load balancer if clients need the low port, or add the port to this " +
    "rule's `allow` setting.",
  docs: {
    about:
      "On Linux, only root may open a port below 1024, so clients trust what answers there as a service of the " +
      "node itself. In ingress mode, the port is taken on every node. By default, HTTP and HTTPS are allowed. " +
      "The rule checks the port on the node, not the port inside the task.",
    sources: [
      cisDockerSource("5.8"),
      "DISA STIG for Docker Enterprise: privileged ports must not be mapped",
      "KICS, Docker Compose: Privileged Ports Mapped",
    ],
    bad: [example.service("mail", { taskSpec, endpointSpec: { ports: [{ targetPort: 2525, publishedPort: 25 }] } })],
    good: [example.service("mail", { taskSpec, endpointSpec: { ports: [{ targetPort: 25, publishedPort: 2525 }] } })],
  },
  types: [serviceType],
  settings: { allow: portList("Ports below 1024 that services may publish.", [80, 443]) },
  validate: ({ name, props, settings }, report) => {
    // For ports from 1024 up, this range is empty, and an empty range is allowed.
    const isDenied = ({ first, last }: PortRange): boolean =>
      !isAllowed({ first, last: Math.min(last, firstUnprivileged - 1) }, settings.allow);
    const faults = faultsIn(
      publishedBy(props),
      ({ ports }) => ports === unknown || (ports !== undefined && isDenied(ports)),
    );
    for (const { index, ports } of faults) {
      if (typeof ports !== "object") continue;
      const allowed = settings.allow.length === 0 ? "none" : settings.allow.join(", ");
      report(
        `Service "${name}" publishes port ${showPorts(ports)} (endpointSpec.ports[${index}]), which is below ` +
          `${firstUnprivileged} and not allowed (allowed: ${allowed}). Publish a port from ${firstUnprivileged} ` +
          `up, or add this one to the rule's "allow" setting.`,
      );
    }
  },
});
