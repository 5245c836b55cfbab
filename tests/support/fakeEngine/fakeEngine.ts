import { mkdtempSync, rmSync } from "node:fs";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import type { Network, Node } from "../../../provider/engine/types";
import { FakeNetworks, type Answer } from "./fakeNetworks";
import { FakePayloads } from "./fakePayloads";
import { FakeServices } from "./fakeServices";
import type { FakeMembership } from "./fakeSwarm";
import { Refusal } from "./refusal";

/** What a {@link FakeEngine} is like; the defaults are those of a healthy single manager. */
export interface FakeEngineOptions {
  /** @default "1.41" (Engine 20.10) */
  readonly apiVersion?: string;
  /** @default "1.24" */
  readonly minApiVersion?: string;
  /** @default true */
  readonly manager?: boolean;
  /** Whether a node that is no manager is a worker, and not in no swarm at all. @default false */
  readonly worker?: boolean;
  /** Milliseconds until a network has its subnet. @default 0 */
  readonly allocationMs?: number;
  /** Milliseconds until a new task runs. @default 0 */
  readonly startMs?: number;
  /** The daemon's place among others, where one manager is not enough. @default the only manager of a swarm */
  readonly membership?: FakeMembership;
}

/** A request as it came. */
export interface ReceivedRequest {
  readonly method: string;
  /** With its version, without its query: `/v1.41/networks/create`. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingMessage["headers"];
  readonly body: unknown;
}

/** What happens instead of an answer, or after it was worked out. */
export interface Fault {
  readonly method?: string;
  /** Tested on the path without its version. */
  readonly path: RegExp;
  /** How many requests it hits. @default 1 */
  readonly times?: number;
  /** How many it lets pass before that. @default 0 */
  readonly after?: number;
  /**
   * `refuse`: answers with `status` and `message`, changes nothing. `refuse after`: does what was asked, and answers so. `hang up`: cuts the connection, changes nothing. `hang up after`: does what
   * was asked and cuts the connection in the middle of the answer. `stall`: never answers.
   */
  readonly kind: "refuse" | "refuse after" | "hang up" | "hang up after" | "stall";
  readonly status?: number;
  readonly message?: string;
}

/**
 * A Docker Engine at HTTP level: networks, services, tasks and nodes of a one-manager swarm, on a unix socket.
 *
 * It keeps the Engine's rules that the provider leans on (names are unique, a network is allocated after its creation is answered, one in
 * use is not removed, a stale version is refused with a 500), in the Engine's words, and nothing else: what a real one does is proved on
 * the lab swarm.
 */
export class FakeEngine {
  public readonly networks: FakeNetworks;
  public readonly services: FakeServices;
  public readonly secrets: FakePayloads;
  public readonly configs: FakePayloads;
  /** Digests by image, as the registry has them. */
  public readonly images = new Map<string, string>();
  public readonly requests: ReceivedRequest[] = [];
  /** The swarm's nodes, a single manager at first. */
  public nodes: Node[] = [node];
  /** The provider's `host`. */
  public readonly host: string;
  private readonly folder = mkdtempSync(join(tmpdir(), "engine-"));
  private readonly server: Server;
  private readonly faults: { fault: Fault; passing: number; left: number }[] = [];
  private readonly options: Required<Omit<FakeEngineOptions, "membership">>;
  private readonly membership: FakeMembership | undefined;

  private constructor(options: FakeEngineOptions) {
    this.membership = options.membership;
    this.options = {
      apiVersion: "1.41",
      minApiVersion: "1.24",
      manager: true,
      worker: false,
      allocationMs: 0,
      startMs: 0,
      ...options,
    };
    this.networks = new FakeNetworks(this.options.allocationMs, (network) => this.services.refusalFor(network));
    this.services = new FakeServices(this.options.startMs, this.networks);
    this.secrets = new FakePayloads("secret", (id) => this.services.usersOf(id));
    this.configs = new FakePayloads("config", (id) => this.services.usersOf(id));
    this.host = `unix://${join(this.folder, "docker.sock")}`;
    this.server = createServer((request, response) => {
      void this.handle(request, response);
    });
  }

  public static async start(options: FakeEngineOptions = {}): Promise<FakeEngine> {
    const engine = new FakeEngine(options);
    await new Promise<void>((resolve) => engine.server.listen(engine.host.slice("unix://".length), resolve));
    return engine;
  }

  public async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** Goes away and comes back, as a daemon that is restarted. */
  public async restart(afterMs: number): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
    await pause(afterMs);
    await new Promise<void>((resolve) => this.server.listen(this.host.slice("unix://".length), resolve));
  }

  /** From now on, the matching requests go wrong. */
  public fail(fault: Fault): void {
    this.faults.push({ fault, passing: fault.after ?? 0, left: fault.times ?? 1 });
  }

  /** The requests that change something, as `POST /networks/create`. */
  public get changes(): string[] {
    return this.requests
      .filter(({ method }) => method !== "GET")
      .map(({ method, path }) => `${method} ${withoutVersion(path)}`);
  }

  private async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? "/", "http://docker");
    const received: ReceivedRequest = {
      method: request.method ?? "GET",
      path: url.pathname,
      query: url.searchParams,
      headers: request.headers,
      body: await readJson(request),
    };
    this.requests.push(received);
    const fault = this.takeFault(received);
    if (fault?.kind === "stall") return;
    if (fault?.kind === "hang up") {
      response.destroy();
      return;
    }
    if (fault?.kind === "refuse") {
      answer(response, fault.status ?? 500, { message: fault.message ?? "refused by the test" });
      return;
    }
    const { status, body } = this.answerTo(received);
    if (fault?.kind === "refuse after") {
      answer(response, fault.status ?? 500, { message: fault.message ?? "refused by the test" });
      return;
    }
    if (fault?.kind === "hang up after") {
      response.writeHead(status, { "content-length": 1000 }).write("{");
      response.destroy();
      return;
    }
    response.setHeader("Api-Version", this.options.apiVersion);
    answer(response, status, body);
  }

  private takeFault({ method, path }: ReceivedRequest): Fault | undefined {
    const entry = this.faults.find(
      ({ fault, left }) => left > 0 && (fault.method ?? method) === method && fault.path.test(withoutVersion(path)),
    );
    if (entry === undefined) return undefined;
    if (entry.passing > 0) {
      entry.passing--;
      return undefined;
    }
    entry.left--;
    return entry.fault;
  }

  private answerTo(request: ReceivedRequest): { status: number; body?: unknown } {
    try {
      return this.route(request);
    } catch (error) {
      if (error instanceof Refusal) return { status: error.status, body: { message: error.message } };
      throw error;
    }
  }

  private route(request: ReceivedRequest): { status: number; body?: unknown } {
    const [, collection = "", id, action] = withoutVersion(request.path).split("/").map(decodeURIComponent);
    if (collection === "_ping") return { status: 200, body: "OK" };
    if (collection === "version") return { status: 200, body: this.version() };
    if (collection === "info") return { status: 200, body: this.membership?.info() ?? this.info() };
    if (this.membership !== undefined && (collection === "swarm" || collection === "nodes")) {
      const path = [collection, id, action].filter((part) => part !== undefined);
      return this.membership.answer(request.method, path, request.query, request.body);
    }
    if (!this.options.manager) return this.answerAlone(collection, id, request);
    switch (collection) {
      case "swarm":
        return {
          status: 200,
          body: {
            ID: "swarm",
            Version: { Index: 10 },
            DefaultAddrPool: ["10.0.0.0/8"],
            SubnetSize: 24,
            DataPathPort: 4789,
            Spec: {
              Name: "default",
              Dispatcher: { HeartbeatPeriod: 5_000_000_000 },
              CAConfig: { NodeCertExpiry: 7_776_000_000_000_000 },
              EncryptionConfig: { AutoLockManagers: false },
            },
            TLSInfo: { TrustRoot: "-----BEGIN CERTIFICATE-----" },
            RootRotationInProgress: false,
            JoinTokens: { Worker: "SWMTKN-1-worker", Manager: "SWMTKN-1-manager" },
          },
        };
      case "nodes":
        return { status: 200, body: this.nodes };
      case "networks":
        return this.networks.answer(request.method, id, filtersOf(request), request.body);
      case "services":
        return this.services.answer(request.method, id, action, filtersOf(request), request);
      case "secrets":
        return this.secrets.answer(request.method, id, action, request);
      case "configs":
        return this.configs.answer(request.method, id, action, request);
      case "distribution":
        return { status: 200, body: this.distribution(withoutVersion(request.path)) };
      case "tasks":
        return { status: 200, body: this.services.listTasks(filtersOf(request)) };
      default:
        throw new Refusal(404, "page not found");
    }
  }

  /** What a node that is no manager can tell: its own networks. */
  private answerAlone(collection: string, id: string | undefined, request: ReceivedRequest): Answer {
    const driver = (request.body as { Driver?: string } | undefined)?.Driver;
    if (collection !== "networks" || driver === "overlay") throw notManager();
    const answer = this.networks.answer(request.method, id, filtersOf(request), request.body);
    return Array.isArray(answer.body)
      ? { ...answer, body: answer.body.filter(({ Scope }: Network) => Scope === "local") }
      : answer;
  }

  private distribution(path: string): object {
    const image = decodeURI(path).slice("/distribution/".length, -"/json".length);
    const digest = this.images.get(image);
    if (digest === undefined) throw new Refusal(404, `manifest unknown: manifest unknown`);
    return { Descriptor: { mediaType: "application/vnd.oci.image.index.v1+json", digest, size: 1 }, Platforms: [] };
  }

  private version(): object {
    return { Version: "20.10.24", ApiVersion: this.options.apiVersion, MinAPIVersion: this.options.minApiVersion };
  }

  private info(): object {
    const { manager, worker } = this.options;
    const swarm = {
      NodeID: manager ? node.ID : "",
      NodeAddr: "",
      LocalNodeState: manager || worker ? "active" : "inactive",
      ControlAvailable: manager,
    };
    return { Name: "fake", ServerVersion: "20.10.24", Swarm: swarm };
  }
}

const node: Node = {
  ID: "node1",
  Version: { Index: 9 },
  Spec: { Labels: {}, Role: "manager", Availability: "active" },
  Description: { Hostname: "fake", Engine: { EngineVersion: "20.10.24" } },
  Status: { State: "ready", Addr: "127.0.0.1" },
  ManagerStatus: { Leader: true, Reachability: "reachable", Addr: "127.0.0.1:2377" },
};

function notManager(): Refusal {
  return new Refusal(
    503,
    'This node is not a swarm manager. Use "docker swarm init" or "docker swarm join" to connect this node to swarm and try again.',
  );
}

function withoutVersion(path: string): string {
  return path.replace(/^\/v1\.\d+/, "");
}

function filtersOf({ query }: ReceivedRequest): Record<string, string[]> {
  return JSON.parse(query.get("filters") ?? "{}") as Record<string, string[]>;
}

async function readJson(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return chunks.length === 0 ? undefined : JSON.parse(Buffer.concat(chunks).toString("utf8"));
}

function answer(response: ServerResponse, status: number, body: unknown): void {
  response.statusCode = status;
  response.end(body === undefined ? undefined : typeof body === "string" ? body : JSON.stringify(body));
}
