import type { PolicyConfigSchema } from "@pulumi/policy";
import { blockOf } from "../../swarm/cidr";
import { show } from "../../swarm/typed";

/** Pulumi's type of a JSON schema, which its package does not export by name. */
type JsonSchema = PolicyConfigSchema["properties"][string];

/** A value of a rule that a configuration can set. */
export interface Setting<T> {
  readonly default: T;
  /** The JSON schema for Pulumi and editors. */
  readonly schema: JsonSchema;
  /** The problem of a value, as the end of a sentence: `is not a whole number`. `undefined` if the value is valid. */
  readonly fault: (value: unknown) => string | undefined;
}

/** The settings of a rule, by the key in the configuration. */
export type Settings = Readonly<Record<string, Setting<unknown>>>;

/** The values of settings. */
export type ValuesOf<S extends Settings> = {
  readonly [K in keyof S]: S[K] extends Setting<infer T> ? T : never;
};

/** A list of strings: names to allow, patterns, labels. */
export function texts(description: string, fallback: readonly string[] = []): Setting<readonly string[]> {
  return {
    default: fallback,
    schema: { type: "array", items: { type: "string" }, description, default: [...fallback] },
    fault: (value) =>
      Array.isArray(value) && value.every((entry) => typeof entry === "string")
        ? undefined
        : "is not a list of strings",
  };
}

/** A list of IPv4 blocks. */
export function blocks(description: string, fallback: readonly string[]): Setting<readonly string[]> {
  return {
    default: fallback,
    schema: { type: "array", items: { type: "string" }, description, default: [...fallback] },
    fault: (value) =>
      Array.isArray(value) && value.every((entry) => typeof entry === "string" && blockOf(entry) !== undefined)
        ? undefined
        : 'is not a list of IPv4 blocks such as "10.0.0.0/8"',
  };
}

/** A whole number within bounds. */
export function wholeNumber(
  description: string,
  fallback: number,
  { minimum, maximum }: { readonly minimum: number; readonly maximum: number },
): Setting<number> {
  return {
    default: fallback,
    schema: { type: "integer", minimum, maximum, description, default: fallback },
    fault: (value) =>
      typeof value === "number" && Number.isInteger(value) && value >= minimum && value <= maximum
        ? undefined
        : `is not a whole number from ${minimum} to ${maximum}`,
  };
}

/** True or false. */
export function flag(description: string, fallback: boolean): Setting<boolean> {
  return {
    default: fallback,
    schema: { type: "boolean", description, default: fallback },
    fault: (value) => (typeof value === "boolean" ? undefined : "is neither true nor false"),
  };
}

/** The schema with which the Pulumi CLI checks the settings before it runs a rule. */
export function schemaOf(settings: Settings): PolicyConfigSchema {
  return { properties: Object.fromEntries(Object.entries(settings).map(([key, { schema }]) => [key, schema])) };
}

/** A configuration that a rule cannot use. The message names the rule and the key. */
export class ConfigurationError extends Error {}

/**
 * The values of the settings. A setting that the configuration does not set has its default.
 *
 * @throws ConfigurationError for a key that is not a setting of the rule, and for an invalid value
 */
export function readSettings<S extends Settings>(rule: string, settings: S, given: object): ValuesOf<S> {
  // A rule reads its settings for each resource, from the same object.
  const before = read.get(given);
  if (before?.settings === settings) return before.values as ValuesOf<S>;
  const faults = faultsOf(rule, settings, given);
  if (faults.length > 0) throw new ConfigurationError(faults.join("\n"));
  const entries = given as Readonly<Record<string, unknown>>;
  const values = Object.fromEntries(
    Object.entries(settings).map(([key, setting]) => [key, entries[key] ?? setting.default]),
  ) as ValuesOf<S>;
  read.set(given, { settings, values });
  return values;
}

/** The values of settings by the object of the configuration. */
const read = new WeakMap<object, { readonly settings: Settings; readonly values: object }>();

/** The problems of the settings in a configuration of a rule, one sentence each. */
export function faultsOf(rule: string, settings: Settings, given: object): string[] {
  return Object.entries(given).flatMap(([key, value]) => {
    const setting = Object.hasOwn(settings, key) ? settings[key] : undefined;
    if (setting === undefined) {
      const known = Object.keys(settings);
      const supported = known.length === 0 ? "It has no settings." : `Use one of ${known.join(", ")}.`;
      return [`The configuration of ${rule} has the key "${key}", which is not a setting of this rule. ${supported}`];
    }
    const fault = setting.fault(value);
    return fault === undefined ? [] : [`The configuration of ${rule} has "${key}": ${show(value)}, which ${fault}.`];
  });
}
