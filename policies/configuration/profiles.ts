import type { EnforcementLevel } from "@pulumi/policy";
import { policies } from "../pack";
import type { ResourcePolicy, StackPolicy } from "../rule/policy";

/** The ready-made configurations of the pack, by name, with their purpose. */
export const profiles = {
  baseline:
    "each rule has its own level: exposed traffic, and inputs that Docker refuses or ignores, stop a deployment",
  strict: "like baseline, but every rule of the CIS Docker Benchmark and every rule with the tag strict is mandatory",
  payments: "like baseline, but every rule about sensitive networks is mandatory",
} as const;

/** The name of a ready-made configuration. */
export type Profile = keyof typeof profiles;

/** Tells whether a profile with this name exists. */
export function isProfile(name: string): name is Profile {
  return Object.hasOwn(profiles, name);
}

/** The level of each rule in a profile, by name of the rule. */
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
      return framework.name === "CIS Docker Benchmark" || tags.includes("strict");
    case "payments":
      return tags.includes("sensitive");
  }
}
