import type * as pulumi from "@pulumi/pulumi";
import type { StackScopeArgs } from "../arguments/stackScope";
import type { Replacement } from "./replacement";
import type { SubnetArgs } from "./subnet";

/** The arguments of an {@link OverlayNetwork}. Docker cannot change a network in place: every change replaces it. */
export interface OverlayNetworkArgs {
  /**
   * The stack that the network is part of. A SwarmStack can stand for it. Without `name`, the name begins with that of
   * the stack and an underscore.
   *
   * @default - none
   */
  readonly stack?: pulumi.Input<StackScopeArgs>;
  /**
   * Name in the swarm. Networks with one fixed name cannot exist side by side, so a change goes by way of a temporary
   * network and restarts tasks four times.
   *
   * @default - the logical name, a hyphen and 8 hexadecimal digits, the hash of the network's spec; when the network
   * replaces another one, the provider can put a number in front of the digits
   */
  readonly name?: pulumi.Input<string>;
  /**
   * The addresses of the network: one block, or several that do not overlap.
   *
   * @default - one block from the swarm's default address pool
   */
  readonly subnets?: pulumi.Input<pulumi.Input<SubnetArgs>[]>;
  /**
   * Whether containers that are not part of a service can join (`docker run --network`).
   *
   * @default false
   */
  readonly attachable?: pulumi.Input<boolean>;
  /**
   * Whether the network has no connection to the outside: tasks that are only on internal networks cannot reach
   * anything else.
   *
   * @default false
   */
  readonly internal?: pulumi.Input<boolean>;
  /**
   * Whether traffic between nodes is encrypted (IPsec, AES-GCM). Requires IP protocol 50 to be open between the nodes.
   *
   * @default - the value of `sensitive`
   */
  readonly encrypted?: pulumi.Input<boolean>;
  /**
   * Whether the network carries traffic that must not be read or changed on the way. A sensitive network has the label
   * `swarm.network.sensitive`, is encrypted, and is not attachable; the policy pack checks all three.
   *
   * @default false
   */
  readonly sensitive?: pulumi.Input<boolean>;
  /**
   * Permission for a sensitive network to be attachable: the logical name of this component, so that a copy of the
   * component under another name does not inherit the permission.
   *
   * @default - a sensitive network cannot be attachable
   */
  readonly allowAttachable?: pulumi.Input<string>;
  /**
   * MTU, in bytes, of the network between the nodes. The MTU of the overlay is smaller: see the output `effectiveMtu`.
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
   * Other options of the overlay driver. Options that `encrypted` and `mtu` set are refused here.
   *
   * @default - none
   */
  readonly driverOptions?: pulumi.Input<{ [key: string]: pulumi.Input<string> }>;
  /**
   * The driver that allocates addresses.
   *
   * @default "default"
   */
  readonly ipamDriver?: pulumi.Input<string>;
  /**
   * Options of the driver that allocates addresses.
   *
   * @default - none
   */
  readonly ipamOptions?: pulumi.Input<{ [key: string]: pulumi.Input<string> }>;
  /**
   * How a change of any other argument reaches the services on the network. A change of this argument alone replaces
   * the network as well.
   *
   * @default Replacement.MakeBeforeBreak
   */
  readonly replacement?: pulumi.Input<Replacement>;
}
