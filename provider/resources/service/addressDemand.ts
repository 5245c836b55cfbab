import { unknown } from "../../../swarm/draft";
import { surgeOf } from "../../../swarm/capacity";
import type { ServiceSpec } from "../../engine/types";
import type { Properties } from "../../handler/properties";
import { elementsOf, isAbsent, propertiesOf } from "../../mapping/fields/field";
import { tasksOf } from "../../mapping/service/demand";
import { tasksAtOnce } from "../../mapping/service/mode";

/** The addresses that a service takes on each of its networks. */
export interface AddressDemand {
  /** One for a service in VIP mode, otherwise none. */
  readonly virtual: number;
  readonly tasks: number;
  /** What an update of all tasks adds. */
  readonly surge: number;
  /** The nodes that run its tasks for certain: each takes an address for its load balancer. */
  readonly nodes: number;
  /** Whether it publishes a port through the ingress network, so that it has addresses there as well. */
  readonly isOnIngress: boolean;
}

/**
 * @param nodes the number of nodes that take new tasks
 * @returns `undefined` while the number of tasks is unknown
 */
export function demandOfInputs(inputs: Properties, nodes: number): AddressDemand | undefined {
  const tasks = tasksOf(inputs.mode);
  const { parallelism } = propertiesOf(inputs.updateConfig);
  const { placement } = propertiesOf(inputs.taskSpec);
  const { mode, ports } = propertiesOf(inputs.endpointSpec);
  if (tasks === unknown || [placement, inputs.endpointSpec, mode, ports].includes(unknown)) return undefined;
  const { constraints, maxReplicas } = propertiesOf(placement);
  const isFree = isAbsent(constraints) || (Array.isArray(constraints) && elementsOf(constraints).length === 0);
  return demand({
    isVip: mode !== "dnsrr",
    tasks: tasks !== "global" ? tasks : isFree ? nodes : 1,
    parallelism: typeof parallelism === "number" ? parallelism : 1,
    nodes: isFree && isAbsent(maxReplicas) ? nodes : 1,
    isOnIngress: elementsOf(ports).some((port) => propertiesOf(port).publishMode !== "host"),
  });
}

/** @param nodes the number of nodes that take new tasks */
export function demandOfSpec(spec: ServiceSpec, nodes: number): AddressDemand {
  const { Mode = {}, EndpointSpec, UpdateConfig, TaskTemplate } = spec;
  const tasks = tasksAtOnce(Mode);
  const isFree = (TaskTemplate.Placement?.Constraints ?? []).length === 0;
  return demand({
    isVip: EndpointSpec?.Mode !== "dnsrr",
    tasks: tasks !== "global" ? tasks : isFree ? nodes : 1,
    parallelism: UpdateConfig?.Parallelism ?? 1,
    nodes: isFree ? nodes : 1,
    isOnIngress: (EndpointSpec?.Ports ?? []).some(({ PublishMode }) => PublishMode !== "host"),
  });
}

function demand(given: {
  readonly isVip: boolean;
  readonly tasks: number;
  readonly parallelism: number;
  readonly nodes: number;
  readonly isOnIngress: boolean;
}): AddressDemand {
  const { isVip, tasks, parallelism, nodes, isOnIngress } = given;
  return {
    virtual: Number(isVip),
    tasks,
    surge: surgeOf(tasks, parallelism),
    nodes: Math.min(nodes, tasks),
    isOnIngress,
  };
}
