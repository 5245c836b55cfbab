import type { Unknown } from "../../../swarm/draft";
import { unknown } from "../../../swarm/draft";
import type { Published } from "../../../swarm/published";
import { showPorts } from "../../../swarm/published";
import * as example from "../../rule/example";
import { cisDocker } from "../../rule/framework";
import { isNamedIn } from "../../facts/network";
import { stackPolicy } from "../../rule/policy";
import { isAllowed, portList } from "../../facts/portSettings";
import { sensitivity } from "../../facts/sensitivity";
import { portsOf } from "../../facts/servicePorts";
import { texts } from "../../rule/settings";
import type { StackService } from "../../facts/stackSurvey";
import { surveyStack } from "../../facts/stackSurvey";
import type { SensitiveNetwork } from "../../facts/stackSurvey";
import { firstSensitive } from "../../facts/stackSurvey";
import { faultsIn, forEachAlone, known, settled } from "../../unknowns/looks";

const containerSpec = { image: "registry.example.com/shop/payments:1.4.2" };
const networksAdvanceds = [{ id: example.idOf("payments") }];
const sensitive = {
  driver: "overlay",
  labels: [{ label: "swarm.network.sensitive", value: "true" }],
  options: { encrypted: "" },
};

/** A service that is reached from outside and is on a sensitive network is the way in. */
export const stackDisallowPublishedPortOnSensitiveNetwork = stackPolicy({
  name: "swarm-stack-disallow-published-port-on-sensitive-network",
  description: "A service on a sensitive network should publish no port but those that are allowed.",
  enforcementLevel: "advisory",
  severity: "medium",
  framework: cisDocker("5.9", "Ensure that only needed ports are open on the container"),
  tags: ["swarm", "service", "network", "port", "exposure", "sensitive"],
  remediationSteps:
    "Publish a proxy that is on another network, or allow the service or the port by `allowServices` or `allowPorts` when it is that proxy.",
  docs: {
    about:
      "Whoever takes over a service that is reached from outside is on all its networks. The rule wants the ways into a sensitive " +
      "network to be named: the services by logical name or name in the swarm, or the ports. What is sensitive is said by the label " +
      "`swarm.network.sensitive`, by the input of an OverlayNetwork, and by the settings.",
    sources: ['CIS Docker Benchmark 1.6.0, 5.9, "Ensure that only needed ports are open on the container"'],
    bad: [
      example.network("payments", sensitive),
      example.service("api", {
        taskSpec: { containerSpec, networksAdvanceds },
        endpointSpec: { ports: [{ targetPort: 8080, publishedPort: 8080 }] },
      }),
    ],
    good: [
      example.network("payments", sensitive),
      example.service("api", { taskSpec: { containerSpec, networksAdvanceds } }),
    ],
  },
  settings: {
    allowServices: texts(
      "Services that may publish ports, by logical name or name in the swarm; * stands for any characters.",
    ),
    allowPorts: portList("Ports that any service may publish."),
    ...sensitivity,
  },
  validate: ({ resources, settings }, report) => {
    const isDenied = ({ ports }: Published): boolean =>
      settings.allowPorts.length === 0 || typeof ports !== "object" || !isAllowed(ports, settings.allowPorts);
    forEachAlone(surveyStack(resources).services, (service) => {
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
    `Service "${name}" publishes ${port} and is on network "${network.name}", which ${because}: it is a way into that network from ` +
    `outside. Publish a proxy on another network, or name this one in 'allowServices' (or its port in 'allowPorts') if it is meant to be.`
  );
}
