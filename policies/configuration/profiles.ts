import type { EnforcementLevel } from "@pulumi/policy";
import { policies } from "../pack";
import { cisDockerName } from "../rule/framework";
import type { ResourcePolicy, StackPolicy } from "../rule/policy";

/** The ready-made configurations of the pack, by name, with their purpose. */
export const profiles = {
  baseline:
    "each rule has its own level: exposed traffic, and inputs that Docker refuses or ignores, stop a deployment",
  strict: "like baseline, but every rule of the CIS Docker Benchmark and every rule with the tag strict is mandatory",
  payments: "like baseline, but every rule about sensitive networks is mandatory",
  migration:
    "like baseline, but rules that a stack from a compose file cannot satisfy on its first day are advisory; a " +
    "preview lists what remains to fix",
} as const;

/**
 * Rules whose fix needs more than a change of the program: an image that reads files, a volume that all nodes reach, a
 * proxy in front of the Docker socket. The profile `migration` makes them advisory.
 */
export const fixedLater: readonly string[] = [
  "swarm-service-disallow-added-capabilities",
  "swarm-service-disallow-docker-socket",
  "swarm-service-disallow-host-mounts",
  "swarm-service-disallow-host-network",
  "swarm-service-disallow-published-data-store",
  "swarm-service-require-network-by-id",
  "swarm-service-require-secrets-as-secrets",
];

/** The name of a ready-made configuration. */
export type Profile = keyof typeof profiles;

/** Tells whether a profile with this name exists. */
export function isProfile(name: string): name is Profile {
  return Object.hasOwn(profiles, name);
}

/** The level of each rule in a profile, by name of the rule. */
export function levelsOf(profile: Profile): Record<string, EnforcementLevel> {
  return Object.fromEntries(policies.map((policy) => [policy.name, levelIn(profile, policy)]));
}

function levelIn(profile: Profile, policy: ResourcePolicy | StackPolicy): EnforcementLevel {
  const { name, enforcementLevel, framework, tags } = policy;
  switch (profile) {
    case "baseline":
      return enforcementLevel;
    case "strict":
      return framework.name === cisDockerName || tags.includes("strict") ? "mandatory" : enforcementLevel;
    case "payments":
      return tags.includes("sensitive") ? "mandatory" : enforcementLevel;
    case "migration":
      return fixedLater.includes(name) ? "advisory" : enforcementLevel;
  }
}
