import type * as pulumi from "@pulumi/pulumi";

/** Where the output of the tasks goes. */
export interface LogDriverArgs {
  /** Name of the driver, e.g. `json-file`. */
  readonly name: pulumi.Input<string>;
  /**
   * Options of the driver.
   *
   * @default - none
   */
  readonly options?: pulumi.Input<{ [key: string]: pulumi.Input<string> }>;
}
