import { homedir } from "node:os";
import { join } from "node:path";
import { isPresent } from "../../swarm/draft";
import { connectionTo, type ConnectionSettings } from "../engine/connection";
import { ConnectionError } from "../engine/connectionError";
import type { EngineSettings } from "../engine/engine";
import type { CheckFailure } from "../handler/handler";
import type { Properties, Property } from "../handler/properties";
import { ConfigurationError } from "./configurationError";
import { contextSettings } from "./dockerContext";
import type { Environment } from "./environment";
import { previewSettingsFrom } from "./previewSettings";
import { registriesFrom, type RegistryEntry } from "./registries";

/**
 * The settings from the docker package's provider arguments; docker's environment variables fill in what is missing.
 *
 * Reads certificates and registry credentials. Does not connect.
 *
 * @throws ConfigurationError for a value that cannot be used
 */
export function engineSettings(config: Properties, environment: Environment): EngineSettings {
  return {
    ...connectionSettings(config, environment),
    registries: registriesFrom(registryEntries(config.registryAuth), environment),
  };
}

/** The problems of a configuration. A configuration with unknown values is checked when they are known. */
export function checkConfiguration(config: Properties, environment: Environment): CheckFailure[] {
  if (!isKnownThroughout(config)) return [];
  try {
    previewSettingsFrom(config, environment);
    connectionTo(engineSettings(config, environment));
    return [];
  } catch (error) {
    if (error instanceof ConfigurationError) return [{ property: error.property, reason: error.message }];
    if (error instanceof ConnectionError) return [{ property: error.setting, reason: error.message }];
    throw error;
  }
}

function connectionSettings(config: Properties, environment: Environment): ConnectionSettings {
  const sshOpts = textList("sshOpts", config.sshOpts);
  const host = text("host", config.host);
  const context =
    text("context", config.context) ?? ((host ?? environment.DOCKER_HOST) ? undefined : environment.DOCKER_CONTEXT);
  if (context !== undefined && context !== "" && context !== "default") {
    return { ...contextSettings(context, environment), sshOpts };
  }
  return {
    host: host ?? nonEmpty(environment.DOCKER_HOST),
    certPath: text("certPath", config.certPath) ?? environmentCertPath(environment),
    caMaterial: text("caMaterial", config.caMaterial),
    certMaterial: text("certMaterial", config.certMaterial),
    keyMaterial: text("keyMaterial", config.keyMaterial),
    sshOpts,
  };
}

/** With DOCKER_TLS_VERIFY but without a path, docker uses its own folder. */
function environmentCertPath(environment: Environment): string | undefined {
  const path = nonEmpty(environment.DOCKER_CERT_PATH);
  if (path !== undefined || nonEmpty(environment.DOCKER_TLS_VERIFY) === undefined) return path;
  return nonEmpty(environment.DOCKER_CONFIG) ?? join(homedir(), ".docker");
}

function registryEntries(value: Property): RegistryEntry[] {
  const list = fromJson("registryAuth", value);
  if (list === undefined || list === null) return [];
  if (!Array.isArray(list))
    throw new ConfigurationError("registryAuth", "'registryAuth' must be a list of { address, … }.");
  return list.map((entry, index) => {
    const path = `registryAuth[${index}]`;
    if (typeof entry !== "object" || entry === null || Array.isArray(entry)) {
      throw new ConfigurationError(path, `'${path}' is not an object. Give at least its 'address'.`);
    }
    const address = text(`${path}.address`, entry.address);
    if (address === undefined)
      throw new ConfigurationError(path, `'${path}' has no 'address'. Add the address of its registry.`);
    return {
      path,
      address,
      authDisabled: entry.authDisabled === true || entry.authDisabled === "true",
      username: text(`${path}.username`, entry.username),
      password: text(`${path}.password`, entry.password),
      configFile: text(`${path}.configFile`, entry.configFile),
      configFileContent: text(`${path}.configFileContent`, entry.configFileContent),
    };
  });
}

/** The CLI sends lists and objects of a provider's configuration as JSON text. */
function fromJson(property: string, value: Property): Property {
  if (typeof value !== "string") return value;
  if (value.trim() === "") return undefined;
  try {
    return JSON.parse(value) as Property;
  } catch (cause) {
    throw new ConfigurationError(property, `'${property}' is not JSON.`, { cause });
  }
}

function text(property: string, value: Property): string | undefined {
  if (value === undefined || value === null || value === "") return undefined;
  if (typeof value !== "string") throw new ConfigurationError(property, `'${property}' must be text.`);
  return value;
}

function textList(property: string, value: Property): string[] | undefined {
  const list = fromJson(property, value);
  if (list === undefined || list === null) return undefined;
  if (!Array.isArray(list) || !list.every((element) => typeof element === "string")) {
    throw new ConfigurationError(property, `'${property}' must be a list of text: one word of the ssh command each.`);
  }
  return list;
}

function nonEmpty(value: string | undefined): string | undefined {
  return value === "" ? undefined : value;
}

function isKnownThroughout(value: Property): boolean {
  if (value === undefined || value === null) return true;
  if (!isPresent(value)) return false;
  return typeof value !== "object" || Object.values(value).every(isKnownThroughout);
}
