import type { Unknown } from "../../../swarm/draft";
import { unknown } from "../../../swarm/draft";
import type { Published } from "../../../swarm/published";
import { showPorts } from "../../../swarm/published";
import * as example from "../../rule/example";
import { dockerEngine } from "../../rule/framework";
import { stackPolicy } from "../../rule/policy";
import { portsOf } from "../../facts/servicePorts";
import type { StackService } from "../../facts/stackSurvey";
import { surveyStack } from "../../facts/stackSurvey";
import { isOn } from "../../facts/network";
import { forEachAlone, settled } from "../../unknowns/looks";

const containerSpec = { image: "registry.example.com/shop/db:1.4.2" };
const networksAdvanceds = [{ id: example.idOf("data") }];

/** An internal network has no way out, and a published port opens one. */
export const stackDisallowPublishedPortOnInternalNetworks = stackPolicy({
  name: "swarm-stack-disallow-published-port-on-internal-networks",
  description: "A service that is on internal networks alone must publish no port.",
  enforcementLevel: "mandatory",
  severity: "high",
  framework: dockerEngine(
    "moby/moby daemon/libnetwork/default_gateway.go",
    "A service on internal networks that publishes through the ingress gets docker_gwbridge and a default route; in host mode the port leads nowhere",
  ),
  tags: ["swarm", "service", "network", "port", "isolation"],
  remediationSteps:
    "Publish the port of a service that stands between (a proxy on an internal and another network), or attach this one to a network " +
    "that is not internal if it shall be reached from outside.",
  docs: {
    about:
      "`internal` keeps a network's tasks from the outside: they have no docker_gwbridge and no default route. A port in ingress mode " +
      "puts the service on the ingress, which is not internal: its tasks get both, and reach the outside as they are reached from " +
      "there. A port in host mode does nothing, since there is no bridge to map it to. A service that is on one other network as " +
      "well is out already, and fine.",
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
    forEachAlone(surveyStack(resources).services, (service) => {
      const ports = portsOf(service);
      if ((ports !== unknown && ports.length === 0) || isInside(service) === false) return;
      const names = [...service.networks].map(({ name }) => `"${name}"`).join(", ");
      const faults = ports === unknown ? [""] : ports.map((port) => settled(() => faultOf(port)));
      for (const fault of faults)
        report(
          `Service "${service.name}" is on internal networks alone (${names}) and publishes ${fault}`,
          service.urn,
        );
    });
  },
});

function faultOf({ index, ports, mode }: Published): string {
  const port = typeof ports === "object" ? `port ${showPorts(ports)}` : "a port";
  const effect =
    mode === "host"
      ? "no bridge leads to it, so that the port does nothing"
      : "that puts it on the ingress, from where it is reached and reaches the outside";
  return (
    `${port} (endpointSpec.ports[${index}]): ${effect}. ` +
    `Publish a proxy that is on both sides, or attach the service to a network that is not internal.`
  );
}

/** Whether a service has networks, all of them internal. A network of another stack is taken for one that is not. */
function isInside(service: StackService): boolean | Unknown {
  return settled(() => {
    if (service.attachments.some(({ elsewhere }) => elsewhere !== undefined)) return false;
    const internal = [...service.networks].map(({ network }) => isOn(network.internal));
    if (internal.includes(false)) return false;
    if (service.open || service.possible.size > 0 || internal.includes(unknown)) return unknown;
    return internal.length > 0;
  });
}
