import type { PolicyComplianceFramework } from "@pulumi/policy";

/**
 * A recommendation of the CIS Docker Benchmark, edition 1.6.0.
 *
 * @param reference the number of the recommendation, such as `7.3`
 */
export function cisDocker(reference: string, specification: string): PolicyComplianceFramework {
  return { name: "CIS Docker Benchmark", version: "1.6.0", reference, specification };
}

/**
 * A behavior of the Engine that no benchmark covers.
 *
 * @param reference the file in moby/moby or moby/swarmkit that shows it
 * @param version the Engine versions whose source was checked
 */
export function dockerEngine(
  reference: string,
  specification: string,
  version = "20.10 to 29",
): PolicyComplianceFramework {
  return { name: "Docker Engine", version, reference, specification };
}
