import { randomBytes } from "node:crypto";
import type { Info, Node, SwarmInit, SwarmJoin, SwarmSettings } from "../../../provider/engine/types";
import { leaderRefusal, notManager, Refusal } from "./refusal";

interface Answer {
  readonly status: number;
  readonly body?: unknown;
}

/** A swarm whose members are fake daemons: the state on which its managers agree. */
class Cluster {
  public readonly id = newId();
  public readonly nodes = new Map<string, Node>();
  public readonly tokens = { Worker: newToken(this.id, "w"), Manager: newToken(this.id, "m") };
  public settings: SwarmSettings;
  public index = 10;

  public constructor(public readonly start: SwarmInit) {
    this.settings = {
      Name: "default",
      Orchestration: { TaskHistoryRetentionLimit: 5 },
      CAConfig: { NodeCertExpiry: 7_776_000_000_000_000 },
      Dispatcher: { HeartbeatPeriod: 5_000_000_000 },
      EncryptionConfig: { AutoLockManagers: false },
      ...start.Spec,
    };
  }
}

/** The network between daemons: finds a swarm by the address of a manager. */
export class FakeSwarms {
  private readonly clusters = new Map<string, Cluster>();

  public at(address: string): Cluster | undefined {
    return this.clusters.get(address);
  }

  public listen(address: string, cluster: Cluster): void {
    this.clusters.set(`${address}:2377`, cluster);
  }
}

/**
 * One daemon's membership in a swarm. It implements the rules of the Engine that the provider relies on, with the
 * Engine's messages: which nodes can join, what a worker cannot do, when a manager can leave and be removed, and stale
 * versions.
 */
export class FakeMembership {
  public state: Info["Swarm"]["LocalNodeState"] = "inactive";
  public error = "";
  public nodeId = "";
  public cluster: Cluster | undefined;
  /** Milliseconds that a join continues in the background after it was answered with a timeout. */
  public slowJoinMs: number | undefined;

  public constructor(
    private readonly swarms: FakeSwarms,
    private readonly hostname: string,
    private readonly address: string,
  ) {}

  public get isManager(): boolean {
    return this.state === "active" && this.node?.Spec.Role === "manager";
  }

  public get node(): Node | undefined {
    return this.cluster?.nodes.get(this.nodeId);
  }

  public info(): object {
    const { cluster, isManager } = this;
    const managers = [...(cluster?.nodes.values() ?? [])].filter(({ Spec }) => Spec.Role === "manager");
    return {
      Name: this.hostname,
      ServerVersion: "20.10.24",
      Swarm: {
        NodeID: this.nodeId,
        NodeAddr: this.state === "inactive" ? "" : this.address,
        LocalNodeState: this.state,
        ControlAvailable: isManager,
        Error: this.error,
        RemoteManagers: managers.map(({ ID, Status }) => ({ NodeID: ID, Addr: `${Status.Addr ?? ""}:2377` })),
        ...(isManager && { Cluster: { ID: cluster?.id } }),
      },
    };
  }

  public answer(method: string, path: readonly string[], query: URLSearchParams, body: unknown): Answer {
    switch (`${method} ${path[0] ?? ""}/${path[1] ?? ""}`) {
      case "POST swarm/init":
        return this.init(body as SwarmInit);
      case "POST swarm/join":
        return this.join(body as SwarmJoin);
      case "POST swarm/leave":
        return this.leave(query.get("force") === "true");
    }
    const { cluster } = this;
    if (!this.isManager || cluster === undefined) {
      throw notManager();
    }
    return path[0] === "swarm"
      ? this.swarm(cluster, path[1], query, body)
      : this.nodes(cluster, method, path, query, body);
  }

  private init(request: SwarmInit): Answer {
    if (this.state !== "inactive") throw new Refusal(503, "This node is already part of a swarm.");
    const cluster = new Cluster(request);
    this.swarms.listen(this.address, cluster);
    this.enter(cluster, "manager", request.Availability);
    return { status: 200, body: JSON.stringify(this.nodeId) };
  }

  private join({ RemoteAddrs, JoinToken, Availability }: SwarmJoin): Answer {
    if (this.state !== "inactive") throw new Refusal(503, "This node is already part of a swarm.");
    const cluster = this.swarms.at(RemoteAddrs[0] ?? "");
    if (cluster === undefined) throw leaderRefusal(500, "Unavailable", "all SubConns are in TransientFailure");
    const role = ({ [cluster.tokens.Worker]: "worker", [cluster.tokens.Manager]: "manager" } as const)[JoinToken];
    if (role === undefined)
      throw leaderRefusal(400, "InvalidArgument", "A valid join token is necessary to join this cluster");
    if (this.slowJoinMs !== undefined) {
      this.state = "pending";
      setTimeout(() => {
        this.enter(cluster, role, Availability);
      }, this.slowJoinMs);
      throw new Refusal(
        503,
        "Timeout was reached before node joined. The attempt to join the swarm will continue in the background.",
      );
    }
    this.enter(cluster, role, Availability);
    return { status: 200 };
  }

  private enter(
    cluster: Cluster,
    role: Node["Spec"]["Role"],
    availability: Node["Spec"]["Availability"] = "active",
  ): void {
    this.cluster = cluster;
    this.state = "active";
    this.nodeId = newId();
    cluster.nodes.set(this.nodeId, {
      ID: this.nodeId,
      Version: { Index: ++cluster.index },
      Spec: { Labels: {}, Role: role, Availability: availability },
      Description: { Hostname: this.hostname },
      Status: { State: "ready", Addr: this.address },
    });
    if (role === "manager") this.swarms.listen(this.address, cluster);
  }

  private leave(isForced: boolean): Answer {
    const { cluster, node } = this;
    if (cluster === undefined) throw new Refusal(503, "This node is not part of a swarm");
    if (this.isManager && !isForced) {
      throw new Refusal(503, "You are attempting to leave the swarm on a node that is participating as a manager.");
    }
    if (node !== undefined) cluster.nodes.set(node.ID, { ...node, Status: { ...node.Status, State: "down" } });
    this.state = "inactive";
    this.nodeId = "";
    this.cluster = undefined;
    return { status: 200 };
  }

  private swarm(cluster: Cluster, what: string | undefined, query: URLSearchParams, body: unknown): Answer {
    if (what === "unlockkey") return { status: 200, body: { UnlockKey: "SWMKEY-1-swordfish" } };
    if (what === "update") {
      if (Number(query.get("version")) !== cluster.index) throw leaderRefusal(500, "Unknown", "update out of sequence");
      cluster.settings = body as SwarmSettings;
      cluster.index++;
      return { status: 200 };
    }
    const { DataPathPort = 4789, DefaultAddrPool = ["10.0.0.0/8"], SubnetSize = 24 } = cluster.start;
    const { id, index, settings, tokens } = cluster;
    const fixed = { DataPathPort, DefaultAddrPool, SubnetSize };
    return { status: 200, body: { ID: id, Version: { Index: index }, Spec: settings, JoinTokens: tokens, ...fixed } };
  }

  private nodes(
    cluster: Cluster,
    method: string,
    path: readonly string[],
    query: URLSearchParams,
    body: unknown,
  ): Answer {
    const [, id] = path;
    if (id === undefined) return { status: 200, body: [...cluster.nodes.values()].map(withManagerStatus) };
    const node = cluster.nodes.get(id);
    if (node === undefined) throw new Refusal(404, `node ${id} not found`);
    if (method === "DELETE") {
      if (node.Spec.Role === "manager")
        throw leaderRefusal(
          400,
          "FailedPrecondition",
          `node ${id} is a cluster manager and is a member of the raft cluster. ` +
            "It must be demoted to worker before removal",
        );
      if (node.Status.State === "ready" && query.get("force") !== "true")
        throw leaderRefusal(400, "FailedPrecondition", `node ${id} is not down and can't be removed`);
      cluster.nodes.delete(id);
      return { status: 200 };
    }
    if (method === "GET") return { status: 200, body: withManagerStatus(node) };
    if (Number(query.get("version")) !== node.Version.Index)
      throw leaderRefusal(500, "Unknown", "update out of sequence");
    const managers = [...cluster.nodes.values()].filter(({ Spec }) => Spec.Role === "manager");
    const spec = body as Node["Spec"];
    if (node.Spec.Role === "manager" && spec.Role === "worker" && managers.length === 1) {
      throw leaderRefusal(400, "FailedPrecondition", "attempting to demote the last manager of the swarm");
    }
    cluster.nodes.set(id, { ...node, Spec: spec, Version: { Index: ++cluster.index } });
    return { status: 200 };
  }
}

function withManagerStatus(node: Node): Node {
  if (node.Spec.Role === "worker") return node;
  return { ...node, ManagerStatus: { Reachability: "reachable", Addr: `${node.Status.Addr ?? ""}:2377` } };
}

function newId(): string {
  return randomBytes(13).toString("hex").slice(0, 25);
}

/** A token in Swarm's form, with the swarm's id instead of the digest. */
function newToken(id: string, letter: string): string {
  return `SWMTKN-1-${id}${id}-${letter.repeat(25)}`;
}
