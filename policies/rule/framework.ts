import type { PolicyComplianceFramework } from "@pulumi/policy";

/**
 * A recommendation of the CIS Docker Benchmark, edition 1.6.0.
 *
 * @param reference its number, e.g. `7.3`
 */
export function cisDocker(reference: string, specification: string): PolicyComplianceFramework {
  return { name: "CIS Docker Benchmark", version: "1.6.0", reference, specification };
}

/**
 * How the Engine behaves, where no benchmark speaks about it.
 *
 * @param reference the file in moby/moby or moby/swarmkit that shows it
 * @param version the Engines that it was read in
 */
export function dockerEngine(
  reference: string,
  specification: string,
  version = "20.10 to 29",
): PolicyComplianceFramework {
  return { name: "Docker Engine", version, reference, specification };
}
