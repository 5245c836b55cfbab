import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import type { EnforcementLevel, PolicyPackConfig } from "@pulumi/policy";
import { show } from "../../swarm/typed";
import { nearest } from "../../swarm/nearest";
import { policies } from "../pack";
import { isProfile, levelsOf, profiles } from "./profiles";
import { sensitivity } from "../facts/sensitivity";
import type { ResourcePolicy } from "../rule/policy";
import { ConfigurationError, faultsOf } from "../rule/settings";

/**
 * Keys of a configuration file that are not rules. The CLI refuses a key without a level before the pack sees it, so
 * the pack gives each of them a level that means nothing.
 */
export const keysWithoutLevel = {
  extends: { enforcementLevel: "disabled" },
  sensitive: { enforcementLevel: "disabled" },
  swarms: { enforcementLevel: "disabled" },
} as const;

/** The levels that a configuration can set for a rule. */
export const levels: readonly EnforcementLevel[] = ["advisory", "mandatory", "remediate", "disabled"];

/**
 * Reads the configuration that SWARM_POLICY_CONFIG names: a profile, or the path of a JSON file. The path is relative
 * to SWARM_POLICY_BASE, which the executable form of the pack sets to the program's folder, or else to the current
 * folder. A file that the CLI gets with --policy-pack-config overrides it.
 *
 * @returns no settings if the variable is unset or empty
 * @throws ConfigurationError that names the file and the key
 */
export function environmentConfiguration(environment: NodeJS.ProcessEnv = process.env): PolicyPackConfig {
  const source = environment["SWARM_POLICY_CONFIG"] ?? "";
  if (source === "") return {};
  if (isProfile(source)) return levelsOf(source);
  const path = resolve(environment["SWARM_POLICY_BASE"] ?? process.cwd(), source);
  return readConfiguration(readJson(path), path);
}

/**
 * Converts a configuration to the form that Pulumi reads. Apart from rules, the keys are `extends` (a profile),
 * `sensitive` (`labels` and `names` for all rules about sensitive networks), `all` (the level of all rules that are on
 * and do not set one themselves) and `$schema`. A rule whose level is not set keeps its own.
 *
 * @param source the name of the configuration in messages, such as its path
 * @throws ConfigurationError with a line for each invalid key
 */
export function readConfiguration(given: unknown, source: string): PolicyPackConfig {
  if (!isRecord(given))
    throw new ConfigurationError(`${source} ${show(given)} is not an object. Use { "rule": "level" }.`);
  const faults = Object.entries(given).flatMap(([key, value]) => faultsOfKey(key, value));
  if (faults.length > 0) throw new ConfigurationError(faults.map((fault) => `${source}: ${fault}`).join("\n"));
  const { extends: profile, sensitive, swarms, all } = given;
  const base = typeof profile === "string" && isProfile(profile) ? levelsOf(profile) : undefined;
  const config: PolicyPackConfig = isRecord(swarms) ? { swarms: { ...keysWithoutLevel.swarms, ...swarms } } : {};
  for (const policy of policies) {
    const { name, enforcementLevel } = policy;
    const own = given[name];
    const settings = withSensitive(policy, isRecord(own) ? own : {}, sensitive);
    const ofProfile = base?.[name];
    // "all" never switches on a rule that is off: the user would get rules that no profile but strict has.
    const isOff = (ofProfile ?? enforcementLevel) === "disabled";
    const ofAll = isOff ? ofProfile : (all ?? ofProfile);
    const level = (typeof own === "string" ? own : ofAll) as EnforcementLevel | undefined;
    if (level === undefined && Object.keys(settings).length === 0) continue;
    // Pulumi's SDK reads settings without a level as "advisory", whatever the level of the rule is.
    config[name] = { enforcementLevel: level ?? enforcementLevel, ...settings };
  }
  return config;
}

/**
 * The settings of a rule, with the labels and names that mark sensitive networks for all rules in addition to the
 * rule's own: a configuration can add sensitive networks and take none away.
 *
 * @param sensitive the value of the key `sensitive`
 */
export function withSensitive(
  { settings }: Pick<ResourcePolicy, "settings">,
  own: Readonly<Record<string, unknown>>,
  sensitive: unknown,
): Record<string, unknown> {
  if (!isRecord(sensitive)) return own;
  const added = Object.entries({ sensitiveLabels: sensitive["labels"], sensitiveNames: sensitive["names"] });
  const relevant = added.filter(([key, list]) => key in settings && list !== undefined);
  const joined = relevant.map(([key, list]) => [key, [...new Set([...listOf(list), ...listOf(own[key])])]]);
  return { ...own, ...(Object.fromEntries(joined) as Record<string, unknown>) };
}

/**
 * The problems of one key of a configuration, one sentence each.
 *
 * @param value a level, or an object with `enforcementLevel` and the settings of the rule
 */
export function faultsOfKey(key: string, value: unknown): string[] {
  switch (key) {
    case "$schema":
      return [];
    case "all":
      return faultsOfLevel(key, value);
    case "extends":
      if (typeof value === "string" && isProfile(value)) return [];
      return [`"extends": ${show(value)} is not a profile. Use one of ${Object.keys(profiles).join(", ")}.`];
    case "sensitive":
      return faultsOfSensitive(value);
    case "swarms":
      return faultsOfSwarms(value);
  }
  const policy = policies.find(({ name }) => name === key);
  if (policy === undefined) {
    const near = nearest(
      key,
      policies.map(({ name }) => name),
    );
    return [
      `"${key}" is not a rule of this pack. ` +
        (near === undefined ? "See docs/policies.md." : `Did you mean "${near}"?`),
    ];
  }
  if (!isRecord(value)) return faultsOfLevel(key, value);
  const { enforcementLevel, ...settings } = value;
  const level = enforcementLevel === undefined ? [] : faultsOfLevel(`${key}.enforcementLevel`, enforcementLevel);
  return [...level, ...faultsOf(key, policy.settings, settings)];
}

function faultsOfLevel(key: string, value: unknown): string[] {
  if (levels.some((level) => level === value)) return [];
  return [`"${key}": ${show(value)} is not a level. Use one of ${levels.join(", ")}.`];
}

function faultsOfSensitive(value: unknown): string[] {
  if (!isRecord(value))
    return [`"sensitive": ${show(value)} is not an object. Use { "labels": [ … ], "names": [ … ] }.`];
  return Object.entries(value).flatMap(([key, entry]) => {
    if (key !== "labels" && key !== "names") return [`"sensitive.${key}" is not supported. Use "labels" and "names".`];
    const fault = sensitivity.sensitiveNames.fault(entry);
    return fault === undefined ? [] : [`"sensitive.${key}": ${show(entry)} ${fault}.`];
  });
}

function faultsOfSwarms(value: unknown): string[] {
  if (!isRecord(value))
    return [`"swarms": ${show(value)} is not an object. Use { "production": [ "ssh://manager1", "ssh://manager2" ] }.`];
  const seen = new Map<string, string>();
  return Object.entries(value).flatMap(([name, managers]) => {
    const isList = Array.isArray(managers) && managers.every((one) => typeof one === "string" && one.trim() !== "");
    if (!isList) return [`"swarms.${name}": ${show(managers)} is not a list of hosts or Docker contexts.`];
    return (managers as readonly string[]).flatMap((manager) => {
      const other = seen.get(manager);
      seen.set(manager, name);
      return other === undefined || other === name
        ? []
        : [`"swarms.${name}": ${show(manager)} belongs to "swarms.${other}" as well. List it once.`];
    });
  });
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? (value as readonly unknown[]) : [];
}

function readJson(path: string): unknown {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (cause) {
    const known = Object.keys(profiles).join(", ");
    const reason = `SWARM_POLICY_CONFIG is neither a profile (${known}) nor the path of a readable file (${path}).`;
    throw new ConfigurationError(reason, { cause });
  }
  try {
    return JSON.parse(text);
  } catch (cause) {
    const words = cause instanceof Error ? cause.message : String(cause);
    throw new ConfigurationError(`${path} is not valid JSON: ${words}.`, { cause });
  }
}

/** Whether a value is an object, and not a list. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
