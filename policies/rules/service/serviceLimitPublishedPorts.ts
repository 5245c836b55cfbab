import { unknown } from "../../../swarm/draft";
import type { Endpoint } from "../../../swarm/ports";
import type { PortRange } from "../../../swarm/published";
import { dynamicPorts, portRangeOf, publishedPorts, showPorts } from "../../../swarm/published";
import * as example from "../../rule/example";
import { cisDocker } from "../../rule/framework";
import { draftOf, waitFor } from "../../unknowns/known";
import { resourcePolicy } from "../../rule/policy";
import type { PortSetting } from "../../facts/portSettings";
import { isAllowed, portList } from "../../facts/portSettings";
import type { Service } from "../../facts/service";
import { fieldsOf, serviceType } from "../../facts/service";

const taskSpec = { containerSpec: { image: "registry.example.com/shop/web:1.4.2" } };

/** Ports of the Engine's API and of Swarm itself. */
const ownPorts = [2375, 2376, 2377, 4789, 7946];

/** The ports of Swarm itself are never a service's; which others are is for an organisation to say. */
export const serviceLimitPublishedPorts = resourcePolicy({
  name: "swarm-service-limit-published-ports",
  description: "A service must publish only ports that are allowed, and none of Docker's own.",
  enforcementLevel: "mandatory",
  severity: "medium",
  framework: cisDocker("5.9", "Ensure that only needed ports are open on the container"),
  tags: ["swarm", "service", "port", "exposure"],
  remediationSteps:
    "Publish an allowed port, or reach the service over a network without publishing it. A configuration can change `allow` and `deny`.",
  docs: {
    about:
      "`deny` holds the ports of the Engine's API (2375, 2376) and of Swarm (2377, 4789, 7946): through the ingress a service would " +
      "take them on every node. `allow` is for an organisation that knows what its firewalls let through; every port is allowed " +
      "until it is set. A port that is left to Swarm is refused unless all of those that Swarm chooses from (30000-32767) are " +
      "allowed.",
    sources: [
      'CIS Docker Benchmark 1.6.0, 5.9, "Ensure that only needed ports are open on the container"',
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
    const { endpointSpec } = fieldsOf<Service>(draftOf<Service>(props));
    if (endpointSpec === unknown) waitFor(props, "endpointSpec");
    const published = publishedPorts(fieldsOf<Endpoint>(endpointSpec).ports);
    for (const { index, ports } of published === unknown ? [] : published) {
      if (ports === unknown) continue;
      const why = faultOf(ports, settings);
      if (why === undefined) continue;
      const what = ports === undefined ? "a port of Swarm's choice" : `port ${showPorts(ports)}`;
      report(
        `Service "${name}" publishes ${what} (endpointSpec.ports[${index}]), which ${why}. ` +
          `Publish another one, or reach the service over a network, where every port is open without publishing it.`,
      );
    }
    if (published === unknown || published.some(({ ports }) => ports === unknown)) {
      waitFor(props["endpointSpec"] as object, "ports", "publishedPort");
    }
  },
});

/** Why ports cannot be published; Swarm never chooses one of those that are denied by default. */
function faultOf(
  ports: PortRange | undefined,
  { allow, deny }: { readonly allow: readonly PortSetting[]; readonly deny: readonly PortSetting[] },
): string | undefined {
  if (!isAllowed(ports ?? dynamicPorts, allow)) {
    return `is not allowed (allowed: ${allow.length === 0 ? "none" : allow.join(", ")})`;
  }
  const denied = ports === undefined ? undefined : deny.find((entry) => meets(ports, entry));
  if (denied === undefined) return undefined;
  return ownPorts.includes(Number(denied)) ? `is one of Docker's own (${denied})` : `is denied (${denied})`;
}

function meets({ first, last }: PortRange, entry: PortSetting): boolean {
  const range = portRangeOf(entry);
  return range !== undefined && range.first <= last && first <= range.last;
}
