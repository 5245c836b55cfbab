import { unknown } from "../../../swarm/draft";
import { publishedPorts } from "../../../swarm/published";
import * as example from "../../rule/example";
import { dockerEngine } from "../../rule/framework";
import { draftOf, waitFor } from "../../unknowns/known";
import { resourcePolicy } from "../../rule/policy";
import type { Service } from "../../facts/service";
import { fieldsOf, hasVirtualAddress, serviceType } from "../../facts/service";

const image = "registry.example.com/shop/dns:1.4.2";

/** A port that goes through the ingress needs a virtual address to go to. */
export const serviceDisallowDnsrrWithIngressPort = resourcePolicy({
  name: "swarm-service-disallow-dnsrr-with-ingress-port",
  description: 'A service with the endpoint mode "dnsrr" must publish its ports in host mode.',
  enforcementLevel: "mandatory",
  severity: "medium",
  framework: dockerEngine(
    "moby/swarmkit manager/controlapi/service.go",
    "A port published with ingress mode can't be used with dnsrr mode",
  ),
  tags: ["swarm", "service", "port", "ingress"],
  remediationSteps:
    'Give each published port the publish mode "host", or leave the endpoint mode out, which gives the service a virtual address.',
  docs: {
    about:
      "The routing mesh sends what arrives at a published port to the service's virtual address. A service in the mode `dnsrr` has " +
      "none, and Swarm refuses it when it is created. A port without a publish mode goes through the ingress, and so does one " +
      "whose mode is a word that Docker does not know. Docker reads both modes in any case.",
    sources: [
      "moby/swarmkit, `manager/controlapi/service.go`",
      "[swarmkit#1207](https://github.com/moby/swarmkit/issues/1207), [moby#25016](https://github.com/moby/moby/issues/25016)",
    ],
    bad: [
      example.service("dns", {
        taskSpec: { containerSpec: { image } },
        endpointSpec: { mode: "dnsrr", ports: [{ targetPort: 53, publishedPort: 5353, protocol: "udp" }] },
      }),
    ],
    good: [
      example.service("dns", {
        taskSpec: { containerSpec: { image } },
        endpointSpec: {
          mode: "dnsrr",
          ports: [{ targetPort: 53, publishedPort: 5353, protocol: "udp", publishMode: "host" }],
        },
      }),
    ],
  },
  types: [serviceType],
  validate: ({ name, props }, report) => {
    const service = draftOf<Service>(props);
    const virtual = hasVirtualAddress(service);
    if (virtual === true) return;
    const { endpointSpec } = fieldsOf(service);
    if (endpointSpec === unknown) waitFor(props, "endpointSpec");
    const ports = publishedPorts(fieldsOf<NonNullable<Service["endpointSpec"]>>(endpointSpec).ports);
    const found = ports === unknown ? [] : ports.filter(({ mode }) => mode === "ingress");
    const open = ports === unknown || ports.some(({ mode }) => mode === unknown);
    if (virtual === unknown ? open || found.length > 0 : found.length === 0 && open) {
      waitFor(props["endpointSpec"] as object, virtual === unknown ? "mode" : "ports");
    }
    for (const { index } of found) {
      report(
        `Service "${name}" has the endpoint mode "dnsrr" and publishes endpointSpec.ports[${index}] through the ingress, which ` +
          `needs the virtual address that dnsrr does without; Swarm refuses the service. ` +
          `Give the port publishMode: "host", or the service the endpoint mode "vip".`,
      );
    }
  },
});
