import { readFileSync } from "node:fs";
import { types } from "node:util";
import type { EnforcementLevel, PolicyPackConfig } from "@pulumi/policy";
import { levels, readConfiguration } from "../policies/configuration/configuration";
import { cisDockerName } from "../policies/rule/framework";
import { isProfile, profiles, type Profile } from "../policies/configuration/profiles";
import { ConfigurationError } from "../policies/rule/settings";
import { show } from "../swarm/typed";
import { checks } from "./checks";
import type { Level, Rule } from "./finding";

/** The levels and settings of an audit. */
export interface AuditConfiguration {
  /** For the rules of the policy pack, in the form that Pulumi reads. */
  readonly pack: PolicyPackConfig;
  /** The levels of the checks of a live swarm, by name. */
  readonly checks: ReadonlyMap<string, EnforcementLevel>;
}

/** Each rule has its own level. */
export const defaults: AuditConfiguration = { pack: {}, checks: new Map() };

/**
 * Reads a configuration of the policy pack. For an audit, it can also name the checks of a live swarm.
 *
 * @param path the path of a JSON file, or the name of a profile such as `strict`
 * @throws ConfigurationError that names the file and the key
 */
export function readAuditConfiguration(path: string): AuditConfiguration {
  const given = isProfile(path) ? { extends: path } : readJson(path);
  if (typeof given !== "object" || given === null || Array.isArray(given)) {
    return { pack: readConfiguration(given, path), checks: new Map() };
  }
  const entries = Object.entries(given);
  const isCheck = (name: string): boolean => checks.some((check) => check.name === name);
  const pack = readConfiguration(Object.fromEntries(entries.filter(([key]) => !isCheck(key))), path);
  const base = new Map(checks.flatMap((check) => baseLevel(check, given).map((level) => [check.name, level] as const)));
  const own = entries.filter(([key]) => isCheck(key)).map(([key, value]) => [key, levelOf(path, key, value)] as const);
  return { pack, checks: new Map([...base, ...own]) };
}

/** The level, if any, that a configuration sets for a check that it does not name. */
function baseLevel(
  { framework }: Rule,
  { all, extends: profile }: { all?: unknown; extends?: unknown },
): EnforcementLevel[] {
  if (all !== undefined) return [all as EnforcementLevel];
  return profile === ("strict" satisfies Profile) && framework.name === cisDockerName ? ["mandatory"] : [];
}

/**
 * The level of a rule's violations; `undefined` when it is switched off. A rule that would remediate counts with its
 * own level.
 */
export function effectiveLevel({ enforcementLevel }: Rule, given: EnforcementLevel | undefined): Level | undefined {
  const level = given === undefined || given === "remediate" ? enforcementLevel : given;
  if (level === "disabled") return undefined;
  return level === "advisory" ? "advisory" : "mandatory";
}

function levelOf(path: string, key: string, value: unknown): EnforcementLevel {
  const given =
    typeof value === "object" && value !== null && "enforcementLevel" in value ? value.enforcementLevel : value;
  const level = levels.find((one) => one === given);
  if (level !== undefined) return level;
  throw new ConfigurationError(`${path}: "${key}": ${show(value)} is not a level. Use one of ${levels.join(", ")}.`);
}

function readJson(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, "utf8"));
  } catch (cause) {
    const words = types.isNativeError(cause) ? cause.message : String(cause);
    const names = Object.keys(profiles).join(", ");
    throw new ConfigurationError(
      `--config "${path}" is neither a profile (${names}) nor a readable JSON file: ${words}.`,
      {
        cause,
      },
    );
  }
}
