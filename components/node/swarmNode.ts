import * as pulumi from "@pulumi/pulumi";
import type { Draft } from "../../swarm/draft";
import { unknown } from "../../swarm/draft";
import { checkJoinToken } from "../../swarm/joinToken";
import type { NodeSpec } from "../../swarm/node";
import { checkNode, startSettings, swarmSettings } from "../../swarm/node";
import type { Problem } from "../../swarm/problem";
import { under } from "../../swarm/problem";
import { mapInput, whenResolved } from "../arguments/inputs";
import { Node } from "./node";
import type { Rule } from "../arguments/verification";
import { rule, Verification } from "../arguments/verification";

/** What a node is in its swarm. */
export const NodeRole = { Worker: "worker", Manager: "manager" } as const;
export type NodeRole = (typeof NodeRole)[keyof typeof NodeRole];

/** Whether a node takes tasks: all; no new ones; none, and those that it has move away. */
export const NodeAvailability = { Active: "active", Pause: "pause", Drain: "drain" } as const;
export type NodeAvailability = (typeof NodeAvailability)[keyof typeof NodeAvailability];

/** The swarm that a node joins: see {@link SwarmNode.joinAs}. */
export interface JoinArgs {
  /** Managers of the swarm, `host:port` of their control plane, e.g. `192.168.1.11:2377`. They are asked one after the other. */
  readonly remoteAddresses: pulumi.Input<pulumi.Input<string>[]>;
  /** The join token of a worker or of a manager. A secret. */
  readonly token: pulumi.Input<string>;
  /**
   * Id of the swarm. Another one means that the node leaves its swarm and joins that one.
   *
   * @default - the token's digest tells one swarm from another
   */
  readonly swarmId?: pulumi.Input<string>;
  /**
   * Docker daemons of managers, added to the node's `managerHosts`.
   *
   * @default - none
   */
  readonly managerHosts?: pulumi.Input<pulumi.Input<string>[]>;
  /**
   * Whether this node leaves when that swarm ends to be started anew.
   *
   * @default false
   */
  readonly allowSwarmLoss?: pulumi.Input<boolean>;
}

/** What a node of a swarm is made of. What is left out is left as it is, or as Docker makes it when the node enters. */
export interface SwarmNodeArgs {
  /**
   * The swarm that the node joins. Only looked at when it enters.
   *
   * @default - the node starts a swarm, or comes back to the one that its `managerHosts` are in
   */
  readonly join?: pulumi.Input<JoinArgs>;
  /**
   * Addresses of Docker daemons of managers, e.g. `ssh://root@192.168.1.12`; reached with the settings of the node's own provider. A worker's
   * daemon cannot change the worker's labels, availability or role, and a node that is lost has to be taken out by somebody else.
   *
   * @default - those of `join`; the node's own daemon while it is a manager
   */
  readonly managerHosts?: pulumi.Input<pulumi.Input<string>[]>;
  /**
   * Worker or manager. Changed in place: the node is promoted or demoted.
   *
   * @default - what its token makes it; the node that starts a swarm is a manager
   */
  readonly role?: pulumi.Input<NodeRole>;
  /**
   * Whether the node takes tasks. Changed in place.
   *
   * @default - as it is; NodeAvailability.Active when the node is new
   */
  readonly availability?: pulumi.Input<NodeAvailability>;
  /**
   * Labels of the node, for placement constraints. Changed in place; labels that are not declared here are left alone.
   *
   * @default - none
   */
  readonly labels?: pulumi.Input<{ [name: string]: pulumi.Input<string> }>;
  /**
   * Where the control plane listens, an address or an interface, with a port. A change makes the node leave and join again.
   *
   * @default "0.0.0.0:2377"
   */
  readonly listenAddress?: pulumi.Input<string>;
  /**
   * Where other nodes reach this one's control plane, an address or an interface. A change makes the node leave and join again.
   *
   * @default - the node's only address; Docker refuses to choose among several
   */
  readonly advertiseAddress?: pulumi.Input<string>;
  /**
   * Where other nodes send data traffic (VXLAN) to, an address or an interface, without a port. A change makes the node leave and join
   * again.
   *
   * @default - the advertised address
   */
  readonly dataPathAddress?: pulumi.Input<string>;
  /**
   * UDP port of the swarm's data traffic, 1024 to 49151. Only for the node that starts the swarm; a change ends it.
   *
   * @default 4789
   */
  readonly dataPathPort?: pulumi.Input<number>;
  /**
   * Blocks that networks without a subnet of their own get one from. Only for the node that starts the swarm; a change ends it.
   *
   * @default ["10.0.0.0/8"]
   */
  readonly defaultAddressPools?: pulumi.Input<pulumi.Input<string>[]>;
  /**
   * Length of the mask of each subnet from the pools. Only for the node that starts the swarm; a change ends it.
   *
   * @default 24
   */
  readonly subnetSize?: pulumi.Input<number>;
  /**
   * Whether a manager that starts anew is locked until somebody gives it the swarm's unlock key. A setting of the swarm, changed in place.
   *
   * @default - as it is; false when the swarm is new
   */
  readonly autolock?: pulumi.Input<boolean>;
  /**
   * Seconds that a node's certificate is valid, 3600 or more. A setting of the swarm, changed in place.
   *
   * @default - as it is; 7776000 (90 days) when the swarm is new
   */
  readonly certificateExpirySeconds?: pulumi.Input<number>;
  /**
   * How many old tasks of each replica the swarm remembers. A setting of the swarm, changed in place.
   *
   * @default - as it is; 5 when the swarm is new
   */
  readonly taskHistoryLimit?: pulumi.Input<number>;
  /**
   * Seconds between two signs of life of a node; one that misses three is taken for lost. A setting of the swarm, changed in place.
   *
   * @default - as it is; 5 when the swarm is new
   */
  readonly dispatcherHeartbeatSeconds?: pulumi.Input<number>;
  /**
   * Id of the node's docker_gwbridge, the output `id` of a GatewayBridge. Docker cannot replace that network while the node is in a swarm.
   *
   * @default - the one that Docker makes
   */
  readonly gatewayBridgeId?: pulumi.Input<string>;
  /**
   * Whether the node leaves and joins again when its docker_gwbridge is replaced: drained, out, in, with the labels, availability and role
   * that it had.
   *
   * @default - false: refused, with the steps by hand
   */
  readonly rejoin?: pulumi.Input<boolean>;
  /**
   * Permission to end the swarm with all that it holds (services, networks, secrets, configs, tokens): for a change that only a new swarm
   * can take, and for the removal of its last manager. Meant for one update.
   *
   * @default - false: refused, with what would be lost
   */
  readonly allowSwarmLoss?: pulumi.Input<boolean>;
}

/**
 * One node of a swarm, through a provider for its own Docker daemon: it starts a swarm or joins one, and leaves it when it is removed. Needs this
 * repository's provider.
 */
export class SwarmNode extends pulumi.ComponentResource {
  /** Id of the node in the swarm. */
  public readonly nodeId: pulumi.Output<string>;
  /** Id of the swarm. */
  public readonly swarmId: pulumi.Output<string>;
  /** The daemon's host name, by which people know the node. */
  public readonly hostname: pulumi.Output<string>;
  /** The node's address in the swarm. */
  public readonly address: pulumi.Output<string>;
  /** Worker or manager. */
  public readonly role: pulumi.Output<string>;
  /** How the node's daemon is reached: an entry for other nodes' `managerHosts`. */
  public readonly dockerHost: pulumi.Output<string>;
  /** `host:port` of the control plane, through which others join. Managers only. */
  public readonly managerAddress: pulumi.Output<string | undefined>;
  /** With which a worker joins. A secret. Managers only. */
  public readonly workerToken: pulumi.Output<string | undefined>;
  /** With which a manager joins. A secret. Managers only. */
  public readonly managerToken: pulumi.Output<string | undefined>;
  /** What unlocks a manager that has started anew. A secret. Only where `autolock` is declared. */
  public readonly unlockKey: pulumi.Output<string | undefined>;

  public constructor(name: string, args: SwarmNodeArgs = {}, opts?: pulumi.ComponentResourceOptions) {
    // The component's inputs are kept in the state as well.
    const join = mapInput(args.join, ({ token, ...rest }) => ({ ...rest, token: pulumi.secret(token) }));
    super("swarm:index:SwarmNode", name, { ...args, join }, opts);
    const verified = new Verification(this, `SwarmNode "${name}"`, args, swarmNodeRules(args.join !== undefined));
    const token = mapInput(args.join, ({ token: given }) => given);
    const managers = { own: args.managerHosts, theirs: mapInput(args.join, ({ managerHosts }) => managerHosts ?? []) };
    const allowSwarmLoss =
      args.allowSwarmLoss ?? mapInput<JoinArgs, boolean | undefined>(args.join, (given) => given.allowSwarmLoss);
    passedOn.set(this, {
      managerHosts: args.managerHosts,
      allowSwarmLoss: allowSwarmLoss as pulumi.Input<boolean> | undefined,
    });
    const node = new Node(
      name,
      {
        remoteAddresses: verified.release(
          mapInput(args.join, ({ remoteAddresses }) => remoteAddresses),
          "join",
        ),
        joinToken: token === undefined ? undefined : verified.hold(token, token, checkToken),
        swarmId: mapInput<JoinArgs, string | undefined>(args.join, ({ swarmId }) => swarmId),
        managerHosts: whenResolved(managers, managerHostsOf),
        role: verified.release(args.role, "role"),
        availability: verified.release(args.availability, "availability"),
        labels: verified.release(args.labels, "labels"),
        listenAddress: verified.release(args.listenAddress, "listenAddress"),
        advertiseAddress: verified.release(args.advertiseAddress, "advertiseAddress"),
        dataPathAddress: verified.release(args.dataPathAddress, "dataPathAddress"),
        dataPathPort: verified.release(args.dataPathPort, "dataPathPort"),
        defaultAddressPools: verified.release(args.defaultAddressPools, "defaultAddressPools"),
        subnetSize: verified.release(args.subnetSize, "subnetSize"),
        autolock: verified.release(args.autolock, "autolock"),
        certificateExpirySeconds: verified.release(args.certificateExpirySeconds, "certificateExpirySeconds"),
        taskHistoryLimit: verified.release(args.taskHistoryLimit, "taskHistoryLimit"),
        dispatcherHeartbeatSeconds: verified.release(args.dispatcherHeartbeatSeconds, "dispatcherHeartbeatSeconds"),
        gatewayBridgeId: args.gatewayBridgeId,
        rejoin: args.rejoin,
        allowSwarmLoss,
      },
      { parent: this },
    );

    this.nodeId = node.nodeId;
    this.swarmId = node.swarmId;
    this.hostname = node.hostname;
    this.address = node.address;
    this.role = node.role;
    this.dockerHost = node.dockerHost;
    this.managerAddress = node.managerAddress;
    this.workerToken = node.workerToken;
    this.managerToken = node.managerToken;
    this.unlockKey = node.unlockKey;
    this.registerOutputs({
      nodeId: this.nodeId,
      swarmId: this.swarmId,
      hostname: this.hostname,
      address: this.address,
      role: this.role,
      dockerHost: this.dockerHost,
      managerAddress: this.managerAddress,
      workerToken: this.workerToken,
      managerToken: this.managerToken,
      unlockKey: this.unlockKey,
    });
  }

  /** What another node's `join` needs to join this manager's swarm; this node's daemon is then one of its manager hosts. */
  public joinAs(role: NodeRole): JoinArgs {
    const token = role === NodeRole.Manager ? this.managerToken : this.workerToken;
    const { managerHosts = [], allowSwarmLoss } = passedOn.get(this) ?? {};
    return {
      remoteAddresses: [this.managerAddress as pulumi.Output<string>],
      token: token as pulumi.Output<string>,
      swarmId: this.swarmId,
      managerHosts: mapInput(managerHosts, (others) => [this.dockerHost, ...others]),
      ...(allowSwarmLoss !== undefined && { allowSwarmLoss }),
    };
  }
}

/** What a node hands to those that join through it. Kept beside it: each field of a component is an output for other languages. */
const passedOn = new WeakMap<SwarmNode, Pick<JoinArgs, "managerHosts" | "allowSwarmLoss">>();

/** The node's own first: they are the ones that stay when the one through which it has joined goes. */
function managerHostsOf({ own, theirs }: { own?: string[]; theirs?: string[] }): string[] | undefined {
  const all = [...new Set([...(own ?? []), ...(theirs ?? [])])];
  return all.length === 0 ? undefined : all;
}

function checkToken(token: unknown): Problem[] {
  return checkJoinToken(token, "join.token", "token");
}

/** One rule an argument where it stands alone: an unknown or a secret stays where it is. */
function swarmNodeRules(joins: boolean): readonly Rule<SwarmNodeArgs>[] {
  const alone = ["role", "availability", "labels", "listenAddress", "advertiseAddress", "dataPathAddress"] as const;
  const place = (draft: Draft<object>): Draft<NodeSpec> => ({
    ...(draft as object),
    ...(joins && { remoteAddresses: unknown }),
  });
  return [
    ...alone.map((name) =>
      rule(
        [name],
        (args: SwarmNodeArgs) => ({ [name]: args[name] }),
        (draft) => checkNode(draft as Draft<NodeSpec>),
      ),
    ),
    rule([], ({ join }: SwarmNodeArgs) => mapInput(join, ({ token }) => token), checkToken),
    rule(
      ["join"],
      ({ join }: SwarmNodeArgs) => ({ remoteAddresses: mapInput(join, ({ remoteAddresses }) => remoteAddresses) }),
      (draft) => under("join", checkNode(draft as Draft<NodeSpec>)),
    ),
    rule(
      startSettings,
      (args: SwarmNodeArgs) => pick(args, startSettings),
      (draft) => checkNode(place(draft)),
    ),
    rule(
      swarmSettings,
      (args: SwarmNodeArgs) => pick(args, ["role", ...swarmSettings]),
      (draft) => checkNode(draft as Draft<NodeSpec>).filter(({ path }) => path !== "role"),
    ),
  ];
}

function pick<K extends keyof SwarmNodeArgs>(args: SwarmNodeArgs, names: readonly K[]): Pick<SwarmNodeArgs, K> {
  return Object.fromEntries(names.map((name) => [name, args[name]])) as Pick<SwarmNodeArgs, K>;
}
