import * as docker from "@pulumi/docker";
import * as pulumi from "@pulumi/pulumi";
import { blockOf, formatAddress } from "../../swarm/cidr";
import type { Draft } from "../../swarm/draft";
import {
  checkBridgeMtu,
  checkGatewayBridgeAddresses,
  gatewayBridgeName,
  gatewayBridgeOptions,
} from "../../swarm/gatewayBridge";
import type { Labels } from "../../swarm/labels";
import { checkLabels } from "../../swarm/labels";
import { canonicalJson } from "../../swarm/names";
import { under } from "../../swarm/problem";
import type { Description } from "../arguments/checkedArgs";
import { checkedArgs, registeredArgs, rule } from "../arguments/checkedArgs";
import { entriesToCheck, whenResolved } from "../arguments/inputs";
import { labelList } from "../arguments/labels";
import { wholeNumber, flag, list, map, text } from "../arguments/shape";
import { gatewaysOf, subnetsOf } from "./networkOutputs";
import { subnetList } from "./subnet";

/**
 * The arguments of a {@link GatewayBridge}. Docker cannot change the network in place, nor replace it while the node is
 * in a swarm: every change replaces it and takes the node out of its swarm for a moment, except where an argument says
 * otherwise.
 */
export interface GatewayBridgeArgs {
  /**
   * IPv4 in CIDR form without host bits, /29 or larger. Count one address for each container of the node that is on an
   * overlay, and one for the ingress.
   *
   * @default - a free block that the node's Docker chooses, normally 172.18.0.0/16
   */
  readonly subnet?: pulumi.Input<string>;
  /**
   * The node's own address in `subnet`, through which the containers reach the outside.
   *
   * @default - the first address of `subnet`
   */
  readonly gateway?: pulumi.Input<string>;
  /**
   * MTU, in bytes, between the node's containers and the outside: the MTU of the node's own interface.
   *
   * @default 1500
   */
  readonly mtu?: pulumi.Input<number>;
  /**
   * Whether the node's containers can reach each other through the bridge, which bypasses the separation by overlays.
   *
   * @default false
   */
  readonly interContainerCommunication?: pulumi.Input<boolean>;
  /**
   * Whether traffic of the containers leaves the node with the node's own address.
   *
   * @default true
   */
  readonly masquerade?: pulumi.Input<boolean>;
  /**
   * Labels of the network.
   *
   * @default - none
   */
  readonly labels?: pulumi.Input<{ [name: string]: pulumi.Input<string> }>;
  /**
   * The pools from which the node's swarm takes the subnets of its overlays, as on the SwarmNode. They are only
   * compared with `subnet`, which must not overlap them; a change replaces nothing.
   *
   * @default - Docker's own pool, 10.0.0.0/8
   */
  readonly defaultAddressPools?: pulumi.Input<pulumi.Input<string>[]>;
}

/**
 * The network `docker_gwbridge` of one node, through which its containers on overlays reach the outside. The node is
 * the one of the docker.Provider in `opts.provider`. Create the network before the node joins its swarm: pass its `id`
 * to the SwarmNode.
 *
 * @example
 * import * as docker from "@pulumi/docker";
 * import { GatewayBridge, SwarmNode } from "pulumi-swarm-networking";
 *
 * const provider = new docker.Provider("node1", { host: "ssh://root@192.168.1.11" });
 * const bridge = new GatewayBridge("node1-bridge", { subnet: "172.20.0.0/16", mtu: 1450 }, { provider });
 * new SwarmNode("node1", { gatewayBridgeId: bridge.id, advertiseAddress: "192.168.1.11" }, { provider });
 */
export class GatewayBridge extends pulumi.ComponentResource {
  /** Id of the network on the node. */
  public readonly id: pulumi.Output<string>;
  /** The same as `id`, which programs in other languages do not get from a component. */
  public readonly networkId: pulumi.Output<string>;
  /** Name of the network, `docker_gwbridge`. */
  public readonly name: pulumi.Output<string>;
  /** The subnet in CIDR form, from the arguments or chosen by the node's Docker, as a list of one. */
  public readonly subnets: pulumi.Output<string[]>;
  /** Addresses of the node in the subnets, from the arguments or chosen by the node's Docker. */
  public readonly gateways: pulumi.Output<string[]>;

  public constructor(name: string, args: GatewayBridgeArgs = {}, opts?: pulumi.ComponentResourceOptions) {
    super("swarm:index:GatewayBridge", name, registeredArgs(args, gatewayBridgeDescription), opts);
    const checked = checkedArgs(this, `GatewayBridge "${name}"`, args, gatewayBridgeDescription);
    const { subnet, gateway, mtu, interContainerCommunication, masquerade, defaultAddressPools } = checked;
    const spec = {
      // Waits for the pools as well, so that a subnet that overlaps them is refused even if they resolve later.
      ipamConfigs: whenResolved({ subnet, gateway, defaultAddressPools }, subnetList),
      labels: labelList(checked.labels),
      options: whenResolved({ mtu, interContainerCommunication, masquerade }, gatewayBridgeOptions),
    };
    const network = new docker.Network(
      name,
      { name: gatewayBridgeName, driver: "bridge", ...spec },
      {
        parent: this,
        // A node has only one.
        deleteBeforeReplace: true,
        // The official plugin reports what the Engine adds to these as a change. A real change is in the trigger.
        ignoreChanges: ["options", "ipamConfigs"],
        replacementTrigger: whenResolved(spec, canonicalJson),
      },
    );

    this.id = network.id;
    this.networkId = network.id;
    this.name = network.name;
    this.subnets = subnetsOf(network);
    this.gateways = pulumi
      .all([gatewaysOf(network), this.subnets])
      .apply(([gateways, subnets]) => (gateways.length > 0 ? gateways : subnets.flatMap(firstAddress)));
    this.registerOutputs({
      id: this.id,
      networkId: this.networkId,
      name: this.name,
      subnets: this.subnets,
      gateways: this.gateways,
    });
  }
}

/**
 * An Engine that was not given the gateway of a bridge uses the first address of the subnet; Engine 20.10 does not
 * report it.
 */
function firstAddress(subnet: string): string[] {
  const block = blockOf(subnet);
  return block === undefined ? [] : [formatAddress(block.first + 1n)];
}

const addresses = rule(
  ({ subnet, gateway, defaultAddressPools }: GatewayBridgeArgs) => ({ subnet, gateway, defaultAddressPools }),
  (draft) => checkGatewayBridgeAddresses(draft),
);

/** The description of the arguments of a GatewayBridge. */
export const gatewayBridgeDescription: Description<GatewayBridgeArgs> = {
  subnet: [text, addresses],
  gateway: [text, addresses],
  defaultAddressPools: [list(text), addresses],
  mtu: [
    wholeNumber("1450"),
    rule(
      ({ mtu }) => mtu,
      (mtu) => under("mtu", checkBridgeMtu(mtu)),
    ),
  ],
  interContainerCommunication: [flag],
  masquerade: [flag],
  labels: [
    map(text),
    rule(
      ({ labels }) => entriesToCheck(labels),
      (labels) => under("labels", checkLabels(labels as Draft<Labels>)),
    ),
  ],
};
