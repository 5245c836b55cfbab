import type * as pulumi from "@pulumi/pulumi";

/** How a service attaches to an overlay network. */
export interface AttachOptions {
  /**
   * More DNS names of the service on this network.
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
