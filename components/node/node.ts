import * as pulumi from "@pulumi/pulumi";
import { getVersion } from "@pulumi/docker/utilities";

/** The inputs of a {@link Node}. The arguments of {@link SwarmNode} describe them in more detail. */
export interface NodeArgs {
  /**
   * `host:port` of the control plane of managers, in the order in which the node tries them. Without them, the node
   * starts a swarm.
   */
  readonly remoteAddresses?: pulumi.Input<pulumi.Input<string>[] | undefined>;
  /** The join token for a worker or for a manager. A secret. */
  readonly joinToken?: pulumi.Input<string | undefined>;
  /** Id of the swarm. With another id, the node leaves its swarm and joins that one. */
  readonly swarmId?: pulumi.Input<string | undefined>;
  /** Addresses of the Docker daemons of managers, e.g. `ssh://root@192.168.1.12`. */
  readonly managerHosts?: pulumi.Input<pulumi.Input<string>[] | undefined>;
  /** `worker` or `manager`. */
  readonly role?: pulumi.Input<string | undefined>;
  /** Whether the node runs tasks: `active`, `pause` or `drain`. */
  readonly availability?: pulumi.Input<string | undefined>;
  /** Labels of the node. Labels that are not declared here stay as they are. */
  readonly labels?: pulumi.Input<{ [key: string]: pulumi.Input<string> } | undefined>;
  /** Address or interface on which the control plane listens, with a port. */
  readonly listenAddress?: pulumi.Input<string | undefined>;
  /** Address or interface at which other nodes reach the control plane of this node. */
  readonly advertiseAddress?: pulumi.Input<string | undefined>;
  /** Address or interface to which other nodes send data traffic (VXLAN), without a port. */
  readonly dataPathAddress?: pulumi.Input<string | undefined>;
  /** UDP port of the data traffic (VXLAN), 1024 to 49151. */
  readonly dataPathPort?: pulumi.Input<number | undefined>;
  /** Address blocks for networks that do not set a subnet, in CIDR form. */
  readonly defaultAddressPools?: pulumi.Input<pulumi.Input<string>[] | undefined>;
  /** Prefix length of each subnet from the pools. */
  readonly subnetSize?: pulumi.Input<number | undefined>;
  /** Whether a manager that restarts is locked until you enter the unlock key. */
  readonly autolock?: pulumi.Input<boolean | undefined>;
  /** Validity of node certificates in seconds. */
  readonly certificateExpirySeconds?: pulumi.Input<number | undefined>;
  /** Number of old tasks of each replica that the swarm keeps. */
  readonly taskHistoryLimit?: pulumi.Input<number | undefined>;
  /** Seconds between two heartbeats of a node. */
  readonly dispatcherHeartbeatSeconds?: pulumi.Input<number | undefined>;
  /** Id of the docker_gwbridge of the node. */
  readonly gatewayBridgeId?: pulumi.Input<string | undefined>;
  /** Whether the node may leave and rejoin when its docker_gwbridge is replaced. */
  readonly rejoin?: pulumi.Input<boolean | undefined>;
  /** Permission to delete the swarm with its services, networks, secrets, configs and tokens. */
  readonly allowSwarmLoss?: pulumi.Input<boolean | undefined>;
}

/** What {@link Node.get} accepts besides the id. */
export interface NodeState {
  readonly managerHosts?: pulumi.Input<pulumi.Input<string>[]>;
}

/**
 * A node of a swarm, a resource that this project's provider adds to the docker package. Use a {@link SwarmNode}, which
 * checks its arguments; this is the bare resource.
 */
export class Node extends pulumi.CustomResource {
  /** Looks up a node that exists already, by its id in the swarm. */
  public static get(
    name: string,
    id: pulumi.Input<pulumi.ID>,
    state: NodeState = {},
    opts?: pulumi.CustomResourceOptions,
  ): Node {
    return new Node(name, state, { ...opts, id });
  }

  /** Id of the node in the swarm. */
  declare public readonly nodeId: pulumi.Output<string>;
  declare public readonly swarmId: pulumi.Output<string>;
  /** The address of the node's daemon. */
  declare public readonly dockerHost: pulumi.Output<string>;
  /** The host name of the node. */
  declare public readonly hostname: pulumi.Output<string>;
  /** The node's address in the swarm. */
  declare public readonly address: pulumi.Output<string>;
  /** `ready`, `down`, `unknown` or `disconnected`. */
  declare public readonly state: pulumi.Output<string>;
  declare public readonly role: pulumi.Output<string>;
  declare public readonly availability: pulumi.Output<string | undefined>;
  declare public readonly labels: pulumi.Output<{ [key: string]: string } | undefined>;
  declare public readonly managerHosts: pulumi.Output<string[] | undefined>;
  declare public readonly listenAddress: pulumi.Output<string | undefined>;
  declare public readonly advertiseAddress: pulumi.Output<string | undefined>;
  declare public readonly dataPathAddress: pulumi.Output<string | undefined>;
  declare public readonly dataPathPort: pulumi.Output<number | undefined>;
  declare public readonly defaultAddressPools: pulumi.Output<string[] | undefined>;
  declare public readonly subnetSize: pulumi.Output<number | undefined>;
  declare public readonly autolock: pulumi.Output<boolean | undefined>;
  declare public readonly certificateExpirySeconds: pulumi.Output<number | undefined>;
  declare public readonly taskHistoryLimit: pulumi.Output<number | undefined>;
  declare public readonly dispatcherHeartbeatSeconds: pulumi.Output<number | undefined>;
  declare public readonly gatewayBridgeId: pulumi.Output<string | undefined>;
  declare public readonly rejoin: pulumi.Output<boolean | undefined>;
  declare public readonly allowSwarmLoss: pulumi.Output<boolean | undefined>;
  /** `host:port` of the control plane, for nodes that join. Only on managers. */
  declare public readonly managerAddress: pulumi.Output<string | undefined>;
  /** The join token for workers. A secret. Only on managers. */
  declare public readonly workerToken: pulumi.Output<string | undefined>;
  /** The join token for managers. A secret. Only on managers. */
  declare public readonly managerToken: pulumi.Output<string | undefined>;
  /** The key that unlocks a manager after a restart. A secret. Only if `autolock` is set. */
  declare public readonly unlockKey: pulumi.Output<string | undefined>;

  public constructor(name: string, args: NodeArgs = {}, opts?: pulumi.CustomResourceOptions) {
    const token = args.joinToken === undefined ? undefined : pulumi.secret(args.joinToken);
    // Every output must have an entry, so that Pulumi creates a property for it.
    const outputs = Object.fromEntries(outputNames.map((output) => [output, undefined]));
    super(
      "docker:swarm/node:Node",
      name,
      { ...outputs, ...args, joinToken: token },
      { version: getVersion(), ...opts },
    );
  }
}

const outputNames = [
  ...["nodeId", "swarmId", "dockerHost", "hostname", "address", "state", "role", "availability", "labels"],
  ...["managerHosts", "listenAddress", "advertiseAddress", "dataPathAddress", "dataPathPort", "defaultAddressPools"],
  ...["subnetSize", "autolock", "certificateExpirySeconds", "taskHistoryLimit", "dispatcherHeartbeatSeconds"],
  ...["gatewayBridgeId", "rejoin", "allowSwarmLoss", "managerAddress", "workerToken", "managerToken", "unlockKey"],
];
