import { unknown } from "../../../swarm/draft";
import type { Endpoint } from "../../../swarm/ports";
import { dynamicPorts, publishedPorts, showPorts } from "../../../swarm/published";
import * as example from "../../rule/example";
import { dockerEngine } from "../../rule/framework";
import { draftOf, waitFor } from "../../unknowns/known";
import { resourcePolicy } from "../../rule/policy";
import type { Service } from "../../facts/service";
import { fieldsOf, serviceType } from "../../facts/service";

const taskSpec = { containerSpec: { image: "registry.example.com/shop/web:1.4.2" } };

/** Swarm gives a port of this range to whoever asks for any. */
export const serviceDisallowPortOfDynamicRange = resourcePolicy({
  name: "swarm-service-disallow-port-of-dynamic-range",
  description: "A service should not fix a published port that Swarm may give to another service (30000 to 32767).",
  enforcementLevel: "advisory",
  severity: "low",
  framework: dockerEngine(
    "moby/swarmkit manager/allocator/portallocator.go",
    "A published port that is left out is taken from 30000 to 32767",
  ),
  tags: ["swarm", "service", "port"],
  remediationSteps: "Publish a port outside of 30000 to 32767, or leave `publishedPort` out to let Swarm choose one.",
  docs: {
    about:
      "Swarm takes a port from 30000 to 32767 for each service that publishes one without a number, and keeps it. A service that " +
      "fixes such a port works until another got it first: then Swarm refuses it, on a day when nothing about it has changed. In " +
      "host mode the task does not start where the ingress has the port.",
    sources: ["moby/swarmkit, `manager/allocator/portallocator.go`"],
    bad: [example.service("web", { taskSpec, endpointSpec: { ports: [{ targetPort: 8080, publishedPort: 30080 }] } })],
    good: [example.service("web", { taskSpec, endpointSpec: { ports: [{ targetPort: 8080, publishedPort: 8080 }] } })],
  },
  types: [serviceType],
  validate: ({ name, props }, report) => {
    const { endpointSpec } = fieldsOf<Service>(draftOf<Service>(props));
    if (endpointSpec === unknown) waitFor(props, "endpointSpec");
    const published = publishedPorts(fieldsOf<Endpoint>(endpointSpec).ports);
    for (const { index, ports } of published === unknown ? [] : published) {
      if (typeof ports !== "object" || ports.last < dynamicPorts.first || dynamicPorts.last < ports.first) continue;
      report(
        `Service "${name}" publishes port ${showPorts(ports)} (endpointSpec.ports[${index}]), and Swarm gives the ports from ` +
          `${showPorts(dynamicPorts)} to services that ask for any: another may have it first. ` +
          `Publish a port outside of them, or leave 'publishedPort' out.`,
      );
    }
    if (published === unknown || published.some(({ ports }) => ports === unknown)) {
      waitFor(props["endpointSpec"] as object, "ports", "publishedPort");
    }
  },
});
