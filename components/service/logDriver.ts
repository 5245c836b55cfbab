import type * as pulumi from "@pulumi/pulumi";
import { isCredentialOption } from "../../swarm/credentials";
import { block, map, required, text } from "../arguments/shape";

/** The log driver of the tasks. */
export interface LogDriverArgs {
  /** Name of the driver, e.g. `json-file`. */
  readonly name: pulumi.Input<string>;
  /**
   * Options of the driver. Options with a credential, e.g. `splunk-token`, are secret in the state.
   *
   * @default - none
   */
  readonly options?: pulumi.Input<{ [key: string]: pulumi.Input<string> }>;
}

/** The shape of a log driver. */
export const logDriverShape = block<LogDriverArgs>({ name: required(text), options: map(text, isCredentialOption) });
