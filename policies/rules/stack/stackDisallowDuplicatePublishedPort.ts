import { unknown } from "../../../swarm/draft";
import type { PortRange } from "../../../swarm/published";
import { showPorts } from "../../../swarm/published";
import * as example from "../../rule/example";
import { dockerEngine } from "../../rule/framework";
import { stackPolicy } from "../../rule/policy";
import { portsOf } from "../../facts/servicePorts";
import { sortedBy } from "../../facts/sortedBy";
import type { StackService } from "../../facts/topology/stackService";
import { topologyOf } from "../../facts/stackTopology";
import { known, settled } from "../../unknowns/looks";

const taskSpec = { containerSpec: { image: "registry.example.com/shop/web:1.4.2" } };

/** A published port is taken on every node, so all services of a swarm share one set of ports. */
export const stackDisallowDuplicatePublishedPort = stackPolicy({
  name: "swarm-stack-disallow-duplicate-published-port",
  description: "Two services must not publish the same port, unless both use host mode.",
  enforcementLevel: "mandatory",
  severity: "medium",
  framework: dockerEngine(
    "moby/swarmkit manager/controlapi/service.go",
    "A port is already in use by another service as an ingress port or a host-published port",
  ),
  tags: ["swarm", "service", "port"],
  remediationSteps: "Publish another port, or remove `publishedPort` to let Swarm choose one.",
  docs: {
    about:
      "Swarm refuses the second service in the middle of a deployment. A port in ingress mode is taken on every " +
      "node, so it also conflicts with a port in host mode. Two services may publish the same port in host mode; " +
      "Swarm then never places them on the same node. One service cannot publish a port twice in any mode.\n\nEach " +
      "protocol has its own ports. The rule also reads a port that is written as text or as a range. Like Docker, it " +
      "treats an unknown mode as ingress mode. Services belong to different swarms if the hosts of their providers " +
      "differ.",
    sources: ["moby/swarmkit, `manager/controlapi/service.go`"],
    bad: [
      example.service("shop", { taskSpec, endpointSpec: { ports: [{ targetPort: 8080, publishedPort: 8080 }] } }),
      example.service("admin", {
        taskSpec,
        endpointSpec: { ports: [{ targetPort: 9000, publishedPort: 8080, publishMode: "host" }] },
      }),
    ],
    good: [
      example.service("shop", { taskSpec, endpointSpec: { ports: [{ targetPort: 8080, publishedPort: 8080 }] } }),
      example.service("admin", {
        taskSpec,
        endpointSpec: { ports: [{ targetPort: 9000, publishedPort: 8081, publishMode: "host" }] },
      }),
    ],
  },
  validate: ({ resources }, report) => {
    const { services } = topologyOf(resources);
    // A single service cannot conflict with another, so its unknown values do not matter.
    const read = services.length > 1 ? known : settled;
    const claims = read(() => services.flatMap(claimsOf));
    for (const [claim, other] of conflictsIn(claims)) report(messageFor(claim, other), claim.service.urn);
  },
});

/** A port, or range of ports, that a service publishes. */
interface Claim {
  readonly service: StackService;
  readonly index: number;
  readonly range: PortRange;
  readonly protocol: string;
  readonly mode: "ingress" | "host";
}

/** The ports that a service certainly claims. */
function claimsOf(service: StackService): Claim[] {
  const ports = portsOf(service);
  return (ports === unknown ? [] : ports).flatMap((port): Claim[] => {
    const { index, ports: range } = port;
    if (typeof range !== "object") return [];
    const { protocol, mode } = port;
    return protocol === unknown || mode === unknown ? [] : [{ service, index, range, protocol, mode }];
  });
}

/** Claims of one swarm and protocol, which can conflict: per mode and service, the one with the highest last port. */
interface Reach {
  ingress?: Claim;
  host?: Claim;
  readonly own: Map<string, Claim>;
}

/**
 * Each claim that conflicts with an earlier one, once, in order of the first port. Of the earlier claims of a mode or
 * service, only the one with the highest last port can matter, so the cost is that of sorting.
 */
function conflictsIn(claims: readonly Claim[]): [Claim, Claim][] {
  const found: [Claim, Claim][] = [];
  const reaches = new Map<string, Reach>();
  for (const claim of firstPortFirst(claims)) {
    const { service, range, protocol, mode } = claim;
    const key = `${service.swarm} ${protocol}`;
    const reach = reaches.get(key) ?? { own: new Map<string, Claim>() };
    reaches.set(key, reach);
    const rivals = [reach.own.get(service.urn), reach.ingress, mode === "ingress" ? reach.host : undefined];
    const rival = rivals.find((other) => other !== undefined && other.range.last >= range.first);
    if (rival !== undefined) found.push([claim, rival]);
    reach[mode] = further(reach[mode], claim);
    reach.own.set(service.urn, further(reach.own.get(service.urn), claim));
  }
  return found;
}

function further(one: Claim | undefined, other: Claim): Claim {
  return one === undefined || other.range.last > one.range.last ? other : one;
}

function firstPortFirst(claims: readonly Claim[]): Claim[] {
  return sortedBy(
    claims,
    ({ range }) => range.first,
    ({ service }) => service.urn,
    ({ index }) => index,
  );
}

function messageFor(claim: Claim, other: Claim): string {
  const { service, index, range, protocol, mode } = claim;
  const what = `port ${showPorts(range)}/${protocol}`;
  const fix = "Publish another port, or remove 'publishedPort' to let Swarm choose one.";
  if (service.urn === other.service.urn) {
    return (
      `Service "${service.name}" publishes ${what} twice, in endpointSpec.ports[${other.index}] and [${index}]; ` +
      `Swarm refuses this in any mode. ${fix}`
    );
  }
  return (
    `Service "${service.name}" publishes ${what} in ${mode} mode (endpointSpec.ports[${index}]), and service ` +
    `"${other.service.name}" publishes port ${showPorts(other.range)}/${other.protocol} in ${other.mode} mode: a ` +
    `port in ingress mode is taken on every node, so Swarm refuses the second service. ${fix}`
  );
}
