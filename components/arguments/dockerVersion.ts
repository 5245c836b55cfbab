import { getVersion } from "@pulumi/docker/utilities";

/**
 * Adds the docker package's version to the options of a resource or function, as that package does for its own. Without
 * it, Pulumi would start a second default provider.
 */
export function dockerVersion<T extends { version?: string }>(opts: T | undefined): T {
  return { version: getVersion(), ...opts } as T;
}
