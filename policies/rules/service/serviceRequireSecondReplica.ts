import * as example from "../../rule/example";
import { dockerEngine } from "../../rule/framework";
import { mountsOf } from "../../facts/hostMounts";
import { constraintsOf, isGlobal, isJob, isPinning, replicasOf } from "../../facts/placement";
import { publishedBy } from "../../facts/servicePorts";
import { resourcePolicy } from "../../rule/policy";
import type { Service } from "../../facts/service";
import { fieldsOf, serviceType } from "../../facts/service";
import { wholeNumber } from "../../rule/settings";
import { draftOf } from "../../unknowns/draft";
import { settled } from "../../unknowns/looks";
import type { Unknown } from "../../../swarm/draft";
import { unknown } from "../../../swarm/draft";

const taskSpec = { containerSpec: { image: "registry.example.com/shop/web:1.4.2" } };
const endpointSpec = { ports: [{ targetPort: 8080, publishedPort: 8080 }] };

/** With one task, each update and each failure of a node is an outage. */
export const serviceRequireSecondReplica = resourcePolicy({
  name: "swarm-service-require-second-replica",
  description: "A service that publishes a port should have two replicas or more, which Swarm spreads over the nodes.",
  enforcementLevel: "advisory",
  severity: "low",
  framework: dockerEngine(
    "moby/swarmkit manager/orchestrator/replicated",
    "Swarm starts a task on another node only after its node has been down for a while",
  ),
  tags: ["swarm", "service", "scheduling"],
  remediationSteps:
    'Use two replicas or more, with `placement.prefs: ["spread=node.labels.zone"]` if nodes can fail together.',
  docs: {
    about:
      "If a node fails, Swarm starts its tasks on another node after about 20 seconds, and the service answers only " +
      "when the new task is ready. Swarm spreads replicas over the nodes by itself; a preference for a label spreads " +
      "them over racks or zones. The rule looks only at services that publish a port. It accepts services that keep " +
      "data in a volume or are tied to one node, because a second replica would not help them, and swarms with one " +
      "node (`nodes`).",
    sources: [
      "[Placement preferences](https://docs.docker.com/engine/swarm/services/#placement-preferences)",
      "moby/swarmkit, `manager/orchestrator/replicated`",
    ],
    bad: [example.service("web", { taskSpec, mode: { replicated: { replicas: 1 } }, endpointSpec })],
    good: [example.service("web", { taskSpec, mode: { replicated: { replicas: 2 } }, endpointSpec })],
  },
  types: [serviceType],
  settings: {
    nodes: wholeNumber("Number of nodes of the swarm; 0 if it is not known.", 0, { minimum: 0, maximum: 100000 }),
  },
  validate: ({ name, props, settings: { nodes } }, report) => {
    const service = fieldsOf<Service>(draftOf<Service>(props));
    if (nodes === 1 || isGlobal(service) === true || isJob(service) || publishes(props) === false) return;
    const replicas = replicasOf(service);
    if (replicas !== unknown && replicas !== 1) return;
    if (mountsOf(props).some(({ type }) => type === "volume" || type === "bind")) return;
    if (constraintsOf(service).some((constraint) => constraint !== unknown && isPinning(constraint))) return;
    report(
      `Service "${name}" publishes a port and has one replica: when its node fails, nothing answers until a task ` +
        "runs on another node. Set mode.replicated.replicas to 2 or more, with a placement preference such as " +
        '"spread=node.labels.zone" if nodes can fail together.',
    );
  },
});

/** Whether a service publishes a port; unknown if nothing is known about its ports. */
function publishes(props: object): boolean | Unknown {
  const ports = publishedBy(props);
  return settled(() => ports.some(({ mode }) => mode !== unknown) || (ports.length > 0 ? unknown : false));
}
