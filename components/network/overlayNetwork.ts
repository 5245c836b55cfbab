import * as pulumi from "@pulumi/pulumi";
import type { NetworkInspection } from "../../swarm/inspection";
import { overlayOptions } from "../../swarm/options";
import { scopedName } from "../../swarm/stack";
import { swarmLabel } from "../../swarm/swarmLabel";
import { checkedArgs, registeredArgs } from "../arguments/checkedArgs";
import { mapInput, mapMaybe, whenResolved } from "../arguments/inputs";
import type { LabelArgs } from "../arguments/labels";
import { labelList } from "../arguments/labels";
import { scopeOf, withStackLabels } from "../arguments/stackScope";
import type { NetworkAttachmentArgs } from "../service/networkAttachment";
import { attachmentTo } from "../service/networkAttachment";
import type { AttachOptions } from "./attachOptions";
import { ExistingNetwork } from "./existingNetwork";
import { inspectNetwork } from "./inspectNetwork";
import type { NetworkOutputs } from "./networkOutputs";
import { networkOutputs } from "./networkOutputs";
import type { OverlayNetworkArgs } from "./overlayNetworkArgs";
import { overlayNetworkDescription } from "./overlayNetworkDescription";
import { Replacement } from "./replacement";
import { fixedNetwork, hashedNetwork } from "./swarmNetwork";

/**
 * A network that spans the nodes of a swarm.
 *
 * @example
 * import { OverlayNetwork, SwarmService } from "pulumi-swarm-networking";
 *
 * const backend = new OverlayNetwork("backend", { subnets: [{ subnet: "10.201.0.0/24" }] });
 * const payments = new OverlayNetwork("payments", { sensitive: true });
 *
 * new SwarmService("api", {
 *   image: "registry.example.com/shop/api:1.4.2",
 *   networks: [backend.attach({ aliases: ["orders"] }), payments.attach()],
 * });
 */
export class OverlayNetwork extends pulumi.ComponentResource implements NetworkOutputs {
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
  /** The largest packet, in bytes, that a task can send without fragmentation. */
  declare public readonly effectiveMtu: pulumi.Output<number>;
  /** Whether traffic between nodes is encrypted. */
  declare public readonly encrypted: pulumi.Output<boolean>;

  public constructor(name: string, args: OverlayNetworkArgs = {}, opts?: pulumi.ComponentResourceOptions) {
    const scope = scopeOf(args.stack);
    const description = overlayNetworkDescription(name, scope);
    super("swarm:index:OverlayNetwork", name, registeredArgs(args, description), opts);
    const checked = checkedArgs(this, `OverlayNetwork "${name}"`, args, description);
    const labelled =
      scope === undefined ? checked : { ...checked, labels: withStackLabels(checked.labels, scope.name) };
    const spec = {
      driver: "overlay",
      attachable: attachableOf(checked),
      internal: mapMaybe(checked.internal, (yes = false) => yes),
      ipamDriver: checked.ipamDriver,
      ipamOptions: checked.ipamOptions,
      ipamConfigs: checked.subnets,
      labels: labelsOf(labelled),
      options: optionsOf(checked),
    };
    const swap = mapMaybe(checked.replacement, (replacement) => replacement === Replacement.Swap);
    const network =
      checked.name === undefined
        ? hashedNetwork(this, name, spec, swap, scope === undefined ? name : scopedName(scope.name, name))
        : fixedNetwork(this, name, spec, swap, checked.name);

    const outputs = networkOutputs(network, checked.mtu, encryptedOf(checked));
    Object.assign(this, outputs);
    this.registerOutputs(outputs);
  }

  /**
   * A network of the swarm that this program does not create. It is looked up when the program runs, once, and the
   * program fails if there is none. The stack of a service does not change its name.
   *
   * @example
   * import { OverlayNetwork, SwarmService } from "pulumi-swarm-networking";
   *
   * const proxy = OverlayNetwork.existing("proxy");
   *
   * new SwarmService("api", {
   *   image: "registry.example.com/shop/api:1.4.2",
   *   networks: [proxy.attach({ aliases: ["orders"] })],
   * });
   *
   * @param name in the swarm, or id
   */
  public static existing(name: string, opts?: pulumi.InvokeOutputOptions): ExistingNetwork {
    return new ExistingNetwork(name, opts);
  }

  /** An entry for the `networks` of a service, which attaches the service to this network. */
  public attach(options: AttachOptions = {}): NetworkAttachmentArgs {
    return attachmentTo(this.id, options);
  }

  /** Reads the network and everything on it while the program runs: see {@link inspectNetwork}. */
  public inspect(opts: pulumi.InvokeOutputOptions = {}): pulumi.Output<NetworkInspection> {
    return inspectNetwork({ id: this.id }, { parent: this, ...opts });
  }
}

/** Waits for the permission as well: one for another network must stop the deployment. */
function attachableOf({ attachable, allowAttachable }: OverlayNetworkArgs): pulumi.Input<boolean> {
  return whenResolved([attachable, allowAttachable] as const, ([yes]) => yes ?? false);
}

function encryptedOf({ encrypted, sensitive }: OverlayNetworkArgs): pulumi.Input<boolean> {
  return whenResolved([encrypted, sensitive], ([chosen, implied]) => chosen ?? implied ?? false);
}

function labelsOf({ labels, sensitive }: OverlayNetworkArgs): pulumi.Input<LabelArgs[] | undefined> | undefined {
  return mapInput(sensitive ?? false, (yes) =>
    labelList(yes ? mapInput(labels ?? {}, (own) => ({ ...own, [swarmLabel.sensitive.key]: "true" })) : labels),
  );
}

function optionsOf(args: OverlayNetworkArgs): pulumi.Input<Record<string, string> | undefined> {
  const { driverOptions, mtu } = args;
  return whenResolved({ driverOptions, mtu, encrypted: encryptedOf(args) }, overlayOptions);
}
