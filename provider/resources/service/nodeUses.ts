import { isDeepStrictEqual } from "node:util";
import { amountsOf, type Amounts } from "../../../swarm/scheduling/nodeResources";
import type { NodeUse } from "../../../swarm/scheduling/placementConflicts";
import { isWanted, type Service, type ServiceSpec, type Task } from "../../engine/types";
import type { UpdatePlan } from "../../handler/updatePlan";
import { demandOf } from "../../mapping/service/demand";
import { tasksAtOnce } from "../../mapping/service/mode";

/**
 * What the tasks of other services use of each node, by node id.
 *
 * @param ownIds of the service that needs a place, and of the one that it replaces
 * @param plan the tasks of a service that this update scales, moves or replaces may be anywhere, so they do not count.
 *   @default what the tasks use now
 */
export function findNodeUses(
  services: readonly Service[],
  tasks: readonly Task[],
  ownIds: readonly (string | undefined)[],
  plan?: UpdatePlan,
): Map<string, NodeUse> {
  const kept = new Map<string, { name: string; ports: readonly string[] }>();
  for (const { ID, Spec } of services) {
    const ports = ownIds.includes(ID) ? undefined : keptPorts(ID, Spec, plan);
    if (ports !== undefined) kept.set(ID, { name: Spec.Name, ports });
  }
  const uses = new Map<string, { reserved: Amounts[]; hostPorts: Map<string, string> }>();
  for (const { nodeId, serviceId, reserved } of placedTasks(tasks)) {
    const service = kept.get(serviceId);
    if (service === undefined) continue;
    const use = uses.get(nodeId) ?? { reserved: [], hostPorts: new Map<string, string>() };
    uses.set(nodeId, use);
    use.reserved.push(reserved);
    for (const port of service.ports) use.hostPorts.set(port, service.name);
  }
  return uses;
}

interface PlacedTask {
  readonly nodeId: string;
  readonly serviceId: string;
  readonly reserved: Amounts;
}

/** A preview compares each service with the same list. */
const placed = new WeakMap<readonly Task[], readonly PlacedTask[]>();

/** The tasks that run on a node, or are about to. */
function placedTasks(tasks: readonly Task[]): readonly PlacedTask[] {
  const known = placed.get(tasks);
  if (known !== undefined) return known;
  const found = tasks
    .filter((task) => (task.NodeID ?? "") !== "" && isWanted(task))
    .map(({ NodeID = "", ServiceID, Spec }) => ({
      nodeId: NodeID,
      serviceId: ServiceID,
      reserved: amountsOf(Spec.Resources?.Reservations ?? {}),
    }));
  placed.set(tasks, found);
  return found;
}

/** The fixed ports in host mode that a service keeps; `undefined` if its tasks may move or end. */
function keptPorts(id: string, spec: ServiceSpec, plan: UpdatePlan | undefined): readonly string[] | undefined {
  const ports = liveHostPorts(spec);
  const change = plan?.changeOf(id);
  if (change === undefined) return ports;
  const { tasks, constraints, reserved, maxReplicas, hostPorts } = demandOf(change.inputs, []);
  const { Mode, TaskTemplate } = spec;
  const { Constraints, MaxReplicas = 0 } = TaskTemplate.Placement ?? {};
  const live = [
    tasksAtOnce(Mode),
    [...(Constraints ?? [])].map(withoutSpaces).sort(),
    amountsOf(TaskTemplate.Resources?.Reservations ?? {}),
    MaxReplicas,
  ];
  const next = [tasks, constraints.map(({ value }) => withoutSpaces(value)).sort(), reserved, maxReplicas];
  if (change.isReplaced || !isDeepStrictEqual(next, live)) return undefined;
  return ports.filter((port) => hostPorts.some(({ value }) => value === port));
}

function withoutSpaces(constraint: string): string {
  return constraint.replace(/\s/g, "");
}

/** The fixed ports that a live service publishes in host mode, e.g. `8080/tcp`. */
export function liveHostPorts({ EndpointSpec }: ServiceSpec): string[] {
  return (EndpointSpec?.Ports ?? []).flatMap(({ PublishMode, PublishedPort = 0, Protocol = "tcp" }) =>
    PublishMode === "host" && PublishedPort !== 0 ? [`${PublishedPort}/${Protocol}`] : [],
  );
}
