import { unknown } from "../../../swarm/draft";
import { showPorts } from "../../../swarm/published";
import * as example from "../../rule/example";
import { dockerEngine } from "../../rule/framework";
import { stackPolicy } from "../../rule/policy";
import { portsOf } from "../../facts/servicePorts";
import type { StackService } from "../../facts/stackSurvey";
import { surveyStack, waitForNetworks } from "../../facts/stackSurvey";
import { waitForPart } from "../../unknowns/undecided";

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
    const open: (() => void)[] = [];
    for (const service of surveyStack(resources).services) {
      const ports = portsOf(service);
      if (ports !== unknown && ports.length === 0) continue;
      const inside = isInside(service);
      if (inside === false) continue;
      if (inside === unknown || ports === unknown) {
        open.push(() => {
          waitForNetworks(service);
          for (const { resource } of service.networks) waitForPart(resource, ["internal"]);
          waitForPart(service.resource, ["endpointSpec", "ports"]);
        });
        continue;
      }
      const names = [...service.networks].map(({ name }) => `"${name}"`).join(", ");
      for (const { index, ports: range, mode } of ports) {
        const port = typeof range === "object" ? `port ${showPorts(range)}` : "a port";
        const effect =
          mode === "host"
            ? "no bridge leads to it, so that the port does nothing"
            : "that puts it on the ingress, from where it is reached and reaches the outside";
        report(
          `Service "${service.name}" is on internal networks alone (${names}) and publishes ${port} (endpointSpec.ports[${index}]): ` +
            `${effect}. Publish a proxy that is on both sides, or attach the service to a network that is not internal.`,
          service.urn,
        );
      }
    }
    for (const wait of open) wait();
  },
});

/** Whether a service has networks, all of them internal. A network of another stack is taken for one that is not. */
function isInside({ attachments, networks, possible, open }: StackService): boolean | typeof unknown {
  if (attachments.some(({ elsewhere }) => elsewhere !== undefined)) return false;
  const sure = [...networks].map(({ network }) => network.internal);
  if (sure.some((internal) => internal !== true && internal !== unknown)) return false;
  const maybe = [...possible].map(({ network }) => network.internal);
  if (open || sure.includes(unknown) || maybe.length > 0)
    return sure.length + maybe.length === 0 && !open ? false : unknown;
  return sure.length > 0;
}
