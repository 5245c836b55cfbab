import type { Unknown } from "../../../swarm/draft";
import { unknown } from "../../../swarm/draft";
import type { Published } from "../../../swarm/published";
import { showPorts } from "../../../swarm/published";
import * as example from "../../rule/example";
import { cisDocker, cisDockerSource } from "../../rule/framework";
import { isNamedIn } from "../../facts/network";
import { stackPolicy } from "../../rule/policy";
import { isAllowed, portList } from "../../facts/portSettings";
import { sensitivity } from "../../facts/sensitivity";
import { portsOf } from "../../facts/servicePorts";
import { texts } from "../../rule/settings";
import type { StackService } from "../../facts/topology/stackService";
import { topologyOf } from "../../facts/stackTopology";
import type { SensitiveNetwork } from "../../facts/topology/sensitiveNetwork";
import { firstSensitive } from "../../facts/topology/sensitiveNetwork";
import { faultsIn, forEachAlone, known, settled } from "../../unknowns/looks";

const containerSpec = { image: "registry.example.com/shop/payments:1.4.2" };
const networksAdvanceds = [{ id: example.idOf("payments") }];
const payments = example.sensitiveNetwork("payments");

/** A service that clients can reach from outside gives access to all its networks. */
export const stackDisallowPublishedPortOnSensitiveNetwork = stackPolicy({
  name: "swarm-stack-disallow-published-port-on-sensitive-network",
  description: "A service on a sensitive network should publish only ports that the settings allow.",
  enforcementLevel: "advisory",
  severity: "medium",
  framework: cisDocker("5.9"),
  tags: ["swarm", "service", "network", "port", "exposure", "sensitive"],
  remediationSteps:
    "Publish a proxy on another network. If this service is the proxy, allow it in `allowServices` or its port in " +
    "`allowPorts`.",
  docs: {
    about:
      "An attacker who takes over a service reaches all its networks. The rule therefore requires a list of the " +
      "services on sensitive networks that clients can reach from outside: by logical or physical name, or by port. " +
      "A network is sensitive if it has the label `swarm.network.sensitive`, if an OverlayNetwork sets `sensitive`, " +
      "or if the settings name it.",
    sources: [cisDockerSource("5.9")],
    bad: [
      payments,
      example.service("api", {
        taskSpec: { containerSpec, networksAdvanceds },
        endpointSpec: { ports: [{ targetPort: 8080, publishedPort: 8080 }] },
      }),
    ],
    good: [payments, example.service("api", { taskSpec: { containerSpec, networksAdvanceds } })],
  },
  settings: {
    allowServices: texts("Logical or physical names of services that may publish ports; * matches any characters."),
    allowPorts: portList("Ports that any service may publish."),
    ...sensitivity,
  },
  validate: ({ resources, settings }, report) => {
    const isDenied = ({ ports }: Published): boolean =>
      settings.allowPorts.length === 0 || typeof ports !== "object" || !isAllowed(ports, settings.allowPorts);
    forEachAlone(topologyOf(resources).services, (service) => {
      if (isNamedIn(settings.allowServices, service.name, service.service)) return;
      const found = firstSensitive(service, settings);
      if (found === undefined) return;
      const ports = known(() => portsOf(service));
      for (const published of faultsIn(ports === unknown ? [] : ports, isDenied))
        report(
          settled(() => messageFor(service, published, found)),
          service.urn,
        );
    });
  },
});

function messageFor({ name }: StackService, { index, ports }: Published, found: SensitiveNetwork | Unknown): string {
  const port = `${typeof ports === "object" ? `port ${showPorts(ports)}` : "a port"} (endpointSpec.ports[${index}])`;
  const { network, because } = found === unknown ? { network: { name: "" }, because: "" } : found;
  return (
    `Service "${name}" publishes ${port} and is on network "${network.name}", which ${because}: clients can enter ` +
    "that network from outside. Publish a proxy on another network, or, if this service may publish the port, add " +
    "it to 'allowServices' or its port to 'allowPorts'."
  );
}
