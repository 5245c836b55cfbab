import type { Properties } from "../handler/properties";
import { ConfigurationError } from "./configurationError";
import type { Environment } from "./environment";

/** How a preview that compares the program with the swarm reports its results. */
export interface PreviewSettings {
  /** If the swarm does not answer. */
  readonly unreachable: "warn" | "error";
  /** If the update would fail, because it conflicts with the swarm. */
  readonly conflicts: "error" | "warn";
}

/** The settings by the name of the provider argument, each with its environment variable. */
export const previewSettings = {
  previewUnreachable: { variable: "DOCKER_PREVIEW_UNREACHABLE", default: "warn" },
  previewConflicts: { variable: "DOCKER_PREVIEW_CONFLICTS", default: "error" },
} as const;

/** @throws ConfigurationError for a value that is neither "warn" nor "error" */
export function previewSettingsFrom(config: Properties, environment: Environment): PreviewSettings {
  return {
    unreachable: levelOf("previewUnreachable", config, environment),
    conflicts: levelOf("previewConflicts", config, environment),
  };
}

function levelOf(name: keyof typeof previewSettings, config: Properties, environment: Environment): "warn" | "error" {
  const { variable, default: fallback } = previewSettings[name];
  const isGiven = config[name] !== undefined && config[name] !== null && config[name] !== "";
  const level = isGiven ? config[name] : environment[variable];
  if (level === undefined || level === "") return fallback;
  if (level === "warn" || level === "error") return level;
  const source = isGiven ? `'${name}'` : `The environment variable ${variable}`;
  throw new ConfigurationError(name, `${source} ${JSON.stringify(level)} is not "warn" or "error". Use one of them.`);
}
