import * as example from "../../rule/example";
import { publishedBy } from "../../facts/servicePorts";
import { faultsIn } from "../../unknowns/looks";
import { dockerEngine } from "../../rule/framework";
import { draftOf } from "../../unknowns/draft";
import { resourcePolicy } from "../../rule/policy";
import type { Service } from "../../facts/service";
import { hasVirtualAddress, serviceType } from "../../facts/service";

const image = "registry.example.com/shop/dns:1.4.2";

/** The routing mesh needs a virtual IP to forward the traffic of a port to. */
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
    'Set publishMode "host" on each published port, or remove the endpoint mode, so that the service gets a ' +
    "virtual IP.",
  docs: {
    about:
      "The routing mesh forwards the traffic of a published port to the service's virtual IP. A service in " +
      "`dnsrr` mode has none, so Swarm refuses to create it. A port goes through the ingress network if it has " +
      "no publish mode, or one that Docker does not know. Docker ignores case in both modes.",
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
  validate: ({ name, props, opts }, report) => {
    if (hasVirtualAddress(draftOf<Service>(props)) === true) return;
    for (const { index } of faultsIn(publishedBy(props, { name, opts }), ({ mode }) => mode !== "host")) {
      report(
        `Service "${name}" has the endpoint mode "dnsrr" but publishes endpointSpec.ports[${index}] through the ` +
          'ingress network, which needs a virtual IP; Swarm refuses the service. Set publishMode: "host" on the ' +
          'port, or the endpoint mode "vip" on the service.',
      );
    }
  },
});
