import type { EnforcementLevel } from "@pulumi/policy";
import { policies } from "../pack";
import type { ResourcePolicy, StackPolicy } from "../rule/policy";

/** Ready-made configurations of the pack, by name, each with what it is for. */
export const profiles = {
  baseline: "each rule at its own level: what exposes traffic, or what Docker refuses or ignores, stops a deployment",
  strict: "as baseline, and every rule of the CIS Docker Benchmark is mandatory",
  payments: "as baseline, and every rule about what touches a sensitive network is mandatory",
} as const;

/** The name of a ready-made configuration. */
export type Profile = keyof typeof profiles;

/** Whether there is a profile with this name. */
export function isProfile(name: string): name is Profile {
  return Object.hasOwn(profiles, name);
}

/** The level of each rule in a profile. */
export function levelsOf(profile: Profile): Record<string, EnforcementLevel> {
  return Object.fromEntries(
    policies.map((policy) => [policy.name, isRaised(profile, policy) ? "mandatory" : policy.enforcementLevel]),
  );
}

function isRaised(profile: Profile, { framework, tags }: ResourcePolicy | StackPolicy): boolean {
  switch (profile) {
    case "baseline":
      return false;
    case "strict":
      return framework.name === "CIS Docker Benchmark";
    case "payments":
      return tags.includes("sensitive");
  }
}
