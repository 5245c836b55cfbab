import { mkdtempSync, rmSync } from "node:fs";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { setTimeout as pause } from "node:timers/promises";
import type { Network, Node } from "../../../provider/engine/types";
import { entriesIn } from "../../../provider/journal/runRecord";
import { swarmLabel } from "../../../swarm/swarmLabel";
import type { LargeSwarm } from "../largeSwarm";
import { PlannedFault, type Fault } from "./faults";
import { FakeNetworks, type Answer } from "./fakeNetworks";
import { FakePayloads } from "./fakePayloads";
import { FakeServices } from "./fakeServices";
import type { FakeMembership } from "./fakeSwarm";
import { leaderRefusal, notManager, Refusal } from "./refusal";

/** The settings of a {@link FakeEngine}. The defaults are those of a healthy single manager. */
export interface FakeEngineOptions {
  /** @default "1.41" (Engine 20.10) */
  readonly apiVersion?: string;
  /** @default "1.24" */
  readonly minApiVersion?: string;
  /** @default true */
  readonly manager?: boolean;
  /** Whether a node that is not a manager is a worker. Otherwise it is outside any swarm. @default false */
  readonly worker?: boolean;
  /** Milliseconds until a network has its subnet. @default 0 */
  readonly allocationMs?: number;
  /** Milliseconds until a new task runs. @default 0 */
  readonly startMs?: number;
  /** Milliseconds until the tasks of a removed service have stopped. @default 0 */
  readonly stopMs?: number;
  /** The daemon's membership in a swarm of several nodes. @default the only manager of a swarm */
  readonly membership?: FakeMembership;
}

/** A request as the daemon received it. */
export interface ReceivedRequest {
  readonly method: string;
  /** With its version, without its query: `/v1.41/networks/create`. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingMessage["headers"];
  readonly body: unknown;
}

/**
 * A Docker Engine at HTTP level: networks, services, tasks and nodes of a one-manager swarm, on a unix socket.
 *
 * It implements only the rules of the Engine that the provider relies on, with the Engine's messages: names are unique,
 * a network is allocated after the response to its creation, a network in use is not removed, a stale version is
 * refused with a 500. README.md names the live tests that check these rules on a real Engine.
 */
export class FakeEngine {
  public readonly networks: FakeNetworks;
  public readonly services: FakeServices;
  public readonly secrets: FakePayloads;
  /** The configs of users. */
  public readonly configs: FakePayloads;
  /** The configs in which the provider records its changes. */
  public readonly runRecords: FakePayloads;
  /** The registry's digests, by image. */
  public readonly images = new Map<string, string>();
  /** The platforms of images in the registry, by image. @default not known */
  public readonly platforms = new Map<string, readonly object[]>();
  /** The images that the daemon itself has. */
  public readonly localImages = new Set<string>();
  /** The requests without those for {@link runRecords}. */
  public readonly requests: ReceivedRequest[] = [];
  public readonly recordRequests: ReceivedRequest[] = [];
  /** The changes that were made, e.g. `POST /networks/create`: those of {@link changes} that were not refused. */
  public readonly carriedOut: string[] = [];
  /** The bytes of all answers so far. */
  public answered = 0;
  /** The swarm's nodes, a single manager at first. */
  public nodes: Node[] = [node];
  /** The ids of nodes that do not join the ingress until a label of theirs changes. */
  public readonly nodesOutsideIngress = new Set<string>();
  /** The provider's `host`. */
  public readonly host: string;
  private readonly folder = mkdtempSync(join(tmpdir(), "engine-"));
  private readonly server: Server;
  private readonly faults: PlannedFault[] = [];
  private readonly underWay = new Set<Promise<void>>();
  private restarting: Promise<void> = Promise.resolve();
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
      stopMs: 0,
      ...options,
    };
    this.networks = new FakeNetworks(this.options.allocationMs, (network) => this.services.refusalFor(network));
    this.services = new FakeServices(this.options, this.networks);
    this.secrets = new FakePayloads("secret", (id) => this.services.usersOf(id));
    this.configs = new FakePayloads("config", (id) => this.services.usersOf(id));
    this.runRecords = new FakePayloads("config", () => []);
    this.host = `unix://${join(this.folder, "docker.sock")}`;
    this.server = createServer((request, response) => {
      const handled = this.handle(request, response).finally(() => this.underWay.delete(handled));
      this.underWay.add(handled);
    });
  }

  public static async start(options: FakeEngineOptions = {}): Promise<FakeEngine> {
    const engine = new FakeEngine(options);
    await new Promise<void>((resolve) => engine.server.listen(engine.host.slice("unix://".length), resolve));
    return engine;
  }

  /** Replaces all networks, services, tasks and nodes. */
  public plant({ networks, services, tasks, nodes }: LargeSwarm): void {
    this.networks.plant(networks);
    this.services.plant(services, tasks);
    this.nodes = [...nodes];
  }

  public async stop(): Promise<void> {
    await this.restarting;
    await this.close();
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** Ends every connection, and listens again after this many milliseconds. */
  public async restart(afterMs: number): Promise<void> {
    const restart = async (): Promise<void> => {
      await this.close();
      await pause(afterMs);
      await new Promise<void>((resolve) => this.server.listen(this.host.slice("unix://".length), resolve));
    };
    this.restarting = restart();
    await this.restarting;
  }

  private async close(): Promise<void> {
    const closed = new Promise((resolve) => this.server.close(resolve));
    this.server.closeAllConnections();
    await closed;
  }

  /** Makes matching requests fail from now on. */
  public fail(fault: Fault): PlannedFault {
    const planned = new PlannedFault(fault);
    this.faults.push(planned);
    return planned;
  }

  /** Drops all faults. Requests in progress still get their faulty answer. */
  public forgive(): void {
    this.faults.length = 0;
  }

  /** Waits until every request in progress is answered, and the daemon listens. */
  public async settled(): Promise<void> {
    while (this.underWay.size > 0) await Promise.all(this.underWay);
    await this.restarting;
  }

  /** The requests for a change, e.g. `POST /networks/create`. */
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
    const isForRecord = this.isForRecord(received);
    (isForRecord ? this.recordRequests : this.requests).push(received);
    const path = withoutVersion(received.path);
    const planned = this.faults.find((one) => one.takes(received.method, path, isForRecord));
    response.setHeader("Api-Version", this.options.apiVersion);
    if (planned === undefined) {
      const { status, body } = this.carryOut(received);
      this.answered += answer(response, status, body);
    } else {
      await this.goWrong(planned, received, response);
    }
  }

  private async goWrong(planned: PlannedFault, request: ReceivedRequest, response: ServerResponse): Promise<void> {
    const { answer: faulty, carriedOut = false } = planned.fault;
    const early = carriedOut ? this.carryOut(request) : undefined;
    planned.hit();
    if (faulty === "never") return;
    if (faulty === "lost") {
      if (early !== undefined) response.writeHead(early.status, { "content-length": 1000 }).write("{");
      response.destroy();
    } else if (faulty === "half") {
      beginAnswer(response, early ?? this.carryOut(request));
    } else if ("downMs" in faulty) {
      await this.restart(faulty.downMs);
    } else if ("status" in faulty) {
      answer(response, faulty.status, { message: faulty.message });
    } else if ("delayMs" in faulty) {
      await pause(faulty.delayMs);
      const { status, body } = early ?? this.carryOut(request);
      answer(response, status, body);
    } else {
      const rest = beginAnswer(response, early ?? this.carryOut(request));
      await pause(faulty.halvedMs);
      response.end(rest);
    }
  }

  private carryOut(request: ReceivedRequest): Answer {
    const isCounted = request.method !== "GET" && !this.isForRecord(request);
    const answer = this.answerTo(request);
    if (isCounted && answer.status < 400) {
      this.carriedOut.push(`${request.method} ${withoutVersion(request.path)}`);
    }
    return answer;
  }

  private answerTo(request: ReceivedRequest): Answer {
    try {
      return this.route(request);
    } catch (error) {
      if (error instanceof Refusal) return { status: error.status, body: { message: error.message } };
      throw error;
    }
  }

  private route(request: ReceivedRequest): Answer {
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
        return this.answerForNodes(request, id);
      case "networks":
        return this.networks.answer(request.method, id, filtersOf(request), request.body);
      case "services":
        return this.services.answer(request.method, id, action, filtersOf(request), request);
      case "secrets":
        return this.secrets.answer(request.method, id, action, filtersOf(request), request);
      case "configs":
        return this.answerForConfigs(request, id, action);
      case "distribution":
        return { status: 200, body: this.distribution(withoutVersion(request.path)) };
      case "images":
        return { status: 200, body: this.localImage(withoutVersion(request.path)) };
      case "tasks":
        return { status: 200, body: this.services.listTasks(filtersOf(request)) };
      default:
        throw new Refusal(404, "page not found");
    }
  }

  /** The responses of a node that is not a manager: it knows only its own networks. */
  private answerAlone(collection: string, id: string | undefined, request: ReceivedRequest): Answer {
    const driver = (request.body as { Driver?: string } | undefined)?.Driver;
    if (collection !== "networks" || driver === "overlay") throw notManager();
    const answer = this.networks.answer(request.method, id, filtersOf(request), request.body);
    return Array.isArray(answer.body)
      ? { ...answer, body: answer.body.filter(({ Scope }: Network) => Scope === "local") }
      : answer;
  }

  private answerForConfigs(request: ReceivedRequest, id: string | undefined, action: string | undefined): Answer {
    const { method } = request;
    const isList = method === "GET" && id === undefined;
    const [configs, records] = [this.configs, this.runRecords].map(
      (payloads) => () => payloads.answer(method, id, action, filtersOf(request), request),
    ) as [() => Answer, () => Answer];
    if (isList) return { status: 200, body: [configs(), records()].flatMap(({ body }) => body as object[]) };
    return this.isForRecord(request) ? records() : configs();
  }

  /** Whether a request is for {@link runRecords} alone. */
  private isForRecord({ path, query, body }: ReceivedRequest): boolean {
    const [, collection, id] = withoutVersion(path).split("/");
    if (collection !== "configs") return false;
    const names = [id, (body as { Name?: string } | undefined)?.Name];
    return (
      names.some((name) => name?.startsWith("pulumi-run-")) ||
      this.runRecords.all.some(({ ID }) => ID === id) ||
      query.get("filters")?.includes(swarmLabel.run.key) === true
    );
  }

  /** The entries of the journals in the swarm, by file name. */
  public get recorded(): ReadonlyMap<string, string> {
    return new Map(this.runRecords.all.flatMap((record) => [...entriesIn(record)]));
  }

  /** Lists nodes, shows one, or changes one. A stale version is refused. */
  private answerForNodes({ method, query, body }: ReceivedRequest, id: string | undefined): Answer {
    if (id === undefined) return { status: 200, body: this.nodes };
    const found = this.nodes.find(({ ID }) => ID === id);
    if (found === undefined) throw new Refusal(404, `node ${id} not found`);
    if (method === "GET") return { status: 200, body: found };
    const index = found.Version.Index;
    if (Number(query.get("version")) !== index) throw leaderRefusal(500, "Unknown", "update out of sequence");
    const changed = { ...found, Version: { Index: index + 1 }, Spec: body as Node["Spec"] };
    this.nodes = this.nodes.map((one) => (one.ID === id ? changed : one));
    if (!isDeepStrictEqual(found.Spec.Labels, changed.Spec.Labels) && this.nodesOutsideIngress.delete(id)) {
      this.networks.ingressPeers.push({ Name: id, IP: found.Status.Addr ?? "" });
    }
    return { status: 200 };
  }

  private distribution(path: string): object {
    const image = decodeURI(path).slice("/distribution/".length, -"/json".length);
    const digest = this.images.get(image);
    if (digest === undefined) throw new Refusal(404, `manifest unknown: manifest unknown`);
    return {
      Descriptor: { mediaType: "application/vnd.oci.image.index.v1+json", digest, size: 1 },
      Platforms: this.platforms.get(image) ?? [],
    };
  }

  private localImage(path: string): object {
    const image = decodeURI(path).slice("/images/".length, -"/json".length);
    if (!this.localImages.has(image)) throw new Refusal(404, `No such image: ${image}`);
    return { RepoTags: [image] };
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
  Description: {
    Hostname: "fake",
    Engine: { EngineVersion: "20.10.24", Plugins: [{ Type: "Network", Name: "overlay" }] },
  },
  Status: { State: "ready", Addr: "127.0.0.1" },
  ManagerStatus: { Leader: true, Reachability: "reachable", Addr: "127.0.0.1:2377" },
};

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

/** Sends the first half of a response. @returns the rest of it */
function beginAnswer(response: ServerResponse, { status, body }: Answer): string {
  const text = body === undefined ? "" : JSON.stringify(body);
  const half = Math.floor(text.length / 2);
  response.writeHead(status, { "content-length": text.length }).write(text.slice(0, half));
  return text.slice(half);
}

/** @returns the length of the answer */
function answer(response: ServerResponse, status: number, body: unknown): number {
  response.statusCode = status;
  const text = body === undefined ? "" : typeof body === "string" ? body : JSON.stringify(body);
  response.end(text);
  return text.length;
}
