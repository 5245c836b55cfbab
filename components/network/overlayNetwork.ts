import * as pulumi from "@pulumi/pulumi";
import type { NetworkInspection } from "../../swarm/inspection";
import { swarmLabel } from "../../swarm/swarmLabel";
import { effectiveMtu } from "../../swarm/mtu";
import { gatewaysOf, immutableNetwork, networkOptions, subnetsOf, vxlanIdsOf } from "./immutableNetwork";
import { mapInput, mapMaybe, whenResolved } from "../arguments/inputs";
import { inspectNetwork } from "./inspectNetwork";
import type { LabelArgs } from "../arguments/labels";
import { labelList } from "../arguments/labels";
import type { NetworkAttachmentArgs } from "../service/networkAttachment";
import { attachmentTo } from "../service/networkAttachment";
import { overlayNetworkRules } from "./overlayNetworkRules";
import { Replacement } from "./replacement";
import type { SubnetArgs } from "./subnet";
import { Verification } from "../arguments/verification";

/** What an overlay network is made of. Docker can change none of it in place: each change makes a new network. */
export interface OverlayNetworkArgs {
  /**
   * Name in the swarm. With a fixed name the old network and the new one cannot be there side by side, so a change takes a third one and
   * restarts tasks four times.
   *
   * @default - the logical name, a hyphen and 8 hexadecimal digits that stand for the network's spec
   */
  readonly name?: pulumi.Input<string>;
  /**
   * The addresses of the network, one block or several that do not overlap.
   *
   * @default - one block from the swarm's default address pool
   */
  readonly subnets?: pulumi.Input<pulumi.Input<SubnetArgs>[]>;
  /**
   * Whether containers that belong to no service can join (`docker run --network`).
   *
   * @default false
   */
  readonly attachable?: pulumi.Input<boolean>;
  /**
   * Whether the network is cut off from the outside: tasks that are on internal networks alone reach nothing else.
   *
   * @default false
   */
  readonly internal?: pulumi.Input<boolean>;
  /**
   * Whether traffic between nodes is encrypted (IPsec, AES-GCM). Needs IP protocol 50 open between the nodes.
   *
   * @default - the value of `sensitive`
   */
  readonly encrypted?: pulumi.Input<boolean>;
  /**
   * Whether the network carries what must not be read or changed on the way. It is labelled `swarm.network.sensitive`, encrypted,
   * and closed to containers outside of services; the policy pack holds it to that.
   *
   * @default false
   */
  readonly sensitive?: pulumi.Input<boolean>;
  /**
   * Permission for a sensitive network to be attachable: the logical name of this very component, so that a copy of it under
   * another name does not carry the permission along.
   *
   * @default - a sensitive network is not attachable
   */
  readonly allowAttachable?: pulumi.Input<string>;
  /**
   * MTU, in bytes, of the network between the nodes. The overlay's own is smaller: see the output `effectiveMtu`.
   *
   * @default 1500
   */
  readonly mtu?: pulumi.Input<number>;
  /**
   * Labels of the network.
   *
   * @default - none
   */
  readonly labels?: pulumi.Input<{ [name: string]: pulumi.Input<string> }>;
  /**
   * Further options of the overlay driver. What `encrypted` and `mtu` stand for is refused here.
   *
   * @default - none
   */
  readonly driverOptions?: pulumi.Input<{ [key: string]: pulumi.Input<string> }>;
  /**
   * Driver that gives out addresses.
   *
   * @default "default"
   */
  readonly ipamDriver?: pulumi.Input<string>;
  /**
   * Options of the driver that gives out addresses.
   *
   * @default - none
   */
  readonly ipamOptions?: pulumi.Input<{ [key: string]: pulumi.Input<string> }>;
  /**
   * How a change of any of the others reaches the services on the network. Changing this alone is such a change too.
   *
   * @default Replacement.MakeBeforeBreak
   */
  readonly replacement?: pulumi.Input<Replacement>;
}

/** How a service attaches to an {@link OverlayNetwork}. */
export interface AttachOptions {
  /**
   * Further DNS names of the service on this network.
   *
   * @default - none
   */
  readonly aliases?: pulumi.Input<pulumi.Input<string>[]>;
  /**
   * Options of the overlay driver for the endpoint of each task.
   *
   * @default - none
   */
  readonly driverOptions?: pulumi.Input<{ [key: string]: pulumi.Input<string> }>;
}

/** A network that spans the nodes of a swarm. */
export class OverlayNetwork extends pulumi.ComponentResource {
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
  /** The largest packet, in bytes, that a task can send in one piece. */
  public readonly effectiveMtu: pulumi.Output<number>;
  /** Whether traffic between nodes is encrypted. */
  public readonly encrypted: pulumi.Output<boolean>;

  public constructor(name: string, args: OverlayNetworkArgs = {}, opts?: pulumi.ComponentResourceOptions) {
    super("swarm:index:OverlayNetwork", name, { ...args }, opts);
    const verified = new Verification(this, `OverlayNetwork "${name}"`, args, overlayNetworkRules(name));
    const life = {
      name: verified.release(args.name, "name"),
      swap: verified.release(mapMaybe(args.replacement, isSwap), "replacement"),
    };
    const network = immutableNetwork(this, name, life, {
      driver: "overlay",
      attachable: verified.release(args.attachable ?? false, "attachable"),
      internal: verified.release(args.internal ?? false, "internal"),
      ipamDriver: args.ipamDriver,
      ipamOptions: args.ipamOptions,
      ipamConfigs: verified.release(args.subnets, "subnets"),
      labels: verified.release(labelsOf(args), "labels", "sensitive"),
      options: verified.release(optionsOf(args), "driverOptions", "encrypted", "mtu", "sensitive"),
    });

    this.id = network.id;
    this.networkId = network.id;
    this.name = network.name;
    this.subnets = subnetsOf(network);
    this.gateways = gatewaysOf(network);
    this.vxlanIds = vxlanIdsOf(network);
    this.encrypted = pulumi.output(encryptedOf(args));
    this.effectiveMtu = pulumi
      .all([args.mtu, this.encrypted])
      .apply(([mtu, encrypted]) => effectiveMtu(mtu, encrypted));
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

  /** An entry for a service's `networks` that attaches it to this network. */
  public attach(options: AttachOptions = {}): NetworkAttachmentArgs {
    return attachmentTo(this.id, options);
  }

  /** What the network is and what is on it, when the program runs: see {@link inspectNetwork}. */
  public inspect(opts: pulumi.InvokeOutputOptions = {}): pulumi.Output<NetworkInspection> {
    return inspectNetwork({ id: this.id }, { parent: this, ...opts });
  }
}

function isSwap(replacement: Replacement | undefined): boolean {
  return replacement === Replacement.Swap;
}

function encryptedOf({ encrypted, sensitive }: OverlayNetworkArgs): pulumi.Input<boolean> {
  return whenResolved([encrypted, sensitive], ([chosen, implied]) => chosen ?? implied ?? false);
}

function labelsOf({ labels, sensitive }: OverlayNetworkArgs): pulumi.Input<LabelArgs[] | undefined> | undefined {
  return mapInput(sensitive ?? false, (yes) =>
    labelList(yes ? mapInput(labels ?? {}, (given) => ({ ...given, [swarmLabel.sensitive.key]: "true" })) : labels),
  );
}

function optionsOf(args: OverlayNetworkArgs): pulumi.Input<Record<string, string> | undefined> {
  const { driverOptions, mtu } = args;
  return whenResolved({ driverOptions, mtu, encrypted: encryptedOf(args) }, networkOptions);
}
