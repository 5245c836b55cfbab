import type { EnforcementLevel } from "@pulumi/policy";
import { policies } from "../pack";
import { ConfigurationError } from "../rule/settings";
import { declareSwarms } from "../facts/swarmOf";
import type { Configured } from "../sdk/joinPolicies";
import { faultsOfKey, isRecord, keysWithoutLevel, withSensitive } from "./configuration";

/** A rule's level and settings, or what else a key holds, as the CLI passes them to a pack. */
export type PackConfig = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

/**
 * Checks the configuration that the CLI passes to the pack: the file of `--policy-pack-config`, merged with what
 * `SWARM_POLICY_CONFIG` sets and with defaults. The CLI checks only the settings that it knows.
 *
 * Declares the swarms that it lists.
 *
 * @returns the settings of each rule, with the labels and names of the key `sensitive` added
 * @throws ConfigurationError with a line for each invalid key
 */
export function readPackConfig(given: PackConfig): PackConfig {
  const faults = Object.entries(given).flatMap(([key, value]) => {
    const { enforcementLevel, ...settings } = value;
    if (key === "all") return Object.keys(settings).length === 0 ? [] : faultsOfKey(key, settings);
    if (!Object.hasOwn(keysWithoutLevel, key)) return faultsOfKey(key, { enforcementLevel, ...settings });
    if (Object.keys(settings).length === 0 && enforcementLevel === "disabled") return [];
    return key === "extends" ? [extendsFault] : faultsOfKey(key, settings);
  });
  if (faults.length > 0)
    throw new ConfigurationError(faults.map((fault) => `--policy-pack-config: ${fault}`).join("\n"));
  const swarms = Object.entries(given["swarms"] ?? {}).filter(([key]) => key !== "enforcementLevel");
  declareSwarms(Object.fromEntries(swarms) as Readonly<Record<string, readonly string[]>>);
  const isLowered = ({ name, enforcementLevel }: (typeof policies)[number]): boolean =>
    enforcementLevel === "mandatory" && given[name]?.["enforcementLevel"] === "advisory";
  lowered = new Set(policies.filter(isLowered).map(({ name }) => name));
  const rules = policies.filter(({ name }) => isRecord(given[name]));
  const merged = rules.map((policy) => [
    policy.name,
    withSensitive(policy, given[policy.name] ?? {}, given["sensitive"]),
  ]);
  const config = { ...given, ...(Object.fromEntries(merged) as PackConfig) };
  for (const { name, enforcementLevel } of policies) {
    const { enforcementLevel: level = enforcementLevel, ...settings } = config[name] ?? {};
    configured.set(name, { level: level as EnforcementLevel, settings });
  }
  isRemediating = [...configured.values()].some(({ level }) => level === "remediate");
  return config;
}

/** The level and settings of each rule, as the CLI passed the configuration last. */
const configured = new Map<string, Configured>();

/** The level and settings of a rule in the configuration that the CLI passed last; without one, the rule's own. */
export function configuredFor({ name, enforcementLevel }: (typeof policies)[number]): Configured {
  const known = configured.get(name) ?? { level: enforcementLevel, settings: {} };
  configured.set(name, known);
  return known;
}

/** Whether a rule remediates in the configuration that the CLI passed last. By itself, none does. */
export function remediates(): boolean {
  return isRemediating;
}

let isRemediating = false;

/** Whether a rule is off in the configuration that the CLI passed last. */
export function isOff(policy: (typeof policies)[number]): boolean {
  return configuredFor(policy).level === "disabled";
}

/** Mandatory rules that the configuration makes advisory, as the CLI passed it last. */
let lowered: ReadonlySet<string> = new Set();

/**
 * Says which rules remain to fix before the pack can have its own levels, if the configuration has lowered some.
 *
 * @param violated the rules with advisory findings
 */
export function remaining(
  violated: readonly string[],
): { readonly name: string; readonly message: string } | undefined {
  const rules = violated.filter((name) => lowered.has(name)).sort();
  if (rules.length === 0) return undefined;
  const subject = rules.length === 1 ? "1 rule is" : `${rules.length} rules are`;
  return {
    name: "swarm-remaining",
    message:
      `${subject} advisory in this configuration and mandatory in the profile baseline. ` +
      `To fix: ${rules.join(", ")}.`,
  };
}

const extendsFault =
  '"extends" is not supported with this option. Name the profile in the environment variable SWARM_POLICY_CONFIG, ' +
  "and keep the other keys in this file.";
