import * as pulumi from "@pulumi/pulumi";
import type { Draft } from "../../swarm/draft";
import { checkIngress } from "../../swarm/ingress";
import type { NetworkInspection } from "../../swarm/inspection";
import { overlayOptions } from "../../swarm/options";
import type { Problem } from "../../swarm/problem";
import { checkSubnets } from "../../swarm/subnet";
import type { Description } from "../arguments/checkedArgs";
import { checkedArgs, registeredArgs, rule } from "../arguments/checkedArgs";
import { mapMaybe, whenResolved } from "../arguments/inputs";
import { labelList } from "../arguments/labels";
import { choice, flag, text, unlisted } from "../arguments/shape";
import type { PortArgs, Protocol } from "../service/port";
import { inspectNetwork } from "./inspectNetwork";
import type { NetworkOutputs } from "./networkOutputs";
import { networkOutputs } from "./networkOutputs";
import { networkDescription } from "./networkDescription";
import { subnetList } from "./subnet";
import { ingressNetwork } from "./swarmNetwork";

/**
 * What happens to ports that services publish through the ingress when it has to be replaced or removed.
 *
 * @example
 * import { IngressConfig, OnPublishedPorts } from "pulumi-swarm-networking";
 *
 * new IngressConfig("edge", { mtu: 1450, onPublishedPorts: OnPublishedPorts.Suspend });
 */
export const OnPublishedPorts = {
  /** The change is refused with the names of the services. */
  Refuse: "refuse",
  /**
   * The ports are removed from the services, and published again when the new ingress exists. The tasks of the services
   * are replaced twice.
   */
  Suspend: "suspend",
} as const;
export type OnPublishedPorts = (typeof OnPublishedPorts)[keyof typeof OnPublishedPorts];

/**
 * The arguments of an {@link IngressConfig}. Docker cannot change a network in place: every change replaces it, except
 * where an argument says otherwise.
 */
export interface IngressConfigArgs {
  /**
   * Name in the swarm.
   *
   * @default - the logical name, a hyphen and 8 hexadecimal digits, the hash of the network's spec
   */
  readonly name?: pulumi.Input<string>;
  /**
   * IPv4 in CIDR form without host bits, /29 or larger. Count one address per node, one per service that publishes
   * through the ingress, and one per task of those services.
   *
   * @default - one block from the swarm's default address pool
   */
  readonly subnet?: pulumi.Input<string>;
  /**
   * An address inside `subnet` that Swarm does not give to tasks.
   *
   * @default - the first free address, chosen by Swarm
   */
  readonly gateway?: pulumi.Input<string>;
  /**
   * MTU, in bytes, of the network between the nodes. The MTU of the ingress is smaller: see the output `effectiveMtu`.
   *
   * @default 1500
   */
  readonly mtu?: pulumi.Input<number>;
  /**
   * Whether traffic between nodes is encrypted (IPsec, AES-GCM). Requires IP protocol 50 to be open between the nodes.
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
   * What happens to ports that services publish through the ingress, services of other stacks included, when it has to
   * be replaced or removed. A change of this argument alone replaces nothing. Requires this project's provider.
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

/**
 * The ingress network of a swarm, which carries the routing mesh. A swarm has exactly one.
 *
 * @example
 * import { IngressConfig, SwarmService } from "pulumi-swarm-networking";
 *
 * const edge = new IngressConfig("edge", { subnet: "10.200.0.0/20", mtu: 1450 });
 *
 * new SwarmService("web", {
 *   image: "registry.example.com/shop/web:1.4.2",
 *   ports: [edge.publish({ targetPort: 8080, publishedPort: 80 })],
 * });
 */
export class IngressConfig extends pulumi.ComponentResource implements NetworkOutputs {
  /** Id of the network in the swarm. */
  declare public readonly id: pulumi.Output<string>;
  /** The same as `id`, which programs in other languages do not get from a component. */
  declare public readonly networkId: pulumi.Output<string>;
  /** Name of the network in the swarm. */
  declare public readonly name: pulumi.Output<string>;
  /** Subnets in CIDR form, from the arguments or allocated by Swarm. */
  declare public readonly subnets: pulumi.Output<string[]>;
  /** Gateways, from the arguments or allocated by Swarm. */
  declare public readonly gateways: pulumi.Output<string[]>;
  /** VXLAN ids, one per subnet, allocated by Swarm. */
  declare public readonly vxlanIds: pulumi.Output<number[]>;
  /** The largest packet, in bytes, that passes the ingress without fragmentation. */
  declare public readonly effectiveMtu: pulumi.Output<number>;
  /** Whether traffic between nodes is encrypted. */
  declare public readonly encrypted: pulumi.Output<boolean>;

  public constructor(name: string, args: IngressConfigArgs = {}, opts?: pulumi.ComponentResourceOptions) {
    const description = ingressConfigDescription(name);
    super("swarm:index:IngressConfig", name, registeredArgs<UntypedArgs>(args, description), opts);
    const checked = checkedArgs<UntypedArgs>(this, `IngressConfig "${name}"`, args, description);
    const { subnet, gateway, mtu, encrypted, attachable } = checked;
    const network = ingressNetwork(
      this,
      name,
      {
        driver: "overlay",
        ipamConfigs: whenResolved({ subnet, gateway }, subnetList),
        labels: labelList(checked.labels),
        // Waits for `attachable` as well, so that it is refused even if it resolves later.
        options: whenResolved({ mtu, encrypted, attachable }, overlayOptions),
      },
      checked.name,
      checked.onPublishedPorts,
      opts?.customTimeouts,
    );

    const outputs = networkOutputs(
      network,
      mtu,
      mapMaybe(encrypted, (yes = false) => yes),
    );
    Object.assign(this, outputs);
    this.registerOutputs(outputs);
  }

  /** An entry for the `ports` of a service: Pulumi creates the service after this ingress and deletes it before. */
  public publish(options: PublishOptions): PortArgs {
    return { ...options, ingress: this.id };
  }

  /** Reads the ingress and everything on it while the program runs: see {@link inspectNetwork}. */
  public inspect(opts: pulumi.InvokeOutputOptions = {}): pulumi.Output<NetworkInspection> {
    return inspectNetwork({ id: this.id }, { parent: this, ...opts });
  }
}

/** What a program without types may pass: the properties of an OverlayNetwork. */
interface UntypedArgs extends IngressConfigArgs {
  readonly attachable?: pulumi.Input<boolean>;
}

/** The description of the arguments of an IngressConfig. */
export function ingressConfigDescription(logicalName: string): Description<UntypedArgs> {
  const addresses = rule(
    ({ subnet, gateway }: UntypedArgs) => ({ subnet, gateway }),
    (block) => checkSubnets([block]).map(withoutIndex),
  );
  return {
    ...networkDescription(logicalName),
    subnet: [text, addresses],
    gateway: [text, addresses],
    onPublishedPorts: [choice(OnPublishedPorts)],
    attachable: [
      unlisted(flag),
      rule(
        ({ attachable }) => ({ ingress: true, attachable }),
        (network) => checkIngress(network as Draft<object>),
      ),
    ],
  };
}

/** The rule is about a list of subnets, the component has one. */
function withoutIndex({ path, reason }: Problem): Problem {
  return { path: path.replace(/^\[0\]\.?/, ""), reason };
}
