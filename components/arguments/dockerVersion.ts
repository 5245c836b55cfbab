import { getVersion } from "@pulumi/docker/utilities";

/**
 * Options that name the docker package's version, as its own resources and functions do. Without it, Pulumi would start a second default
 * provider beside theirs.
 */
export function dockerVersion<T extends { version?: string }>(opts: T | undefined): T {
  return { version: getVersion(), ...opts } as T;
}
