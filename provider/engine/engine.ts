import type { ConnectionSettings } from "./connection";
import { EngineError } from "./error";
import { readHostRoutes, type HostRoute } from "./hostRoutes";
import { encodeRegistryAuth, registryOf } from "./registry";
import { Transport, type Request } from "./transport";
import type {
  Created,
  Distribution,
  Filters,
  Info,
  JoinTokens,
  Network,
  NetworkSpec,
  Node,
  Payload,
  PayloadCollection,
  PayloadSpec,
  RegistryAuth,
  Service,
  ServiceSpec,
  Swarm,
  SwarmInit,
  SwarmJoin,
  SwarmSettings,
  Task,
  Version,
} from "./types";

/** The seconds in which the daemon must have a registry's answer. It sends nothing until then. */
const registrySeconds = 300;

/** The settings of an {@link Engine}. */
export interface EngineSettings extends ConnectionSettings {
  /** By registry as {@link registryOf} names it. @default none */
  readonly registries?: ReadonlyMap<string, RegistryAuth>;
}

/**
 * The part of the Docker Engine API that swarm networking needs.
 *
 * Every method takes a signal that ends it at once (it throws the signal's reason), and throws an EngineError when the
 * Engine refuses or cannot be reached. A read also ends when the Engine sends nothing for some time; a change does not.
 * Source of the calls: https://docs.docker.com/reference/api/engine/.
 */
export class Engine {
  private readonly transport: Transport;
  private readonly registries: ReadonlyMap<string, RegistryAuth>;
  private readonly sshOpts: readonly string[];

  /** Opens no connection yet. @throws ConnectionError when the settings name no daemon */
  public constructor(private readonly settings: EngineSettings = {}) {
    this.transport = new Transport(settings);
    this.registries = settings.registries ?? new Map();
    this.sshOpts = settings.sshOpts ?? [];
  }

  /** Another daemon, reached with the same settings. @throws ConnectionError when `host` is not a daemon's address */
  public at(host: string): Engine {
    return new Engine({ ...this.settings, host });
  }

  /** The daemon's address for messages, e.g. `unix:///var/run/docker.sock`. */
  public get host(): string {
    return this.transport.host;
  }

  /** The API version in use, the newest that both sides speak, e.g. `1.41`. */
  public apiVersion(signal?: AbortSignal): Promise<string> {
    return this.transport.version(signal);
  }

  /** The configured credentials for the registry of `image`, for the calls that take an `auth`. */
  public registryAuth(image: string): RegistryAuth | undefined {
    return this.registries.get(registryOf(image));
  }

  /** On a manager: the swarm's networks as in the raft store (labels, options, IPAM), and the node's local ones. */
  public async listNetworks(filters?: Filters, signal?: AbortSignal): Promise<Network[]> {
    return list(await this.get("/networks", { filters: encode(filters) }, signal));
  }

  /** The node's own copy if it has one, with its peers and containers; otherwise as in the raft store. */
  public async inspectNetwork(
    id: string,
    options: { readonly verbose?: boolean; readonly scope?: "swarm" | "local" } = {},
    signal?: AbortSignal,
  ): Promise<Network> {
    const query = { verbose: options.verbose === true ? "true" : undefined, scope: options.scope };
    return (await this.get(`/networks/${encodeURIComponent(id)}`, query, signal)) as Network;
  }

  /** The Engine answers before it allocates the network, which has neither a driver nor a subnet until then. */
  public async createNetwork(spec: NetworkSpec, signal?: AbortSignal): Promise<Created> {
    // Before API 1.44, the Engine refuses a second network of the same name only on request.
    const body = { ...spec, CheckDuplicate: true };
    const answer = await this.send({ method: "POST", path: "/networks/create", body, signal });
    const { Id: id, Warning: warning } = answer as { Id: string; Warning?: string };
    return { id, warnings: warning === undefined || warning === "" ? [] : [warning] };
  }

  public async removeNetwork(id: string, signal?: AbortSignal): Promise<void> {
    await this.send({ method: "DELETE", path: `/networks/${encodeURIComponent(id)}`, signal });
  }

  /** With `status`, each service has the number of its running tasks. */
  public async listServices(
    filters?: Filters,
    options: { readonly status?: boolean } = {},
    signal?: AbortSignal,
  ): Promise<Service[]> {
    const query = { filters: encode(filters), status: options.status === true ? "true" : undefined };
    return list(await this.get("/services", query, signal));
  }

  public async inspectService(id: string, signal?: AbortSignal): Promise<Service> {
    return (await this.get(`/services/${encodeURIComponent(id)}`, {}, signal)) as Service;
  }

  public async createService(spec: ServiceSpec, auth?: RegistryAuth, signal?: AbortSignal): Promise<Created> {
    const answer = await this.send({
      method: "POST",
      path: "/services/create",
      body: spec,
      headers: header(auth),
      signal,
    });
    const { ID: id, Warnings: warnings } = answer as { ID: string; Warnings?: string[] | null };
    return { id, warnings: warnings ?? [] };
  }

  /**
   * Replaces the whole spec.
   *
   * @param version `Version.Index` of the service that `spec` was made from; a stale one is refused
   * @param options `rollback: "previous"` returns to `PreviousSpec`, whatever `spec` says
   * @returns the Engine's warnings
   */
  public async updateService(
    id: string,
    version: number,
    spec: ServiceSpec,
    auth?: RegistryAuth,
    signal?: AbortSignal,
    options: { readonly rollback?: "previous" } = {},
  ): Promise<string[]> {
    const answer = await this.send({
      method: "POST",
      path: `/services/${encodeURIComponent(id)}/update`,
      query: { version: String(version), rollback: options.rollback },
      body: spec,
      headers: header(auth),
      signal,
    });
    return (answer as { Warnings?: string[] | null } | undefined)?.Warnings ?? [];
  }

  public async removeService(id: string, signal?: AbortSignal): Promise<void> {
    await this.send({ method: "DELETE", path: `/services/${encodeURIComponent(id)}`, signal });
  }

  public async listTasks(filters?: Filters, signal?: AbortSignal): Promise<Task[]> {
    return list(await this.get("/tasks", { filters: encode(filters) }, signal));
  }

  public async listNodes(filters?: Filters, signal?: AbortSignal): Promise<Node[]> {
    return list(await this.get("/nodes", { filters: encode(filters) }, signal));
  }

  public async listPayloads(kind: PayloadCollection, filters?: Filters, signal?: AbortSignal): Promise<Payload[]> {
    return list(await this.get(`/${kind}`, { filters: encode(filters) }, signal));
  }

  /** @param id an id, a name, or the beginning of an id, tried in this order by the Engine */
  public async inspectPayload(kind: PayloadCollection, id: string, signal?: AbortSignal): Promise<Payload> {
    return (await this.get(`/${kind}/${encodeURIComponent(id)}`, {}, signal)) as Payload;
  }

  public async createPayload(kind: PayloadCollection, spec: PayloadSpec, signal?: AbortSignal): Promise<Created> {
    const answer = await this.send({ method: "POST", path: `/${kind}/create`, body: spec, signal });
    return { id: (answer as { ID: string }).ID, warnings: [] };
  }

  /**
   * Changes the labels, the only part that can change. When `spec` has `Data`, the Engine compares it with its own and
   * refuses the update (400) if it differs.
   *
   * @param version see {@link updateService}
   */
  public async updatePayload(
    kind: PayloadCollection,
    id: string,
    version: number,
    spec: PayloadSpec,
    signal?: AbortSignal,
  ): Promise<void> {
    const path = `/${kind}/${encodeURIComponent(id)}/update`;
    await this.send({ method: "POST", path, query: { version: String(version) }, body: spec, signal });
  }

  public async removePayload(kind: PayloadCollection, id: string, signal?: AbortSignal): Promise<void> {
    await this.send({ method: "DELETE", path: `/${kind}/${encodeURIComponent(id)}`, signal });
  }

  /**
   * Replaces a node's spec.
   *
   * @param version `Version.Index` of the node that `spec` was made from; a stale one is refused
   */
  public async updateNode(id: string, version: number, spec: Node["Spec"], signal?: AbortSignal): Promise<void> {
    const path = `/nodes/${encodeURIComponent(id)}/update`;
    await this.send({ method: "POST", path, query: { version: String(version) }, body: spec, signal });
  }

  public async inspectNode(id: string, signal?: AbortSignal): Promise<Node> {
    return (await this.get(`/nodes/${encodeURIComponent(id)}`, {}, signal)) as Node;
  }

  /** @param options `force`: also a node that is not down */
  public async removeNode(id: string, options: { readonly force?: boolean } = {}, signal?: AbortSignal): Promise<void> {
    const query = { force: options.force === true ? "true" : undefined };
    await this.send({ method: "DELETE", path: `/nodes/${encodeURIComponent(id)}`, query, signal });
  }

  /** Starts a swarm of this one node. @returns the node's id */
  public async initSwarm(request: SwarmInit, signal?: AbortSignal): Promise<string> {
    return (await this.send({ method: "POST", path: "/swarm/init", body: request, signal })) as string;
  }

  /** After 20 s, the Engine answers 503 and continues in the background. */
  public async joinSwarm(request: SwarmJoin, signal?: AbortSignal): Promise<void> {
    await this.send({ method: "POST", path: "/swarm/join", body: request, signal });
  }

  /** @param options `force`: also a manager; with the last manager, the swarm ends */
  public async leaveSwarm(options: { readonly force?: boolean } = {}, signal?: AbortSignal): Promise<void> {
    const query = { force: options.force === true ? "true" : undefined };
    await this.send({ method: "POST", path: "/swarm/leave", query, signal });
  }

  /** The whole spec of the swarm, because an update resets every setting that it leaves out. Managers only. */
  public async swarmSettings(signal?: AbortSignal): Promise<{ version: number; settings: SwarmSettings }> {
    const { Version, Spec } = (await this.get("/swarm", {}, signal)) as {
      Version: { Index: number };
      Spec: SwarmSettings;
    };
    return { version: Version.Index, settings: Spec };
  }

  /** @param version see {@link updateService} */
  public async updateSwarm(version: number, settings: SwarmSettings, signal?: AbortSignal): Promise<void> {
    const query = { version: String(version) };
    await this.send({ method: "POST", path: "/swarm/update", query, body: settings, signal });
  }

  /** The tokens with which nodes join. Secret. Managers only. */
  public async joinTokens(signal?: AbortSignal): Promise<JoinTokens> {
    return ((await this.get("/swarm", {}, signal)) as { JoinTokens: JoinTokens }).JoinTokens;
  }

  /** The key that unlocks a restarted manager of an autolocked swarm; otherwise empty. Secret. Managers only. */
  public async unlockKey(signal?: AbortSignal): Promise<string> {
    return ((await this.get("/swarm/unlockkey", {}, signal)) as { UnlockKey?: string }).UnlockKey ?? "";
  }

  /** The swarm itself, without its join tokens. Managers only. */
  public async swarm(signal?: AbortSignal): Promise<Swarm> {
    const answer = await this.swarmOrCluster(signal);
    const { ID, Version: version, DefaultAddrPool, SubnetSize, DataPathPort, RootRotationInProgress } = answer;
    const { CAConfig, EncryptionConfig, Dispatcher } = answer.Spec ?? {};
    return {
      ID,
      Version: version,
      DefaultAddrPool,
      SubnetSize,
      DataPathPort,
      Spec: { CAConfig, EncryptionConfig, Dispatcher },
      TLSInfo: { TrustRoot: answer.TLSInfo?.TrustRoot },
      RootRotationInProgress,
    };
  }

  /** A proxy can refuse `GET /swarm`, because its answer has the join tokens. `GET /info` answers with the rest. */
  private async swarmOrCluster(signal: AbortSignal | undefined): Promise<Swarm> {
    try {
      return (await this.get("/swarm", {}, signal)) as Swarm;
    } catch (error) {
      const isRefused = error instanceof EngineError && error.status === 403;
      const cluster = isRefused ? (await this.info(signal)).Swarm.Cluster : undefined;
      if (cluster === undefined) throw error;
      return cluster as Swarm;
    }
  }

  public async info(signal?: AbortSignal): Promise<Info> {
    return (await this.get("/info", {}, signal)) as Info;
  }

  /** The routes of the daemon's host, which the API does not show; see {@link readHostRoutes}. */
  public hostRoutes(
    info: Pick<Info, "KernelVersion" | "MemTotal">,
    signal?: AbortSignal,
  ): Promise<HostRoute[] | undefined> {
    return readHostRoutes(this.host, this.sshOpts, info, signal);
  }

  public async version(signal?: AbortSignal): Promise<Version> {
    return (await this.get("/version", {}, signal)) as Version;
  }

  /** Asks the image's registry for its digest and platforms; nothing is pulled. The registry may need minutes. */
  public async distribution(image: string, auth?: RegistryAuth, signal?: AbortSignal): Promise<Distribution> {
    const path = `/distribution/${encodeURI(image)}/json`;
    const request: Request = { method: "GET", path, headers: header(auth), signal, silenceSeconds: registrySeconds };
    return (await this.send(request)) as Distribution;
  }

  /** Whether the daemon itself has an image, so that it can run it without a registry. */
  public async hasImage(image: string, signal?: AbortSignal): Promise<boolean> {
    try {
      await this.get(`/images/${encodeURI(image)}/json`, {}, signal);
      return true;
    } catch (error) {
      if (error instanceof EngineError && error.status === 404) return false;
      throw error;
    }
  }

  private get(path: string, query: Request["query"], signal: AbortSignal | undefined): Promise<unknown> {
    return this.send({ method: "GET", path, query, signal });
  }

  protected send(request: Request): Promise<unknown> {
    return this.transport.request(request);
  }
}

/** Go writes an empty list as `null`. */
function list<T>(answer: unknown): T[] {
  return (answer as T[] | null | undefined) ?? [];
}

function encode(filters: Filters | undefined): string | undefined {
  return Object.keys(filters ?? {}).length === 0 ? undefined : JSON.stringify(filters);
}

function header(auth: RegistryAuth | undefined): Record<string, string> {
  return auth === undefined ? {} : { "X-Registry-Auth": encodeRegistryAuth(auth) };
}
