import type { Unknown } from "../../../swarm/draft";
import { unknown } from "../../../swarm/draft";
import type { Published } from "../../../swarm/published";
import { showPorts } from "../../../swarm/published";
import * as example from "../../rule/example";
import { dockerEngine } from "../../rule/framework";
import { stackPolicy } from "../../rule/policy";
import { portsOf } from "../../facts/servicePorts";
import type { StackService } from "../../facts/topology/stackService";
import { topologyOf } from "../../facts/stackTopology";
import { isOn } from "../../facts/network";
import { forEachAlone, settled } from "../../unknowns/looks";

const containerSpec = { image: "registry.example.com/shop/db:1.4.2" };
const networksAdvanceds = [{ id: example.idOf("data") }];

/** An internal network has no route to the outside; a published port opens one. */
export const stackDisallowPublishedPortOnInternalNetworks = stackPolicy({
  name: "swarm-stack-disallow-published-port-on-internal-networks",
  description: "A service that is only on internal networks must not publish a port.",
  enforcementLevel: "mandatory",
  severity: "high",
  framework: dockerEngine(
    "moby/moby daemon/libnetwork/default_gateway.go",
    "A service on internal networks that publishes a port in ingress mode gets docker_gwbridge and a default route",
  ),
  tags: ["swarm", "service", "network", "port", "isolation"],
  remediationSteps:
    "Publish the port of a proxy that is on an internal and on another network, or attach this service to a network " +
    "that is not internal.",
  docs: {
    about:
      "Tasks on an internal network have no docker_gwbridge and no default route. A port in ingress mode attaches " +
      "the service to the ingress network, which is not internal: its tasks get both, so they can reach the outside " +
      "and clients can reach them. A port in host mode has no effect, because there is no bridge to map it to. The " +
      "rule accepts a service that is also on a network that is not internal.",
    sources: ["moby/moby, `daemon/libnetwork/default_gateway.go`"],
    bad: [
      example.network("data", { driver: "overlay", internal: true }),
      example.service("db", {
        taskSpec: { containerSpec, networksAdvanceds },
        endpointSpec: { ports: [{ targetPort: 5432, publishedPort: 5432 }] },
      }),
    ],
    good: [
      example.network("data", { driver: "overlay", internal: true }),
      example.service("db", { taskSpec: { containerSpec, networksAdvanceds } }),
    ],
  },
  validate: ({ resources }, report) => {
    forEachAlone(topologyOf(resources).services, (service) => {
      const ports = portsOf(service);
      if ((ports !== unknown && ports.length === 0) || isInside(service) === false) return;
      const names = [...service.networks].map(({ name }) => `"${name}"`).join(", ");
      const faults = ports === unknown ? [""] : ports.map((port) => settled(() => faultOf(port)));
      for (const fault of faults)
        report(
          `Service "${service.name}" is only on internal networks (${names}), but publishes ${fault}`,
          service.urn,
        );
    });
  },
});

function faultOf({ index, ports, mode }: Published): string {
  const port = typeof ports === "object" ? `port ${showPorts(ports)}` : "a port";
  const effect =
    mode === "host"
      ? "no bridge leads to the tasks, so the port has no effect"
      : "this attaches it to the ingress network, so clients can reach it and it can reach the outside";
  return (
    `${port} (endpointSpec.ports[${index}]): ${effect}. ` +
    "Publish a proxy that is on both kinds of network, or attach the service to a network that is not internal."
  );
}

/** Whether a service has networks, all of them internal. The rule treats a network of another stack as not internal. */
function isInside(service: StackService): boolean | Unknown {
  return settled(() => {
    if (service.attachments.some(({ elsewhere }) => elsewhere !== undefined)) return false;
    const internal = [...service.networks].map(({ network }) => isOn(network.internal));
    if (internal.includes(false)) return false;
    if (service.open || service.possible.size > 0 || internal.includes(unknown)) return unknown;
    return internal.length > 0;
  });
}
