import * as pulumi from "@pulumi/pulumi";
import { dockerVersion } from "./dockerVersion";

/** The answer of this project's provider. */
export interface PackageVersion {
  /** Version of the docker package whose resources the provider serves. */
  readonly version: string;
}

/** Asks the docker provider for a function that only this project's provider has. Fails on the official plugin. */
export function packageVersion(opts: pulumi.InvokeOptions): Promise<PackageVersion> {
  return pulumi.runtime.invoke("docker:swarm/packageVersion:packageVersion", {}, dockerVersion(opts));
}
