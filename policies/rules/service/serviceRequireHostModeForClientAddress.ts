import { unknown } from "../../../swarm/draft";
import type { PortRange } from "../../../swarm/published";
import { showPorts } from "../../../swarm/published";
import * as example from "../../rule/example";
import { dockerEngine } from "../../rule/framework";
import { faultsIn } from "../../unknowns/looks";
import { resourcePolicy } from "../../rule/policy";
import { isAllowed, portList } from "../../facts/portSettings";
import { serviceType } from "../../facts/service";
import { publishedBy } from "../../facts/servicePorts";

const taskSpec = { containerSpec: { image: "registry.example.com/shop/proxy:1.4.2" } };

/** Behind the routing mesh, every client appears with an address of the ingress network. */
export const serviceRequireHostModeForClientAddress = resourcePolicy({
  name: "swarm-service-require-host-mode-for-client-address",
  description:
    "A service that publishes HTTP or HTTPS should use host mode; otherwise it cannot see its clients' addresses.",
  enforcementLevel: "advisory",
  severity: "low",
  framework: dockerEngine(
    "moby/moby#25526",
    "The routing mesh replaces the client's address with an address of the ingress network",
  ),
  tags: ["swarm", "service", "port", "ingress"],
  remediationSteps:
    'Publish the port with publishMode "host", and run a task on each node that clients connect to: use the mode ' +
    "global, or a constraint.",
  docs: {
    about:
      "The routing mesh translates addresses, so a proxy behind it sees an address of the ingress network " +
      "instead of its client's address. Access logs, rate limits and allow lists become useless. In host mode, " +
      "the port is open only on nodes that run a task. If a load balancer in front of the swarm speaks the PROXY " +
      "protocol or sets a header, you can publish through the ingress network: disable the rule.",
    sources: ["[moby#25526](https://github.com/moby/moby/issues/25526), open since 2016"],
    bad: [example.service("proxy", { taskSpec, endpointSpec: { ports: [{ targetPort: 443, publishedPort: 443 }] } })],
    good: [
      example.service("proxy", {
        taskSpec,
        mode: { global: true },
        endpointSpec: { ports: [{ targetPort: 443, publishedPort: 443, publishMode: "host" }] },
      }),
    ],
  },
  types: [serviceType],
  settings: { ports: portList("Ports for which the client's address matters.", [80, 443]) },
  validate: ({ name, props, opts, settings }, report) => {
    const matters = (ports: PortRange): boolean => meetsAny(ports, settings.ports);
    const faults = faultsIn(
      publishedBy(props, { name, opts }),
      ({ ports, mode }) => mode !== "host" && (ports === unknown || (ports !== undefined && matters(ports))),
    );
    for (const { index, ports } of faults) {
      if (typeof ports !== "object") continue;
      report(
        `Service "${name}" publishes port ${showPorts(ports)} through the ingress network ` +
          `(endpointSpec.ports[${index}]), which hides the addresses of its clients. Set publishMode: "host" on ` +
          "the port and run a task on each node that clients connect to, or disable this rule if a load balancer " +
          "passes the addresses on.",
      );
    }
  },
});

function meetsAny({ first, last }: PortRange, list: readonly (number | string)[]): boolean {
  for (let port = first; port <= last; port++) if (isAllowed({ first: port, last: port }, list)) return true;
  return false;
}
