import { unknown } from "../../../swarm/draft";
import type { Endpoint } from "../../../swarm/ports";
import { publishedPorts, showPorts } from "../../../swarm/published";
import * as example from "../../rule/example";
import { cisDocker } from "../../rule/framework";
import { draftOf, waitFor } from "../../unknowns/known";
import { resourcePolicy } from "../../rule/policy";
import { isAllowed, portList } from "../../facts/portSettings";
import type { Service } from "../../facts/service";
import { fieldsOf, serviceType } from "../../facts/service";

const taskSpec = { containerSpec: { image: "registry.example.com/shop/mail:1.4.2" } };

/** Ports below this one are those that only root may open on Linux. */
const firstUnprivileged = 1024;

/** Ports below 1024 are where clients expect the node's own services. */
export const serviceLimitPrivilegedPorts = resourcePolicy({
  name: "swarm-service-limit-privileged-ports",
  description: "A service should publish no port below 1024 but those that are allowed.",
  enforcementLevel: "advisory",
  severity: "medium",
  framework: cisDocker("5.8", "Ensure privileged ports are not mapped within containers"),
  tags: ["swarm", "service", "port", "exposure"],
  remediationSteps:
    "Publish a port of 1024 or more, behind a load balancer where clients need the low one, or add it to `allow`.",
  docs: {
    about:
      "A port below 1024 is one that only root may open, and clients trust what answers there as the node's own service. In " +
      "ingress mode it is taken on every node. HTTP and HTTPS are allowed unless the setting says otherwise. It is the port on " +
      "the node that counts, not the one inside the task.",
    sources: [
      'CIS Docker Benchmark 1.6.0, 5.8, "Ensure privileged ports are not mapped within containers"',
      "DISA STIG for Docker Enterprise: privileged ports must not be mapped",
      "KICS, Docker Compose: Privileged Ports Mapped",
    ],
    bad: [example.service("mail", { taskSpec, endpointSpec: { ports: [{ targetPort: 2525, publishedPort: 25 }] } })],
    good: [example.service("mail", { taskSpec, endpointSpec: { ports: [{ targetPort: 25, publishedPort: 2525 }] } })],
  },
  types: [serviceType],
  settings: { allow: portList("Ports below 1024 that services may publish.", [80, 443]) },
  validate: ({ name, props, settings }, report) => {
    const { endpointSpec } = fieldsOf<Service>(draftOf<Service>(props));
    if (endpointSpec === unknown) waitFor(props, "endpointSpec");
    const published = publishedPorts(fieldsOf<Endpoint>(endpointSpec).ports);
    for (const { index, ports } of published === unknown ? [] : published) {
      if (typeof ports !== "object" || ports.first >= firstUnprivileged) continue;
      const low = { first: ports.first, last: Math.min(ports.last, firstUnprivileged - 1) };
      if (isAllowed(low, settings.allow)) continue;
      const allowed = settings.allow.length === 0 ? "none is allowed" : `only ${settings.allow.join(", ")} are allowed`;
      report(
        `Service "${name}" publishes port ${showPorts(ports)} (endpointSpec.ports[${index}]), which is below ` +
          `${firstUnprivileged}, and ${allowed}. Publish a port of ${firstUnprivileged} or more, or add it to 'allow'.`,
      );
    }
    if (published === unknown || published.some(({ ports }) => ports === unknown)) {
      waitFor(props["endpointSpec"] as object, "ports", "publishedPort");
    }
  },
});
