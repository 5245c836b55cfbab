import type { PolicyComplianceFramework } from "@pulumi/policy";

/** The name of the CIS Docker Benchmark in the field `framework` of a rule. */
export const cisDockerName = "CIS Docker Benchmark";

/** The recommendations of edition 1.6.0 that rules refer to, as docker/docker-bench-security numbers and names them. */
const recommendations = {
  "4.1": "Ensure that a user for the container has been created",
  "5.4": "Ensure that Linux kernel capabilities are restricted within containers",
  "5.6": "Ensure sensitive host system directories are not mounted on containers",
  "5.8": "Ensure privileged ports are not mapped within containers",
  "5.9": "Ensure that only needed ports are open on the container",
  "5.10": "Ensure that the host's network namespace is not shared",
  "5.11": "Ensure that the memory usage for containers is limited",
  "5.13": "Ensure that the container's root filesystem is mounted as read only",
  "5.27": "Ensure that container health is checked at runtime",
  "5.32": "Ensure that the Docker socket is not mounted inside any containers",
  "7.1": "Ensure that the minimum number of manager nodes have been created in a swarm",
  "7.2": "Ensure that swarm services are bound to a specific host interface",
  "7.3": "Ensure that all Docker swarm overlay networks are encrypted",
  "7.4": "Ensure that Docker's secret management commands are used for managing secrets in a swarm cluster",
  "7.5": "Ensure that swarm manager is run in auto-lock mode",
  "7.7": "Ensure that node certificates are rotated as appropriate",
  "7.9": "Ensure that management plane traffic is separated from data plane traffic",
} as const;

type Recommendation = keyof typeof recommendations;

/**
 * A recommendation of the CIS Docker Benchmark, edition 1.6.0.
 *
 * @param reference the number of the recommendation, such as `7.3`
 */
export function cisDocker(reference: Recommendation): PolicyComplianceFramework {
  return { name: cisDockerName, version: "1.6.0", reference, specification: recommendations[reference] };
}

/** A recommendation as a source of a rule's page: `CIS Docker Benchmark 1.6.0, 7.3, "Ensure that …"`. */
export function cisDockerSource(reference: Recommendation): string {
  return `${cisDockerName} 1.6.0, ${reference}, "${recommendations[reference]}"`;
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
