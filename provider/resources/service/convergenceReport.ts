import type { Engine } from "../../engine/engine";
import type { Network, Node, Service, Task } from "../../engine/types";
import { usableIn } from "../../inspection/addressUsage";
import { withCount } from "../../inspection/readSwarm";
import { hasFailed } from "./convergenceCount";

/** The problem of a task, with the Engine's message and the node's name; `undefined` without one. */
export function describeTask(service: Service, task: Task, nodes: readonly Node[]): string | undefined {
  const { State, Err = "", Message = "" } = task.Status;
  const name = nameOf(service, task, nodes);
  switch (State) {
    case "failed":
    case "rejected": {
      const words = Err === "" ? Message : Err;
      return `${name} ${State}: "${words}"`;
    }
    case "complete":
      if (!hasFailed(service, task)) return undefined;
      return (
        `${name} ended by itself with exit code 0` +
        (hasHealthcheck(service) ? ", or was stopped because its health check failed" : "")
      );
    case "starting":
      return hasHealthcheck(service) ? `${name} runs, but its health check has not succeeded yet` : undefined;
    case "pending":
      return Err === "" ? undefined : `${name} cannot be placed: "${Err}"`;
    default:
      return Err === "" ? undefined : `${name} (${State}): "${Err}"`;
  }
}

/** The problems of all tasks, the latest first, equal ones only once. */
export function describeTasks(service: Service, tasks: readonly Task[], nodes: readonly Node[]): string[] {
  const lines = new Map<string, number>();
  for (const task of newestFirst(tasks)) {
    const line = describeTask(service, task, nodes);
    if (line !== undefined) lines.set(line, (lines.get(line) ?? 0) + 1);
  }
  return Array.from(lines, ([line, times]) => (times === 1 ? line : `${line} (${times} times)`));
}

/** The latest problem, for the status line. */
export function latestTrouble(service: Service, tasks: readonly Task[], nodes: readonly Node[]): string | undefined {
  for (const task of newestFirst(tasks)) {
    const line = describeTask(service, task, nodes);
    if (line !== undefined) return line;
  }
  return undefined;
}

/**
 * Why tasks stay `new`: the allocator has no address for them, and reports that only in the leader's log. Names each
 * network of the service with its number of addresses, and the number of free ones if the leader reports it.
 */
export async function describeAddresses(service: Service, engine: Engine, signal: AbortSignal): Promise<string[]> {
  const targets = (service.Spec.TaskTemplate.Networks ?? []).map(({ Target }) => Target);
  const publishes = (service.Spec.EndpointSpec?.Ports ?? []).some(({ PublishMode }) => PublishMode !== "host");
  const networks = (await engine.listNetworks({}, signal)).filter(
    ({ Id, Ingress }) => targets.includes(Id) || (publishes && Ingress),
  );
  return (await Promise.all(networks.map((network) => withCount(network, engine, signal)))).map(describeRoom);
}

function describeRoom(network: Network): string {
  const configs = network.IPAM.Config ?? [];
  if (network.Driver === "" || configs.length === 0) {
    return (
      `network "${network.Name}" has no subnet: its address block overlaps with another network's, or the swarm's ` +
      `address pools are used up. Give it a free subnet.`
    );
  }
  const blocks = configs.map((config) => {
    const { Subnet = "" } = config;
    const status = network.Status?.IPAM?.Subnets?.[Subnet];
    const left = status === undefined ? "" : `, ${status.DynamicIPsAvailable} of them free`;
    return `${Subnet} has ${usableIn(config)} addresses${left}`;
  });
  return (
    `network "${network.Name}": ${blocks.join("; ")}. Each task needs one, as do each node that runs one and each ` +
    `service with a virtual IP. Use a network with a larger subnet, or fewer replicas.`
  );
}

/** Whether the spec has a health check. The Engine does not show whether the image has one. */
export function hasHealthcheck({ Spec }: Service): boolean {
  const test = Spec.TaskTemplate.ContainerSpec?.Healthcheck?.Test?.[0];
  return test !== undefined && test !== "NONE";
}

function newestFirst(tasks: readonly Task[]): Task[] {
  const when = ({ Status, CreatedAt }: Task): string => Status.Timestamp ?? CreatedAt ?? "";
  return [...tasks].sort((a, b) => (when(a) > when(b) ? -1 : 1));
}

/** `web.2 on node-b`, as `docker service ps` has it. */
function nameOf(service: Service, task: Task, nodes: readonly Node[]): string {
  const node = nodes.find(({ ID }) => ID === task.NodeID);
  const where = node?.Description?.Hostname ?? task.NodeID ?? "";
  const name = task.Slot === undefined ? `a task of ${service.Spec.Name}` : `${service.Spec.Name}.${task.Slot}`;
  return where === "" ? name : `${name} on ${where}`;
}
