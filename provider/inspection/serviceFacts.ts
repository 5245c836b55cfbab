import type { ServiceInspection } from "../../swarm/inspection";
import type { Network, Service } from "../engine/types";
import { groupedBy } from "./groupedBy";
import { inspectedPorts } from "./taskFacts";
import type { TaskSummary } from "./taskSummary";

/** A service without its networks and tasks. */
export type ServiceFacts = Omit<ServiceInspection, "networks" | "tasks">;

/** A network that a service is attached to, and the settings of the attachment. */
export interface Attachment {
  readonly network: Network;
  readonly aliases: readonly string[];
  readonly virtualIp: string | undefined;
}

/** Describes a service itself. */
export function serviceFacts(service: Service, tasks: readonly TaskSummary[]): ServiceFacts {
  const { Spec: spec, Endpoint: endpoint } = service;
  const running = tasksOf(tasks, service.ID).filter(({ Status }) => Status.State === "running").length;
  const update = updateOf(service);
  return {
    id: service.ID,
    name: spec.Name,
    image: (spec.TaskTemplate.ContainerSpec?.Image ?? "").replace(/@sha256:.*$/, ""),
    mode: serviceMode(service),
    endpointMode: endpoint?.Spec?.Mode ?? spec.EndpointSpec?.Mode ?? "vip",
    desiredTasks: service.ServiceStatus?.DesiredTasks ?? spec.Mode?.Replicated?.Replicas ?? running,
    runningTasks: service.ServiceStatus?.RunningTasks ?? running,
    ...jobFacts(service),
    ports: portsOf(service),
    ...(update === undefined ? {} : { update }),
    labels: spec.Labels ?? {},
  };
}

const tasksOf = groupedBy<TaskSummary>(({ ServiceID }) => [ServiceID]);

/**
 * The `networks` that a service is attached to. They include the ingress if the service publishes a port through it.
 */
export function attachmentsOf(service: Service, networks: readonly Network[]): Attachment[] {
  const virtualIps = new Map((service.Endpoint?.VirtualIPs ?? []).map(({ NetworkID, Addr }) => [NetworkID, Addr]));
  const targets = new Map((service.Spec.TaskTemplate.Networks ?? []).map((entry) => [entry.Target, entry]));
  const published = portsOf(service).some(({ publishMode }) => publishMode === "ingress");
  const attached = [
    ...[...targets.keys()].flatMap((id) => networksById(networks, id)),
    ...(published ? networksByRole(networks, "ingress") : []),
  ];
  return [...new Set(attached)].map((network) => ({
    network,
    aliases: targets.get(network.Id)?.Aliases ?? [],
    virtualIp: virtualIps.get(network.Id),
  }));
}

const networksById = groupedBy<Network>(({ Id }) => [Id]);
const networksByRole = groupedBy<Network>(({ Ingress }) => (Ingress ? ["ingress"] : []));

function portsOf({ Endpoint: endpoint, Spec: spec }: Service): ServiceFacts["ports"] {
  return inspectedPorts(endpoint?.Ports ?? spec.EndpointSpec?.Ports);
}

/** The Engine reports how many tasks of a job should run at present, without those that have completed. */
function jobFacts({
  Spec: { Mode: mode },
  ServiceStatus: status,
}: Service): Pick<ServiceFacts, "desiredTasks" | "completedTasks"> | undefined {
  if (mode?.ReplicatedJob === undefined && mode?.GlobalJob === undefined) return undefined;
  const { CompletedTasks: completedTasks = 0, DesiredTasks = 0 } = status ?? {};
  const { TotalCompletions } = mode.ReplicatedJob ?? {};
  return { desiredTasks: TotalCompletions ?? completedTasks + DesiredTasks, completedTasks };
}

/** How Swarm schedules the tasks of a service, for people. */
export function serviceMode({ Spec: { Mode: mode } }: Service): ServiceFacts["mode"] {
  if (mode?.Global !== undefined) return "global";
  if (mode?.ReplicatedJob !== undefined) return "replicated job";
  return mode?.GlobalJob !== undefined ? "global job" : "replicated";
}

function updateOf({ UpdateStatus: status }: Service): string | undefined {
  if (status?.State === undefined) return undefined;
  return status.Message === undefined || status.Message === "" ? status.State : `${status.State}: ${status.Message}`;
}
