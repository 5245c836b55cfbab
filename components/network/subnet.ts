import type * as pulumi from "@pulumi/pulumi";
import type { Subnet } from "../../swarm/subnet";
import { block, required, text } from "../arguments/shape";

/** A block of addresses of a network. */
export interface SubnetArgs {
  /** IPv4 in CIDR form without host bits, /29 or larger, e.g. `10.0.9.0/24`. */
  readonly subnet: pulumi.Input<string>;
  /**
   * An address inside the subnet that Swarm does not give to tasks.
   *
   * @default - the first free address, chosen by Swarm
   */
  readonly gateway?: pulumi.Input<string>;
  /**
   * The part of the subnet, in CIDR form, that services and tasks get addresses from.
   *
   * @default - the whole subnet
   */
  readonly ipRange?: pulumi.Input<string>;
}

/** The shape of a block of addresses. */
export const subnetShape = block<SubnetArgs>({ subnet: required(text), gateway: text, ipRange: text });

/** The subnets of a network that has at most one. */
export function subnetList({ subnet, gateway }: Partial<Subnet>): SubnetArgs[] | undefined {
  if (subnet === undefined) return undefined;
  return [gateway === undefined ? { subnet } : { subnet, gateway }];
}
