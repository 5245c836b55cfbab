import type { Unknown } from "../../../swarm/draft";
import { unknown } from "../../../swarm/draft";
import type { PortRange } from "../../../swarm/published";
import { dynamicPorts, portRangeOf, showPorts } from "../../../swarm/published";
import * as example from "../../rule/example";
import { cisDocker, cisDockerSource } from "../../rule/framework";
import { faultsIn } from "../../unknowns/looks";
import { resourcePolicy } from "../../rule/policy";
import type { PortSetting } from "../../facts/portSettings";
import { isAllowed, portList } from "../../facts/portSettings";
import { serviceType } from "../../facts/service";
import { publishedBy } from "../../facts/servicePorts";

const taskSpec = { containerSpec: { image: "registry.example.com/shop/web:1.4.2" } };

/** The ports of the Engine API and of Swarm itself. */
const ownPorts = [2375, 2376, 2377, 4789, 7946];

/** No service may publish Swarm's own ports; the organization decides about the others. */
export const serviceLimitPublishedPorts = resourcePolicy({
  name: "swarm-service-limit-published-ports",
  description: "A service must publish only allowed ports, and none that Docker itself uses.",
  enforcementLevel: "mandatory",
  severity: "medium",
  framework: cisDocker("5.9"),
  tags: ["swarm", "service", "port", "exposure"],
  remediationSteps:
    "Publish an allowed port, or reach the service over a network without publishing a port. You can change the " +
    "`allow` and `deny` settings of this rule.",
  docs: {
    about:
      "`deny` holds the ports of the Engine API (2375, 2376) and of Swarm (2377, 4789, 7946): through the " +
      "ingress network, a service would take them on every node. Use `allow` if your firewalls let only certain " +
      "ports through; by default, every port is allowed. The rule accepts a port that Swarm chooses only if all " +
      "ports that Swarm chooses from (30000-32767) are allowed.",
    sources: [
      cisDockerSource("5.9"),
      "[Open protocols and ports between the hosts](https://docs.docker.com/engine/swarm/swarm-tutorial/#open-protocols-and-ports-between-the-hosts)",
    ],
    bad: [example.service("web", { taskSpec, endpointSpec: { ports: [{ targetPort: 8080, publishedPort: 2376 }] } })],
    good: [example.service("web", { taskSpec, endpointSpec: { ports: [{ targetPort: 8080, publishedPort: 8080 }] } })],
  },
  types: [serviceType],
  settings: {
    allow: portList("Ports that services may publish.", ["1-65535"]),
    deny: portList("Ports that no service may publish.", ownPorts),
  },
  validate: ({ name, props, settings }, report) => {
    for (const { index, ports } of faultsIn(
      publishedBy(props),
      (port) => faultOf(port.ports, settings) !== undefined,
    )) {
      const why = faultOf(ports, settings) ?? "";
      const what = typeof ports !== "object" ? "a port that Swarm chooses" : `port ${showPorts(ports)}`;
      report(
        `Service "${name}" publishes ${what} (endpointSpec.ports[${index}]), which ${why}. Publish another port, ` +
          "or reach the service over a network, where every port is open without being published.",
      );
    }
  },
});

/** Why ports must not be published. Swarm never chooses a port that is denied by default. */
function faultOf(
  ports: PortRange | Unknown | undefined,
  { allow, deny }: { readonly allow: readonly PortSetting[]; readonly deny: readonly PortSetting[] },
): string | undefined {
  if (ports === unknown) return "is not known yet";
  if (!isAllowed(ports ?? dynamicPorts, allow)) {
    return `is not allowed (allowed: ${allow.length === 0 ? "none" : allow.join(", ")})`;
  }
  const denied = ports === undefined ? undefined : deny.find((entry) => meets(ports, entry));
  if (denied === undefined) return undefined;
  return ownPorts.includes(Number(denied)) ? `is used by Docker itself (${denied})` : `is denied (${denied})`;
}

function meets({ first, last }: PortRange, entry: PortSetting): boolean {
  const range = portRangeOf(entry);
  return range !== undefined && range.first <= last && first <= range.last;
}
