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
import { gatewaysOf, subnetsOf } from "./immutableNetwork";
import { entriesToCheck, whenResolved } from "../arguments/inputs";
import { labelList } from "../arguments/labels";
import { checkFlags } from "./networkRules";
import type { SubnetArgs } from "./subnet";
import type { Rule } from "../arguments/verification";
import { rule, Verification } from "../arguments/verification";

/**
 * What the gateway bridge of a node is made of. Docker can change none of it in place, nor replace it while the node is in a swarm: each
 * change takes the node out of its swarm for a moment.
 */
export interface GatewayBridgeArgs {
  /**
   * IPv4 in CIDR form without host bits, /29 or larger. Each container of the node that is on an overlay takes an address, and so does
   * the ingress.
   *
   * @default - a free block of the node's Docker, normally 172.18.0.0/16
   */
  readonly subnet?: pulumi.Input<string>;
  /**
   * The node's own address in `subnet`, through which the containers go out.
   *
   * @default - the first address of `subnet`
   */
  readonly gateway?: pulumi.Input<string>;
  /**
   * MTU, in bytes, between the node's containers and the outside: that of the node's own interface.
   *
   * @default 1500
   */
  readonly mtu?: pulumi.Input<number>;
  /**
   * Whether the node's containers can reach each other through the bridge, past the overlays that keep them apart.
   *
   * @default false
   */
  readonly interContainerCommunication?: pulumi.Input<boolean>;
  /**
   * Whether what the containers send leaves the node under the node's own address.
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
   * What the node's swarm takes the subnets of its overlays from, which `subnet` must not overlap: the same as on its SwarmNode.
   *
   * @default - Docker's own, 10.0.0.0/8
   */
  readonly defaultAddressPools?: pulumi.Input<pulumi.Input<string>[]>;
}

/**
 * The network `docker_gwbridge` of one node, through which its containers on overlays reach the outside. The node is the one of the
 * docker.Provider in `opts.provider`. Make it before the node joins: give its `id` to the SwarmNode.
 */
export class GatewayBridge extends pulumi.ComponentResource {
  /** Id of the network on the node. */
  public readonly id: pulumi.Output<string>;
  /** The same as `id`, which programs in other languages do not get from a component. */
  public readonly networkId: pulumi.Output<string>;
  /** Name of the network, `docker_gwbridge`. */
  public readonly name: pulumi.Output<string>;
  /** Subnets in CIDR form, given or chosen by the node's Docker: one. */
  public readonly subnets: pulumi.Output<string[]>;
  /** Addresses of the node in the subnets, given or chosen by the node's Docker. */
  public readonly gateways: pulumi.Output<string[]>;

  public constructor(name: string, args: GatewayBridgeArgs = {}, opts?: pulumi.ComponentResourceOptions) {
    super("swarm:index:GatewayBridge", name, { ...args }, opts);
    const verified = new Verification(this, `GatewayBridge "${name}"`, args, gatewayBridgeRules);
    const { subnet, gateway, mtu, interContainerCommunication, masquerade } = args;
    const spec = {
      ipamConfigs: verified.release(whenResolved({ subnet, gateway }, ipamConfigsOf), "subnet", "gateway"),
      labels: verified.release(labelList(args.labels), "labels"),
      options: verified.release(
        whenResolved({ mtu, interContainerCommunication, masquerade }, gatewayBridgeOptions),
        "mtu",
        "interContainerCommunication",
        "masquerade",
      ),
    };
    const network = new docker.Network(
      name,
      { name: gatewayBridgeName, driver: "bridge", ...spec },
      {
        parent: this,
        // A node has one, so the old one has to go first.
        deleteBeforeReplace: true,
        // The official plugin takes what the Engine adds to these for a change; a real one is in the trigger.
        ignoreChanges: ["options", "ipamConfigs"],
        replacementTrigger: whenResolved(spec, canonicalJson),
      },
    );

    this.id = network.id;
    this.networkId = network.id;
    this.name = network.name;
    this.subnets = subnetsOf(network);
    this.gateways = pulumi.all([gatewaysOf(network), this.subnets]).apply(([told, subnets]) => orFirst(told, subnets));
    this.registerOutputs({
      id: this.id,
      networkId: this.networkId,
      name: this.name,
      subnets: this.subnets,
      gateways: this.gateways,
    });
  }
}

function ipamConfigsOf({ subnet, gateway }: { subnet?: string; gateway?: string }): SubnetArgs[] | undefined {
  if (subnet === undefined) return undefined;
  return [gateway === undefined ? { subnet } : { subnet, gateway }];
}

/** An Engine that was not given the gateway of a bridge takes the first address of the subnet, and (20.10) does not tell. */
function orFirst(told: string[], subnets: string[]): string[] {
  if (told.length > 0) return told;
  return subnets.flatMap((subnet) => {
    const block = blockOf(subnet);
    return block === undefined ? [] : [formatAddress(block.first + 1n)];
  });
}

const gatewayBridgeRules: readonly Rule<GatewayBridgeArgs>[] = [
  rule(
    ["subnet", "gateway"],
    ({ subnet, gateway, defaultAddressPools }: GatewayBridgeArgs) => ({ subnet, gateway, defaultAddressPools }),
    (addresses) => checkGatewayBridgeAddresses(addresses),
  ),
  rule(
    ["mtu"],
    ({ mtu }: GatewayBridgeArgs) => mtu,
    (mtu) => under("mtu", checkBridgeMtu(mtu)),
  ),
  rule(
    ["interContainerCommunication", "masquerade"],
    ({ interContainerCommunication, masquerade }: GatewayBridgeArgs) => ({ interContainerCommunication, masquerade }),
    (flags) => checkFlags(flags),
  ),
  rule(
    ["labels"],
    ({ labels }: GatewayBridgeArgs) => entriesToCheck(labels),
    (labels) => under("labels", checkLabels(labels as Draft<Labels>)),
  ),
];
