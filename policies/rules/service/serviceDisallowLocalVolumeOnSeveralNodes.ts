import { unknown } from "../../../swarm/draft";
import * as example from "../../rule/example";
import { dockerEngine } from "../../rule/framework";
import { isElsewhere, mountsOf, type Mount } from "../../facts/hostMounts";
import { constraintsOf, isGlobal, isPinning } from "../../facts/placement";
import { resourcePolicy } from "../../rule/policy";
import type { Service } from "../../facts/service";
import { fieldsOf, serviceType } from "../../facts/service";
import { wholeNumber } from "../../rule/settings";
import { draftOf } from "../../unknowns/draft";
import { faultsIn, settled } from "../../unknowns/looks";

const image = "postgres:17.2";
const mounts = [{ type: "volume", source: "db", target: "/var/lib/postgresql/data" }];

/** A volume of the local driver stays on its node when the task moves. */
export const serviceDisallowLocalVolumeOnSeveralNodes = resourcePolicy({
  name: "swarm-service-disallow-local-volume-on-several-nodes",
  description: "A service with a local volume should be tied to the node that has the volume.",
  enforcementLevel: "advisory",
  severity: "medium",
  framework: dockerEngine(
    "moby/moby daemon/cluster/executor/container/container.go",
    "Each node creates the volume of a mount if it does not have it; the local driver keeps it on that node",
  ),
  tags: ["swarm", "service", "volume", "scheduling"],
  remediationSteps:
    "Add a constraint such as `node.labels.db==true` or `node.hostname==node1`, or use a volume that all nodes reach.",
  docs: {
    about:
      "If a task moves to another node, Docker creates an empty volume there, without an error: the data seems to be " +
      "lost. The rule accepts a constraint on a host name, a node ID or a label, global services (whose volumes are " +
      "one per node on purpose), volumes of other drivers, and volumes of the local driver with a network file " +
      "system (`type: nfs`). Set `nodes` to 1 in a swarm with one node.",
    sources: ["[Store data with volumes](https://docs.docker.com/engine/storage/volumes/)"],
    bad: [example.service("db", { taskSpec: { containerSpec: { image, mounts } } })],
    good: [
      example.service("db", {
        taskSpec: { containerSpec: { image, mounts }, placement: { constraints: ["node.labels.db==true"] } },
      }),
    ],
  },
  types: [serviceType],
  settings: {
    nodes: wholeNumber("Number of nodes of the swarm; 0 if it is not known.", 0, { minimum: 0, maximum: 100000 }),
  },
  validate: ({ name, props, settings: { nodes } }, report) => {
    const service = fieldsOf<Service>(draftOf<Service>(props));
    if (nodes === 1 || isGlobal(service) === true) return;
    const volumes = mountsOf(props);
    const constraints = constraintsOf(service);
    if (constraints.some((constraint) => constraint !== unknown && isPinning(constraint))) return;
    for (const index of faultsIn([...volumes.keys()], (one) => isLocal(volumes[one] ?? {}))) {
      report(
        `Service "${name}" has a volume of the local driver (taskSpec.containerSpec.mounts[${index}]), but its tasks ` +
          "can move to another node, where the volume is empty. Add a constraint such as node.hostname==node1 or " +
          "node.labels.NAME==true to taskSpec.placement.constraints, or use a volume that all nodes reach.",
      );
    }
  },
});

function isLocal(mount: ReturnType<typeof fieldsOf<Mount>>): boolean {
  const { type } = mount;
  // A volume without a name lives as long as its task, and the name of a docker.Volume is unknown before its driver is.
  const source = settled(() => (mount.source === unknown ? "" : mount.source));
  if ((type !== unknown && type !== "volume") || source === undefined || source === "") return false;
  const { driverName, driverOptions } = fieldsOf<NonNullable<Mount["volumeOptions"]>>(mount.volumeOptions);
  if (driverName !== undefined && driverName !== "" && driverName !== "local") return false;
  const { type: fileSystem } = fieldsOf<Readonly<Record<string, string>>>(driverOptions);
  return !isElsewhere(fileSystem);
}
