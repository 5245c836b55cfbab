import * as pulumi from "@pulumi/pulumi";
import type { Draft } from "../../swarm/draft";
import { checkIngress, checkOnPublishedPorts } from "../../swarm/ingress";
import type { NetworkInspection } from "../../swarm/inspection";
import { effectiveMtu } from "../../swarm/mtu";
import { checkSubnets } from "../../swarm/subnet";
import { under, type Problem } from "../../swarm/problem";
import { gatewaysOf, immutableNetwork, networkOptions, subnetsOf, vxlanIdsOf } from "./immutableNetwork";
import { whenResolved } from "../arguments/inputs";
import { inspectNetwork } from "./inspectNetwork";
import { labelList } from "../arguments/labels";
import { networkRules } from "./networkRules";
import type { PortArgs, Protocol } from "../service/port";
import type { SubnetArgs } from "./subnet";
import type { Rule } from "../arguments/verification";
import { rule, Verification } from "../arguments/verification";

/** What happens to ports that services publish through the ingress when it has to be replaced or removed. */
export const OnPublishedPorts = {
  /** Nothing is changed; the services are named. */
  Refuse: "refuse",
  /** They are taken off the services, and put back when the next ingress is there. The services' tasks are replaced twice. */
  Suspend: "suspend",
} as const;
export type OnPublishedPorts = (typeof OnPublishedPorts)[keyof typeof OnPublishedPorts];

/** What the ingress network of a swarm is made of. Docker can change none of it in place: each change makes a new network. */
export interface IngressConfigArgs {
  /**
   * Name in the swarm.
   *
   * @default - the logical name, a hyphen and 8 hexadecimal digits that stand for the network's spec
   */
  readonly name?: pulumi.Input<string>;
  /**
   * IPv4 in CIDR form without host bits, /29 or larger. Every node and every service that publishes through the ingress takes an address,
   * and so does each of their tasks.
   *
   * @default - one block from the swarm's default address pool
   */
  readonly subnet?: pulumi.Input<string>;
  /**
   * An address inside `subnet` that no task gets.
   *
   * @default - the first free address, chosen by Swarm
   */
  readonly gateway?: pulumi.Input<string>;
  /**
   * MTU, in bytes, of the network between the nodes. The ingress's own is smaller: see the output `effectiveMtu`.
   *
   * @default 1500
   */
  readonly mtu?: pulumi.Input<number>;
  /**
   * Whether traffic between nodes is encrypted (IPsec, AES-GCM). Needs IP protocol 50 open between the nodes.
   *
   * @default false
   */
  readonly encrypted?: pulumi.Input<boolean>;
  /**
   * Labels of the network.
   *
   * @default - none
   */
  readonly labels?: pulumi.Input<{ [name: string]: pulumi.Input<string> }>;
  /**
   * What happens to ports that services publish through the ingress when it has to be replaced or removed, whoever the services belong
   * to. A change of this argument alone changes nothing in the swarm. Needs this repository's provider.
   *
   * @default OnPublishedPorts.Refuse
   */
  readonly onPublishedPorts?: pulumi.Input<OnPublishedPorts>;
}

/** A port to publish through an {@link IngressConfig}. */
export interface PublishOptions {
  /** The port inside the task, 1 to 65535. */
  readonly targetPort: pulumi.Input<number>;
  /**
   * The port on every node, 1 to 65535.
   *
   * @default - chosen by Swarm, from 30000 to 32767
   */
  readonly publishedPort?: pulumi.Input<number>;
  /**
   * The protocol.
   *
   * @default Protocol.Tcp
   */
  readonly protocol?: pulumi.Input<Protocol>;
  /**
   * A name for the port.
   *
   * @default - none
   */
  readonly name?: pulumi.Input<string>;
}

/** The ingress network of a swarm, which carries the routing mesh. A swarm has one. */
export class IngressConfig extends pulumi.ComponentResource {
  /** Id of the network in the swarm. */
  public readonly id: pulumi.Output<string>;
  /** The same as `id`, which programs in other languages do not get from a component. */
  public readonly networkId: pulumi.Output<string>;
  /** Name of the network in the swarm. */
  public readonly name: pulumi.Output<string>;
  /** Subnets in CIDR form, given or allotted by Swarm. */
  public readonly subnets: pulumi.Output<string[]>;
  /** Gateways, given or allotted by Swarm. */
  public readonly gateways: pulumi.Output<string[]>;
  /** VXLAN ids, one a subnet, allotted by Swarm. */
  public readonly vxlanIds: pulumi.Output<number[]>;
  /** The largest packet, in bytes, that fits through the ingress in one piece. */
  public readonly effectiveMtu: pulumi.Output<number>;
  /** Whether traffic between nodes is encrypted. */
  public readonly encrypted: pulumi.Output<boolean>;

  public constructor(name: string, args: IngressConfigArgs = {}, opts?: pulumi.ComponentResourceOptions) {
    super("swarm:index:IngressConfig", name, { ...args }, opts);
    const verified = new Verification(this, `IngressConfig "${name}"`, args, ingressConfigRules(name));
    const { subnet, gateway, mtu, encrypted } = args;
    const network = immutableNetwork(
      this,
      name,
      {
        name: verified.release(args.name, "name"),
        onPublishedPorts: verified.release(args.onPublishedPorts, "onPublishedPorts"),
        customTimeouts: opts?.customTimeouts,
      },
      {
        driver: "overlay",
        ingress: true,
        ipamConfigs: verified.release(whenResolved({ subnet, gateway }, ipamConfigsOf), "subnet", "gateway"),
        labels: verified.release(labelList(args.labels), "labels"),
        options: verified.release(whenResolved({ mtu, encrypted }, networkOptions), "mtu", "encrypted"),
      },
    );

    this.id = network.id;
    this.networkId = network.id;
    this.name = network.name;
    this.subnets = subnetsOf(network);
    this.gateways = gatewaysOf(network);
    this.vxlanIds = vxlanIdsOf(network);
    this.encrypted = pulumi.output(encrypted).apply((given) => given ?? false);
    this.effectiveMtu = pulumi.all([mtu, this.encrypted]).apply(([given, secure]) => effectiveMtu(given, secure));
    this.registerOutputs({
      id: this.id,
      networkId: this.networkId,
      name: this.name,
      subnets: this.subnets,
      gateways: this.gateways,
      vxlanIds: this.vxlanIds,
      effectiveMtu: this.effectiveMtu,
      encrypted: this.encrypted,
    });
  }

  /** An entry for a service's `ports` that publishes it through this ingress: the service comes after it and goes before it. */
  public publish(options: PublishOptions): PortArgs {
    return { ...options, ingress: this.id };
  }

  /** What the ingress is and what is on it, when the program runs: see {@link inspectNetwork}. */
  public inspect(opts: pulumi.InvokeOutputOptions = {}): pulumi.Output<NetworkInspection> {
    return inspectNetwork({ id: this.id }, { parent: this, ...opts });
  }
}

function ipamConfigsOf({ subnet, gateway }: { subnet?: string; gateway?: string }): SubnetArgs[] | undefined {
  if (subnet === undefined) return undefined;
  return [gateway === undefined ? { subnet } : { subnet, gateway }];
}

function ingressConfigRules(logicalName: string): readonly Rule<IngressConfigArgs>[] {
  return [
    ...networkRules(logicalName),
    rule(
      ["subnet", "gateway"],
      ({ subnet, gateway }: IngressConfigArgs) => ({ subnet, gateway }),
      (block) => checkSubnets([block]).map(withoutIndex),
    ),
    rule(
      ["onPublishedPorts"],
      ({ onPublishedPorts }: IngressConfigArgs) => onPublishedPorts,
      (word) => under("onPublishedPorts", checkOnPublishedPorts(word)),
    ),
    rule(
      // A program without types can give what the arguments do not have.
      ["name"],
      ({ attachable }: IngressConfigArgs & { attachable?: unknown }) => ({ ingress: true, attachable }),
      (network) => checkIngress(network as Draft<object>),
    ),
  ];
}

/** The rule speaks of a list of subnets, the component of one. */
function withoutIndex({ path, reason }: Problem): Problem {
  return { path: path.replace(/^\[0\]\.?/, ""), reason };
}
