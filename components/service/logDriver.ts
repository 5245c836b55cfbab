import type * as docker from "@pulumi/docker";
import type * as pulumi from "@pulumi/pulumi";
import { isCredentialOption } from "../../swarm/credentials";
import { block, map, text } from "../arguments/shape";

/** The log driver of the tasks. */
export interface LogDriverArgs {
  /**
   * Name of the driver, e.g. `json-file`.
   *
   * @default - the driver that each Engine is configured with; `options` must be options of it
   */
  readonly name?: pulumi.Input<string>;
  /**
   * Options of the driver. Options with a credential, e.g. `splunk-token`, are secret in the state.
   *
   * @default - none
   */
  readonly options?: pulumi.Input<{ [key: string]: pulumi.Input<string> }>;
}

/** The shape of a log driver. */
export const logDriverShape = block<LogDriverArgs>({ name: text, options: map(text, isCredentialOption) });

/** A log driver in the form of the docker package, which requires a name. */
export function logDriverOf({ name = "", options }: LogDriverArgs): docker.types.input.ServiceTaskSpecLogDriver {
  return { name, options };
}
