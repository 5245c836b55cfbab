import { readFileSync } from "node:fs";
import type { EnforcementLevel, PolicyPackConfig } from "@pulumi/policy";
import { levels, readConfiguration } from "../policies/configuration";
import { ConfigurationError } from "../policies/settings";
import { show } from "../swarm/typed";
import { checks } from "./checks";
import type { Level, Rule } from "./finding";

/** The levels and settings that an audit goes by. */
export interface AuditConfiguration {
  /** For the rules of the pack, as Pulumi takes it. */
  readonly pack: PolicyPackConfig;
  /** For the checks of a live swarm, by name. */
  readonly checks: ReadonlyMap<string, EnforcementLevel>;
}

/** Every rule at its own level. */
export const defaults: AuditConfiguration = { pack: {}, checks: new Map() };

/**
 * Reads a configuration file of the pack, which for an audit may name the checks of a live swarm as well.
 *
 * @throws ConfigurationError that names file and key
 */
export function readAuditConfiguration(path: string): AuditConfiguration {
  const given = readJson(path);
  if (typeof given !== "object" || given === null || Array.isArray(given)) {
    return { pack: readConfiguration(given, path), checks: new Map() };
  }
  const entries = Object.entries(given);
  const isCheck = (name: string): boolean => checks.some((check) => check.name === name);
  const pack = readConfiguration(Object.fromEntries(entries.filter(([key]) => !isCheck(key))), path);
  const all = entries.filter(([key]) => key === "all").map(([, level]) => level as EnforcementLevel);
  const base = new Map(checks.flatMap(({ name }) => all.map((level) => [name, level] as const)));
  const own = entries.filter(([key]) => isCheck(key)).map(([key, value]) => [key, levelOf(path, key, value)] as const);
  return { pack, checks: new Map([...base, ...own]) };
}

/** The level of a rule's violations; `undefined` when it is switched off. A rule that would mend counts with its own level. */
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
  throw new ConfigurationError(`${path}: "${key}": ${show(value)} is no level. Use one of ${levels.join(", ")}.`);
}

function readJson(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, "utf8"));
  } catch (cause) {
    const words = cause instanceof Error ? cause.message : String(cause);
    throw new ConfigurationError(`--config ${path} cannot be read as JSON: ${words}.`, { cause });
  }
}
