import { unknown } from "../../../swarm/draft";
import type { PortRange } from "../../../swarm/published";
import { showPorts } from "../../../swarm/published";
import * as example from "../../rule/example";
import { dockerEngine } from "../../rule/framework";
import { constraintsOf, isGlobal } from "../../facts/placement";
import { stackPolicy } from "../../rule/policy";
import { portsOf } from "../../facts/servicePorts";
import type { StackService } from "../../facts/topology/stackService";
import { topologyOf } from "../../facts/stackTopology";
import { settled } from "../../unknowns/looks";

const taskSpec = { containerSpec: { image: "registry.example.com/shop/web:1.4.2" } };
const global = { taskSpec, mode: { global: true } };
const port = (publishedPort: number): object => ({ ports: [{ targetPort: 80, publishedPort, publishMode: "host" }] });

/** A node has each port once, so the tasks of the second service stay pending where the first one runs. */
export const stackDisallowSharedHostPort = stackPolicy({
  name: "swarm-stack-disallow-shared-host-port",
  description: "Two services that can run on the same nodes should not publish the same port in host mode.",
  enforcementLevel: "advisory",
  severity: "medium",
  framework: dockerEngine(
    "moby/swarmkit manager/scheduler/filter.go",
    "A task whose host port is taken on every node stays pending: host-mode port already in use",
  ),
  tags: ["swarm", "service", "port", "scheduling"],
  remediationSteps: "Publish another port, or give the services constraints that no node meets together.",
  docs: {
    about:
      "Swarm accepts two services that publish one port in host mode, and never runs them on the same node. If one " +
      "of them is global, the other gets no task at all; if both are replicated, they compete for nodes. The rule " +
      "accepts services with different constraints, because they may exclude each other. A port in ingress mode is " +
      "the subject of swarm-stack-disallow-duplicate-published-port.",
    sources: ["moby/swarmkit, `manager/scheduler/filter.go`"],
    bad: [
      example.service("shop", { ...global, endpointSpec: port(8080) }),
      example.service("admin", { ...global, endpointSpec: port(8080) }),
    ],
    good: [
      example.service("shop", { ...global, endpointSpec: port(8080) }),
      example.service("admin", { ...global, endpointSpec: port(8081) }),
    ],
  },
  validate: ({ resources }, report) => {
    const claims = topologyOf(resources).services.flatMap((service) => settled(() => claimsOf(service)));
    claims.forEach((claim, index) => {
      const other = claims.slice(0, index).find((one) => isRival(one, claim));
      if (other === undefined) return;
      const isStarved = claim.isGlobal || other.isGlobal;
      report(
        `Services "${claim.service.name}" and "${other.service.name}" both publish port ${showPorts(claim.range)}/` +
          `${claim.protocol} in host mode (endpointSpec.ports[${claim.index}]) and can run on the same nodes: ` +
          `${isStarved ? "where one runs, the tasks of the other stay pending" : "they compete for nodes"}. Publish ` +
          "another port, or give them constraints that exclude each other.",
        claim.service.urn,
      );
    });
  },
});

interface Claim {
  readonly service: StackService;
  readonly index: number;
  readonly range: PortRange;
  readonly protocol: string;
  readonly isGlobal: boolean;
  /** Sorted. */
  readonly constraints: readonly string[];
}

/** The fixed ports in host mode of a service of which everything is known that matters. */
function claimsOf(service: StackService): Claim[] {
  const ports = portsOf(service);
  const constraints = constraintsOf(service.service);
  const global = isGlobal(service.service);
  if (ports === unknown || global === unknown || constraints.includes(unknown)) return [];
  return ports.flatMap(({ index, ports: range, protocol, mode }): Claim[] => {
    if (typeof range !== "object" || protocol === unknown || mode !== "host") return [];
    return [{ service, index, range, protocol, isGlobal: global, constraints: constraints.map(String).sort() }];
  });
}

function isRival(one: Claim, other: Claim): boolean {
  return (
    one.service.urn !== other.service.urn &&
    one.service.swarm === other.service.swarm &&
    one.protocol === other.protocol &&
    one.range.first <= other.range.last &&
    other.range.first <= one.range.last &&
    (String(one.constraints) === String(other.constraints) ||
      (one.isGlobal && isOnAllNodesOf(one, other)) ||
      (other.isGlobal && isOnAllNodesOf(other, one)))
  );
}

/** Whether a global service has a task on each node that another service can use: its constraints are among those. */
function isOnAllNodesOf(global: Claim, other: Claim): boolean {
  return global.constraints.every((constraint) => other.constraints.includes(constraint));
}
