import * as pulumi from "@pulumi/pulumi";
import { getVersion } from "@pulumi/docker/utilities";

/** The inputs of a {@link Node}. The arguments of {@link SwarmNode} describe them. */
export interface NodeArgs {
  readonly remoteAddresses?: pulumi.Input<pulumi.Input<string>[] | undefined>;
  readonly joinToken?: pulumi.Input<string | undefined>;
  readonly swarmId?: pulumi.Input<string | undefined>;
  readonly managerHosts?: pulumi.Input<pulumi.Input<string>[] | undefined>;
  readonly role?: pulumi.Input<string | undefined>;
  readonly availability?: pulumi.Input<string | undefined>;
  readonly labels?: pulumi.Input<{ [key: string]: pulumi.Input<string> } | undefined>;
  readonly listenAddress?: pulumi.Input<string | undefined>;
  readonly advertiseAddress?: pulumi.Input<string | undefined>;
  readonly dataPathAddress?: pulumi.Input<string | undefined>;
  readonly dataPathPort?: pulumi.Input<number | undefined>;
  readonly defaultAddressPools?: pulumi.Input<pulumi.Input<string>[] | undefined>;
  readonly subnetSize?: pulumi.Input<number | undefined>;
  readonly autolock?: pulumi.Input<boolean | undefined>;
  readonly certificateExpirySeconds?: pulumi.Input<number | undefined>;
  readonly taskHistoryLimit?: pulumi.Input<number | undefined>;
  readonly dispatcherHeartbeatSeconds?: pulumi.Input<number | undefined>;
  readonly gatewayBridgeId?: pulumi.Input<string | undefined>;
  readonly rejoin?: pulumi.Input<boolean | undefined>;
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

  declare public readonly nodeId: pulumi.Output<string>;
  declare public readonly swarmId: pulumi.Output<string>;
  declare public readonly dockerHost: pulumi.Output<string>;
  declare public readonly hostname: pulumi.Output<string>;
  declare public readonly address: pulumi.Output<string>;
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
  declare public readonly managerAddress: pulumi.Output<string | undefined>;
  declare public readonly workerToken: pulumi.Output<string | undefined>;
  declare public readonly managerToken: pulumi.Output<string | undefined>;
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
