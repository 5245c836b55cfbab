import { randomBytes } from "node:crypto";
import { isDeepStrictEqual } from "node:util";
import type { EndpointSpec, Network, Service, ServiceSpec, Task, TaskState } from "../../../provider/engine/types";
import type { ReceivedRequest } from "./fakeEngine";
import type { Answer, FakeNetworks } from "./fakeNetworks";
import { leaderRefusal, Refusal } from "./refusal";

/** The state that a new task reaches. */
export interface TaskOutcome {
  readonly state: TaskState;
  readonly err?: string;
}

/** The services of the fake swarm and their tasks, on its one node. */
export class FakeServices {
  /** The state that a new task of a service reaches, by the service's name. @default running */
  public outcome: (service: string) => TaskOutcome = () => ({ state: "running" });
  /** The status of an update. @default none */
  public updateStatus: (spec: ServiceSpec) => Service["UpdateStatus"] = () => undefined;
  /** Whether an update to a spec fails and is rolled back. @default none is */
  public rollsBack: (spec: ServiceSpec) => boolean = () => false;
  /** Tasks that Swarm neither replaces nor stops, such as those of a node that is paused or does not answer. */
  public readonly stranded: Task[] = [];
  /** The tasks of containers that were attached to a network by hand. They have no service. */
  public attachments: Task[] = [];
  private readonly byId = new Map<string, Service>();
  private readonly removedNames = new Map<string, string>();
  private tasks: Task[] = [];
  /** The ports of each task, which the Engine compares as well. */
  private readonly endpoints = new Map<string, EndpointSpec | undefined>();
  private index = 100;

  public constructor(
    private readonly times: { readonly startMs: number; readonly stopMs: number },
    private readonly networks: FakeNetworks,
  ) {}

  public get all(): Service[] {
    return [...this.byId.values()];
  }

  /** Replaces all services and tasks. */
  public plant(services: readonly Service[], tasks: readonly Task[]): void {
    this.byId.clear();
    for (const service of services) this.byId.set(service.ID, service);
    this.tasks = [...tasks];
  }

  /** Removes a service outside the provider. */
  public remove(id: string): void {
    this.removedNames.set(id, this.get(id).Spec.Name);
    this.byId.delete(id);
    const stop = (): void => {
      this.tasks = this.tasks.filter(({ ServiceID }) => ServiceID !== id);
    };
    if (this.times.stopMs === 0) stop();
    else setTimeout(stop, this.times.stopMs).unref();
  }

  /** Attaches a container to a network by hand. */
  public attachContainer(networkId: string, containerId: string): void {
    const ID = randomBytes(13).toString("hex").slice(0, 25);
    this.attachments.push({
      ID,
      Version: { Index: ++this.index },
      Spec: { NetworkAttachmentSpec: { ContainerID: containerId }, Networks: [{ Target: networkId }] },
      ServiceID: "",
      NodeID: "node1",
      Status: { State: "running" },
      DesiredState: "running",
      NetworksAttachments: [{ Network: { ID: networkId } }],
    });
  }

  /** Changes the spec of a service outside the provider. */
  public change(id: string, change: (spec: ServiceSpec) => ServiceSpec): void {
    const service = this.get(id);
    this.put({ ...service, Spec: change(service.Spec), PreviousSpec: service.Spec });
  }

  /** Returns a service to its previous spec, as the Engine does after a failed update. */
  public rollBack(id: string): void {
    const { PreviousSpec, ...service } = this.get(id);
    const UpdateStatus = { State: "rollback_completed", Message: "rollback completed" } as const;
    this.put({ ...service, Spec: PreviousSpec ?? service.Spec, UpdateStatus });
    this.startTasks(id);
  }

  /** The refusal to remove a network that a service uses. */
  public refusalFor({ Id, Ingress }: Network): string | undefined {
    const service = this.all.find(({ Spec }) => Spec.TaskTemplate.Networks?.some(({ Target }) => Target === Id));
    if (service !== undefined) return `network ${Id} is in use by service ${service.ID}`;
    const container = this.attachments.find(({ NetworksAttachments = [] }) =>
      NetworksAttachments?.some(({ Network }) => Network.ID === Id),
    );
    if (container !== undefined) return `network ${Id} is in use by task ${container.ID}`;
    const publisher = Ingress ? this.all.find(({ Spec }) => publishes(Spec)) : undefined;
    if (publisher === undefined) return undefined;
    return `ingress network cannot be removed because service ${publisher.ID} depends on it`;
  }

  /** The names of the services that refer to a secret or config. */
  public usersOf(id: string): string[] {
    const refers = ({ Spec }: Service): boolean => {
      const { Secrets, Configs } = Spec.TaskTemplate.ContainerSpec ?? {};
      return [
        ...(Secrets ?? []).map(({ SecretID }) => SecretID),
        ...(Configs ?? []).map(({ ConfigID }) => ConfigID),
      ].includes(id);
    };
    return this.all.filter(refers).map(({ Spec }) => Spec.Name);
  }

  public answer(
    method: string,
    id: string | undefined,
    action: string | undefined,
    filters: Record<string, string[]>,
    { query, body }: ReceivedRequest,
  ): Answer {
    if (method === "GET")
      return {
        status: 200,
        body: id === undefined ? this.list(filters, query.get("status") === "true") : this.get(id),
      };
    if (method === "DELETE") {
      this.remove(this.get(id ?? "").ID);
      return { status: 200 };
    }
    if (id === "create") return { status: 201, body: { ID: this.create(body as ServiceSpec) } };
    if (action === "update") {
      this.update(this.get(id ?? ""), Number(query.get("version")), body as ServiceSpec);
      return { status: 200, body: { Warnings: null } };
    }
    throw new Refusal(404, "page not found");
  }

  /** Adds a task on a network that Swarm neither replaces nor stops. By default, its service is gone. */
  public strand({
    networkId,
    serviceId = "removed",
    nodeId = "node1",
    desiredState = "remove",
  }: {
    readonly networkId: string;
    readonly serviceId?: string;
    readonly nodeId?: string;
    readonly desiredState?: TaskState;
  }): void {
    this.stranded.push({
      ID: `stranded${this.stranded.length}`,
      Version: { Index: 1 },
      Spec: {},
      ServiceID: serviceId,
      NodeID: nodeId,
      Status: { State: "running" },
      DesiredState: desiredState,
      NetworksAttachments: [{ Network: { ID: networkId } }],
    });
  }

  public listTasks(filters: Record<string, string[]>): Task[] {
    if (filters.runtime?.includes("attachment") === true) return this.attachments;
    const upToDate = filters["_up-to-date"]?.[0] === "true";
    // The Engine refuses a filter with a service that does not exist.
    const services = filters.service?.map((service) => this.get(service).ID);
    return [...this.tasks, ...this.stranded]
      .filter(({ ServiceID }) => services?.includes(ServiceID) ?? true)
      .filter(({ ServiceID }) => filters.name?.some((prefix) => this.nameOf(ServiceID).startsWith(prefix)) ?? true)
      .filter(({ DesiredState }) => filters["desired-state"]?.includes(DesiredState) ?? true)
      .filter((task) => !upToDate || this.isUpToDate(task, this.get(task.ServiceID).Spec));
  }

  private create(spec: ServiceSpec): string {
    const twin = this.all.find(({ Spec }) => Spec.Name.toLowerCase() === spec.Name.toLowerCase());
    if (twin !== undefined) {
      throw leaderRefusal(
        409,
        "AlreadyExists",
        `name conflicts with an existing object: service ${spec.Name} already exists`,
      );
    }
    requireNoUpdateConfig(spec);
    this.requireFreePorts(spec);
    const ID = randomBytes(13).toString("hex").slice(0, 25);
    const now = new Date().toISOString();
    const JobStatus = isJob(spec) ? { JobStatus: { JobIteration: {}, LastExecution: now } } : {};
    const Version = { Index: 0 };
    this.put({ ID, Version, CreatedAt: now, UpdatedAt: now, Spec: this.stored(spec), Endpoint: {}, ...JobStatus });
    this.startTasks(ID);
    return ID;
  }

  private update(service: Service, version: number, spec: ServiceSpec): void {
    if (version !== service.Version.Index) throw leaderRefusal(500, "Unknown", "update out of sequence");
    if (spec.Name !== service.Spec.Name)
      throw leaderRefusal(501, "Unimplemented", "renaming services is not supported");
    if (modeOf(spec) !== modeOf(service.Spec))
      throw leaderRefusal(501, "Unimplemented", "service mode change is not allowed");
    requireNoUpdateConfig(spec);
    this.requireFreePorts(spec, service.ID);
    const fails = this.rollsBack(spec);
    const UpdateStatus: Service["UpdateStatus"] = fails ? { State: "updating" } : this.updateStatus(spec);
    const { JobStatus } = service;
    const Index = (JobStatus?.JobIteration.Index ?? 0) + 1;
    const again = JobStatus === undefined ? {} : { JobStatus: { ...JobStatus, JobIteration: { Index } } };
    this.put({ ...service, Spec: this.stored(spec), PreviousSpec: service.Spec, UpdateStatus, ...again });
    this.startTasks(service.ID);
    if (!fails) return;
    setTimeout(() => {
      this.rollBack(service.ID);
    }, this.times.startMs);
  }

  /** The spec as the Engine stores it, with networks by id. */
  private stored(spec: ServiceSpec): ServiceSpec {
    if (publishes(spec) && this.networks.ingress === undefined) {
      const message = "service needs ingress network, but no ingress network is present";
      throw leaderRefusal(400, "FailedPrecondition", message);
    }
    const networks = spec.TaskTemplate.Networks?.map((network) => ({
      ...network,
      Target: this.networks.resolve(network.Target),
    }));
    return {
      ...spec,
      TaskTemplate: { ...spec.TaskTemplate, ...(networks === undefined ? {} : { Networks: networks }) },
    };
  }

  /** Refuses a port that another service publishes, unless both publish it in mode "host". */
  private requireFreePorts({ EndpointSpec }: ServiceSpec, ownId?: string): void {
    for (const { ID, Spec } of this.all.filter((service) => service.ID !== ownId)) {
      for (const { PublishedPort = 0, Protocol, PublishMode } of EndpointSpec?.Ports ?? []) {
        const twin = (Spec.EndpointSpec?.Ports ?? []).find(
          (other) => other.PublishedPort === PublishedPort && other.Protocol === Protocol,
        );
        if (PublishedPort === 0 || twin === undefined) continue;
        if (PublishMode === "host" && twin.PublishMode === "host") continue;
        const how = twin.PublishMode === "host" ? "as a host-published port" : "as an ingress port";
        const message = `port '${PublishedPort}' is already in use by service '${Spec.Name}' (${ID}) ${how}`;
        throw leaderRefusal(400, "InvalidArgument", message);
      }
    }
  }

  /** Stores a service with a new version. */
  public put(service: Service): void {
    this.byId.set(service.ID, { ...service, Version: { Index: ++this.index }, UpdatedAt: new Date().toISOString() });
  }

  /** Replaces the tasks whose spec has changed, as the orchestrator does. */
  private startTasks(serviceId: string): void {
    const { Spec } = this.get(serviceId);
    if (isJob(Spec)) {
      this.runJob(serviceId);
      return;
    }
    const wanted = Spec.Mode?.Global === undefined ? (Spec.Mode?.Replicated?.Replicas ?? 1) : 1;
    const current = this.tasks.filter(({ ServiceID }) => ServiceID === serviceId);
    const kept = current.filter((task) => this.isUpToDate(task, Spec)).slice(0, wanted);
    const fresh = Array.from({ length: wanted - kept.length }, (_, index) =>
      this.newTask(serviceId, Spec, kept.length + index + 1),
    );
    this.tasks = [...this.tasks.filter(({ ServiceID }) => ServiceID !== serviceId), ...kept, ...fresh];
    for (const task of fresh)
      setTimeout(() => {
        this.finish(task.ID, Spec.Name);
      }, this.times.startMs);
  }

  /**
   * Runs the tasks of a job one after the other. A task that has failed is followed by another one, as Swarm does
   * whatever the restart policy says.
   */
  private runJob(serviceId: string): void {
    const service = this.byId.get(serviceId);
    if (service === undefined) return;
    const { Spec, JobStatus } = service;
    const total = Spec.Mode?.ReplicatedJob?.TotalCompletions ?? 1;
    const own = this.tasks.filter(
      (task) => task.ServiceID === serviceId && task.JobIteration?.Index === JobStatus?.JobIteration.Index,
    );
    const completed = own.filter(({ Status }) => Status.State === "complete").length;
    if (completed >= total || own.some(({ Status }) => Status.State === "preparing")) return;
    const task = this.newTask(serviceId, Spec, completed);
    const JobIteration = JobStatus?.JobIteration;
    this.tasks = [...this.tasks, { ...task, DesiredState: "complete", ...(JobIteration && { JobIteration }) }];
    setTimeout(() => {
      this.finish(task.ID, Spec.Name);
      this.runJob(serviceId);
    }, this.times.startMs).unref();
  }

  /** The beginning of the names of a service's tasks, also when the service is removed. */
  private nameOf(serviceId: string): string {
    return `${this.byId.get(serviceId)?.Spec.Name ?? this.removedNames.get(serviceId) ?? ""}.`;
  }

  private isUpToDate({ ID, Spec }: Task, { TaskTemplate, EndpointSpec }: ServiceSpec): boolean {
    return isDeepStrictEqual(Spec, TaskTemplate) && isDeepStrictEqual(this.endpoints.get(ID), EndpointSpec);
  }

  private newTask(serviceId: string, spec: ServiceSpec, slot: number): Task {
    const ID = randomBytes(13).toString("hex").slice(0, 25);
    this.endpoints.set(ID, spec.EndpointSpec);
    const { ingress } = this.networks;
    return {
      ID,
      Version: { Index: ++this.index },
      Spec: spec.TaskTemplate,
      ServiceID: serviceId,
      // Go leaves a zero out: the first slot of a job.
      ...(spec.Mode?.Global === undefined && spec.Mode?.GlobalJob === undefined && slot > 0 ? { Slot: slot } : {}),
      NodeID: "node1",
      Status: { State: "preparing", Timestamp: new Date().toISOString() },
      DesiredState: "running",
      ...(publishes(spec) && ingress !== undefined && { NetworksAttachments: [{ Network: { ID: ingress.Id } }] }),
    };
  }

  private finish(taskId: string, service: string): void {
    const { state, err } = this.outcome(service);
    this.tasks = this.tasks.map((task) =>
      task.ID === taskId
        ? {
            ...task,
            Status: { State: state, Timestamp: new Date().toISOString(), ...(err === undefined ? {} : { Err: err }) },
          }
        : task,
    );
  }

  private get(idOrName: string): Service {
    const found =
      this.byId.get(idOrName) ??
      this.all.find(({ Spec }) => Spec.Name === idOrName) ??
      this.all.find(({ ID }) => idOrName !== "" && ID.startsWith(idOrName));
    if (found === undefined) throw new Refusal(404, `service ${idOrName} not found`);
    return found;
  }

  private list(filters: Record<string, string[]>, status: boolean): Service[] {
    return this.all
      .filter(({ ID }) => filters.id?.some((id) => ID.startsWith(id)) ?? true)
      .filter(({ Spec }) => filters.name?.some((name) => Spec.Name.startsWith(name)) ?? true)
      .map((service) => (status ? { ...service, ServiceStatus: this.statusOf(service.ID) } : service));
  }

  private statusOf(serviceId: string): NonNullable<Service["ServiceStatus"]> {
    const tasks = this.tasks.filter(({ ServiceID }) => ServiceID === serviceId);
    return {
      RunningTasks: tasks.filter(({ Status }) => Status.State === "running").length,
      DesiredTasks: tasks.length,
      CompletedTasks: 0,
    };
  }
}

function isJob({ Mode }: ServiceSpec): boolean {
  return Mode?.ReplicatedJob !== undefined || Mode?.GlobalJob !== undefined;
}

function publishes({ EndpointSpec }: ServiceSpec): boolean {
  return (EndpointSpec?.Ports ?? []).some(({ PublishMode }) => PublishMode !== "host");
}

function requireNoUpdateConfig(spec: ServiceSpec): void {
  if (isJob(spec) && spec.UpdateConfig !== undefined) {
    throw leaderRefusal(400, "InvalidArgument", "Jobs may not have an update config");
  }
}

function modeOf(spec: ServiceSpec): string {
  return Object.keys(spec.Mode ?? { Replicated: {} }).join(",");
}
