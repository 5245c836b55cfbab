import { unknown } from "../../../swarm/draft";
import { showPorts } from "../../../swarm/published";
import * as example from "../../rule/example";
import { cisDocker } from "../../rule/framework";
import { matchesAny } from "../../facts/pattern";
import { stackPolicy } from "../../rule/policy";
import { isAllowed, portList } from "../../facts/portSettings";
import { sensitiveBecause, sensitivity } from "../../facts/sensitivity";
import { portsOf } from "../../facts/servicePorts";
import { texts } from "../../rule/settings";
import type { StackNetwork, StackService } from "../../facts/stackSurvey";
import { surveyStack, waitForNetworks } from "../../facts/stackSurvey";
import { waitForPart } from "../../unknowns/undecided";

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
    const open: (() => void)[] = [];
    for (const service of surveyStack(resources).services) {
      const { name: inSwarm } = service.service;
      if (
        matchesAny([service.name, ...(typeof inSwarm === "string" ? [inSwarm] : [])], settings.allowServices) !==
        undefined
      )
        continue;
      const ports = portsOf(service);
      const published =
        ports === unknown
          ? []
          : ports.filter((port) => typeof port.ports !== "object" || !isAllowed(port.ports, settings.allowPorts));
      if (ports !== unknown && published.length === 0) continue;
      const verdicts = [...service.networks].map((network) => ({ network, because: becauseOf(network, settings) }));
      const found = verdicts.find(({ because }) => typeof because === "string");
      const isPossible = [...service.possible].some((network) => becauseOf(network, settings) !== undefined);
      if (found !== undefined && published.length > 0) {
        for (const { index, ports: range } of published) {
          const port = typeof range === "object" ? `port ${showPorts(range)}` : "a port";
          report(
            messageFor(service, `${port} (endpointSpec.ports[${index}])`, found.network, String(found.because)),
            service.urn,
          );
        }
      } else if (found !== undefined || isPossible || verdicts.some(({ because }) => because === unknown)) {
        open.push(() => {
          waitForNetworks(service);
          for (const { network, because } of verdicts)
            if (because === unknown) waitForPart(network.resource, ["labels"]);
          waitForPart(service.resource, ["endpointSpec", "ports"], "publishedPort");
        });
      }
    }
    for (const wait of open) wait();
  },
});

function becauseOf(
  { marked }: StackNetwork,
  settings: Parameters<typeof sensitiveBecause>[1],
): string | typeof unknown | undefined {
  return sensitiveBecause(marked, settings);
}

function messageFor({ name }: StackService, port: string, network: StackNetwork, because: string): string {
  return (
    `Service "${name}" publishes ${port} and is on network "${network.name}", which ${because}: it is a way into that network from ` +
    `outside. Publish a proxy on another network, or name this one in 'allowServices' (or its port in 'allowPorts') if it is meant to be.`
  );
}
