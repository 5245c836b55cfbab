import * as pulumi from "@pulumi/pulumi";
import type { Draft } from "../../swarm/draft";
import { unknown } from "../../swarm/draft";
import { checkJoinToken } from "../../swarm/joinToken";
import type { NodeSpec } from "../../swarm/node";
import { checkNode, startSettings, swarmSettings } from "../../swarm/node";
import type { Problem } from "../../swarm/problem";
import { under } from "../../swarm/problem";
import { recordOf } from "../../swarm/typed";
import { spelled } from "../../swarm/spelling";
import type { Description, Hold, Rule } from "../arguments/checkedArgs";
import { checkedArgs, partRule, registeredArgs, rule } from "../arguments/checkedArgs";
import { isLater, mapInput, whenResolved } from "../arguments/inputs";
import {
  block,
  choice,
  flag,
  idOf,
  list,
  map,
  required,
  seconds,
  secretText,
  text,
  wholeNumber,
} from "../arguments/shape";
import { Node } from "./node";

/**
 * The role of a node in its swarm.
 *
 * @example
 * import { NodeRole, SwarmNode } from "pulumi-swarm-networking";
 *
 * const first = new SwarmNode("node1");
 * new SwarmNode("node2", { join: first.joinAs(NodeRole.Manager), role: NodeRole.Manager });
 */
export const NodeRole = {
  /** Runs tasks. */
  Worker: "worker",
  /** Also manages the swarm, and votes. */
  Manager: "manager",
} as const;
export type NodeRole = (typeof NodeRole)[keyof typeof NodeRole];

/**
 * Whether a node runs tasks: old and new ones; no new ones; none, and its tasks move to other nodes.
 *
 * @example
 * import { NodeAvailability, SwarmNode } from "pulumi-swarm-networking";
 *
 * new SwarmNode("node1", { availability: NodeAvailability.Drain });
 */
export const NodeAvailability = {
  /** Gets tasks. */
  Active: "active",
  /** Keeps its tasks, and gets no new ones. */
  Pause: "pause",
  /** Gets no tasks, and its tasks move to other nodes. */
  Drain: "drain",
} as const;
export type NodeAvailability = (typeof NodeAvailability)[keyof typeof NodeAvailability];

/** The swarm that a node joins: see {@link SwarmNode.joinAs}. */
export interface JoinArgs {
  /** `host:port` of the control plane of managers, e.g. `192.168.1.11:2377`. The node tries them in this order. */
  readonly remoteAddresses: pulumi.Input<pulumi.Input<string>[]>;
  /** The join token for a worker or for a manager. A secret. */
  readonly token: pulumi.Input<string>;
  /**
   * Id of the swarm. With another id the node leaves its swarm and joins that one.
   *
   * @default - swarms are told apart by the digest in the token
   */
  readonly swarmId?: pulumi.Input<string>;
  /**
   * Docker daemons of managers, which are added to the `managerHosts` of the node.
   *
   * @default - none
   */
  readonly managerHosts?: pulumi.Input<pulumi.Input<string>[]>;
  /**
   * Whether this node leaves when the first node of the swarm starts a new swarm.
   *
   * @default false
   */
  readonly allowSwarmLoss?: pulumi.Input<boolean>;
}

/**
 * The arguments of a {@link SwarmNode}. A setting that is left out keeps its value, or gets Docker's default when the
 * node joins or starts a swarm.
 */
export interface SwarmNodeArgs {
  /**
   * The swarm that the node joins. It is used only when the node joins.
   *
   * @default - the node starts a swarm, or rejoins the swarm of its `managerHosts`
   */
  readonly join?: pulumi.Input<JoinArgs>;
  /**
   * Addresses of the Docker daemons of managers, e.g. `ssh://root@192.168.1.12`. The provider connects to them with the
   * settings of the node's own docker.Provider. Only a manager can change the labels, availability and role of a
   * worker, or remove a node that is down.
   *
   * @default - those of `join`; the node's own daemon while it is a manager
   */
  readonly managerHosts?: pulumi.Input<pulumi.Input<string>[]>;
  /**
   * Worker or manager. Changed in place: the node is promoted or demoted.
   *
   * @default - the role of its token; the node that starts a swarm is a manager
   */
  readonly role?: pulumi.Input<NodeRole>;
  /**
   * Whether the node runs tasks. Changed in place.
   *
   * @default - unchanged; NodeAvailability.Active for a new node
   */
  readonly availability?: pulumi.Input<NodeAvailability>;
  /**
   * Labels of the node, for placement constraints. Changed in place; labels that are not declared here stay as they
   * are.
   *
   * @default - none
   */
  readonly labels?: pulumi.Input<{ [name: string]: pulumi.Input<string> }>;
  /**
   * Address or interface on which the control plane listens, with a port. A change makes the node leave and rejoin.
   *
   * @default "0.0.0.0:2377"
   */
  readonly listenAddress?: pulumi.Input<string>;
  /**
   * Address or interface at which other nodes reach the control plane of this node. A change makes the node leave and
   * rejoin.
   *
   * @default - the only address of the node; Docker does not choose among several
   */
  readonly advertiseAddress?: pulumi.Input<string>;
  /**
   * Address or interface to which other nodes send data traffic (VXLAN), without a port. A change makes the node leave
   * and rejoin.
   *
   * @default - the advertised address
   */
  readonly dataPathAddress?: pulumi.Input<string>;
  /**
   * UDP port of the data traffic (VXLAN), 1024 to 49151. Only for the node that starts the swarm; a change requires a
   * new swarm.
   *
   * @default 4789
   */
  readonly dataPathPort?: pulumi.Input<number>;
  /**
   * Address blocks for networks that do not set a subnet. Only for the node that starts the swarm; a change requires a
   * new swarm.
   *
   * @default ["10.0.0.0/8"]
   */
  readonly defaultAddressPools?: pulumi.Input<pulumi.Input<string>[]>;
  /**
   * Prefix length of each subnet from the pools. Only for the node that starts the swarm; a change requires a new
   * swarm.
   *
   * @default 24
   */
  readonly subnetSize?: pulumi.Input<number>;
  /**
   * Whether a manager that restarts is locked until you enter the unlock key. A setting of the swarm, changed in place.
   *
   * @default - unchanged; false for a new swarm
   */
  readonly autolock?: pulumi.Input<boolean>;
  /**
   * Validity of node certificates in seconds, 3600 or more. A setting of the swarm, changed in place.
   *
   * @default - unchanged; 7776000 (90 days) for a new swarm
   */
  readonly certificateExpirySeconds?: pulumi.Input<number>;
  /**
   * Number of old tasks of each replica that the swarm keeps. A setting of the swarm, changed in place.
   *
   * @default - unchanged; 5 for a new swarm
   */
  readonly taskHistoryLimit?: pulumi.Input<number>;
  /**
   * Seconds between two heartbeats of a node; a node that misses three is down. A setting of the swarm, changed in
   * place.
   *
   * @default - unchanged; 5 for a new swarm
   */
  readonly dispatcherHeartbeatSeconds?: pulumi.Input<number>;
  /**
   * Id of the node's docker_gwbridge, the output `id` of a GatewayBridge. Docker cannot replace that network while the
   * node is in a swarm.
   *
   * @default - the network that Docker creates
   */
  readonly gatewayBridgeId?: pulumi.Input<string>;
  /**
   * Whether the node may leave and rejoin when its docker_gwbridge is replaced. It is drained, leaves, rejoins, and
   * gets its labels, availability and role back.
   *
   * @default - false: the change is refused, and the error lists the manual steps
   */
  readonly rejoin?: pulumi.Input<boolean>;
  /**
   * Permission to delete the swarm with its services, networks, secrets, configs and tokens, for a change that requires
   * a new swarm and for the removal of the last manager. Set it for a single update.
   *
   * @default - false: the change is refused, and the error lists what would be lost
   */
  readonly allowSwarmLoss?: pulumi.Input<boolean>;
}

/**
 * One node of a swarm, managed through a docker.Provider for its own daemon: it starts a swarm or joins one, and leaves
 * when it is deleted. Requires this project's provider.
 *
 * @example
 * import * as docker from "@pulumi/docker";
 * import { NodeRole, SwarmNode } from "pulumi-swarm-networking";
 *
 * const daemon = (name: string, address: string): docker.Provider =>
 *   new docker.Provider(name, { host: `ssh://root@${address}` });
 *
 * const first = new SwarmNode(
 *   "node1",
 *   { advertiseAddress: "192.168.1.11" },
 *   { provider: daemon("node1", "192.168.1.11") },
 * );
 * new SwarmNode(
 *   "node2",
 *   { join: first.joinAs(NodeRole.Worker), labels: { zone: "b" } },
 *   { provider: daemon("node2", "192.168.1.12") },
 * );
 */
export class SwarmNode extends pulumi.ComponentResource {
  /** Id of the node in the swarm. */
  public readonly nodeId: pulumi.Output<string>;
  /** Id of the swarm. */
  public readonly swarmId: pulumi.Output<string>;
  /** The host name of the node. */
  public readonly hostname: pulumi.Output<string>;
  /** The node's address in the swarm. */
  public readonly address: pulumi.Output<string>;
  /** Worker or manager. */
  public readonly role: pulumi.Output<NodeRole>;
  /** The address of the node's daemon: an entry for the `managerHosts` of other nodes. */
  public readonly dockerHost: pulumi.Output<string>;
  /** `host:port` of the control plane, for nodes that join. Only on managers. */
  public readonly managerAddress: pulumi.Output<string | undefined>;
  /** The join token for workers. A secret. Only on managers. */
  public readonly workerToken: pulumi.Output<string | undefined>;
  /** The join token for managers. A secret. Only on managers. */
  public readonly managerToken: pulumi.Output<string | undefined>;
  /** The key that unlocks a manager after a restart. A secret. Only if `autolock` is set. */
  public readonly unlockKey: pulumi.Output<string | undefined>;

  public constructor(name: string, args: SwarmNodeArgs = {}, opts?: pulumi.ComponentResourceOptions) {
    const description = swarmNodeDescription(args.join !== undefined);
    super("swarm:index:SwarmNode", name, registeredArgs(args, description), opts);
    const checked = checkedArgs(this, `SwarmNode "${name}"`, args, description);
    const { join: joined, managerHosts, allowSwarmLoss, ...settings } = checked;
    const permission = allowSwarmLoss ?? mapInput<JoinArgs, boolean | undefined>(joined, (to) => to.allowSwarmLoss);
    passedOn.set(this, { managerHosts, allowSwarmLoss: permission as pulumi.Input<boolean> | undefined });
    const hosts = { own: managerHosts, theirs: mapInput(joined, (to) => to.managerHosts ?? []) };
    const node = new Node(
      name,
      {
        ...settings,
        remoteAddresses: mapInput(joined, (to) => to.remoteAddresses),
        joinToken: mapInput(joined, (to) => to.token),
        swarmId: mapInput<JoinArgs, string | undefined>(joined, (to) => to.swarmId),
        managerHosts: whenResolved(hosts, managerHostsOf),
        allowSwarmLoss: permission,
      },
      { parent: this },
    );

    this.nodeId = node.nodeId;
    this.swarmId = node.swarmId;
    this.hostname = node.hostname;
    this.address = node.address;
    this.role = node.role as pulumi.Output<NodeRole>;
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

  /**
   * The `join` of another node that joins the swarm of this manager. This node's daemon becomes one of its
   * `managerHosts`.
   */
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

/**
 * What a node passes on to nodes that join through it. Not a field, because every field of a component is an output.
 */
const passedOn = new WeakMap<SwarmNode, Pick<JoinArgs, "managerHosts" | "allowSwarmLoss">>();

/** The node's own hosts come first: they stay when the node through which it has joined leaves. */
function managerHostsOf({ own, theirs }: { own?: string[]; theirs?: string[] }): string[] | undefined {
  const all = [...new Set([...(own ?? []), ...(theirs ?? [])])];
  return all.length === 0 ? undefined : all;
}

const joinShape = block<JoinArgs>(
  {
    remoteAddresses: required(list(text), `Use joinAs() of a manager, or its ${spelled("managerAddress")}.`),
    token: required(
      secretText,
      `Use joinAs() of a manager, or its ${spelled("workerToken")} or ${spelled("managerToken")}.`,
    ),
    swarmId: text,
    managerHosts: list(text),
    allowSwarmLoss: flag,
  },
  // The role of the new node decides which token it gets.
  { noun: "joinAs() of the node, e.g. first.joinAs(NodeRole.Worker)", types: [] },
);

/** The description of the arguments of a SwarmNode. */
export function swarmNodeDescription(joins: boolean): Description<SwarmNodeArgs> {
  const start = rule(
    (args: SwarmNodeArgs) => pick(args, startSettings),
    (draft) => checkNode({ ...(draft as object), ...(joins && { remoteAddresses: unknown }) }),
  );
  const swarm = rule(
    (args: SwarmNodeArgs) => pick(args, ["role", ...swarmSettings]),
    (draft) => checkNode(draft as Draft<NodeSpec>).filter(({ path }) => path !== "role"),
  );
  return {
    role: [choice(NodeRole)],
    availability: [choice(NodeAvailability)],
    labels: [map(text), onItsOwn("labels")],
    listenAddress: [text, onItsOwn("listenAddress")],
    advertiseAddress: [text, onItsOwn("advertiseAddress")],
    dataPathAddress: [text, onItsOwn("dataPathAddress")],
    join: [
      joinShape,
      partRule(
        ({ join }) =>
          mapInput(join, ({ remoteAddresses, token }): Pick<JoinArgs, "remoteAddresses" | "token"> => ({
            remoteAddresses,
            token,
          })),
        checkJoin,
        holdJoin,
      ),
    ],
    dataPathPort: [wholeNumber("4789"), start],
    defaultAddressPools: [list(text), start],
    subnetSize: [wholeNumber("24"), start],
    autolock: [flag, swarm],
    certificateExpirySeconds: [seconds, swarm],
    taskHistoryLimit: [wholeNumber("5"), swarm],
    dispatcherHeartbeatSeconds: [seconds, swarm],
    managerHosts: [list(text)],
    gatewayBridgeId: [idOf("the GatewayBridge or its id", "swarm:index:GatewayBridge", "docker:index/network:Network")],
    rejoin: [flag],
    allowSwarmLoss: [flag],
  };
}

/** An argument that is checked without looking at others, so that an unknown or secret value does not spread. */
function onItsOwn(name: keyof SwarmNodeArgs & keyof NodeSpec): Rule<SwarmNodeArgs> {
  return rule(
    (args: SwarmNodeArgs) => pick(args, [name]),
    (draft) => checkNode(draft as Draft<NodeSpec>),
  );
}

/** Holds back the token and the addresses one by one, so that a secret token does not hide the addresses. */
function holdJoin(join: SwarmNodeArgs["join"], hold: Hold): SwarmNodeArgs["join"] {
  if (join === undefined || isLater(join)) return hold(join, join, checkJoin);
  const { remoteAddresses, token } = join;
  return {
    ...join,
    remoteAddresses: hold(remoteAddresses, remoteAddresses, checkRemoteAddresses),
    token: hold(token, token, checkToken),
  };
}

function checkJoin(join: unknown): Problem[] {
  const { remoteAddresses, token } = recordOf(join, "join", "join", []);
  return [...checkToken(token), ...checkRemoteAddresses(remoteAddresses)];
}

function checkToken(token: unknown): Problem[] {
  return checkJoinToken(token, "join.token", "token");
}

function checkRemoteAddresses(remoteAddresses: unknown): Problem[] {
  return under("join", checkNode({ remoteAddresses } as Draft<NodeSpec>));
}

function pick<K extends keyof SwarmNodeArgs>(args: SwarmNodeArgs, names: readonly K[]): Pick<SwarmNodeArgs, K> {
  return Object.fromEntries(names.map((name) => [name, args[name]])) as Pick<SwarmNodeArgs, K>;
}
