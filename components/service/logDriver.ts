import type * as pulumi from "@pulumi/pulumi";

/** The log driver of the tasks. */
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
