import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, statSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { dockerHub } from "../../swarm/imageReference";
import { canonicalRegistry } from "../engine/registry";
import type { RegistryAuth } from "../engine/types";
import { ConfigurationError } from "./configurationError";
import type { Environment } from "./environment";

/** One entry of the provider's `registryAuth`. */
export interface RegistryEntry {
  /** The property path of the entry, for messages. */
  readonly path: string;
  readonly address: string;
  readonly authDisabled: boolean;
  readonly username?: string;
  readonly password?: string;
  readonly configFile?: string;
  readonly configFileContent?: string;
}

/** The parts of docker's own config.json that concern registries. */
interface DockerConfig {
  readonly auths?: Readonly<
    Record<string, { auth?: string; username?: string; password?: string; identitytoken?: string }>
  >;
  readonly credsStore?: string;
  readonly credHelpers?: Readonly<Record<string, string>>;
}

/**
 * The credentials of each configured registry: `configFile` first, then `configFileContent`, then user name and
 * password, then docker's own config.json.
 *
 * @throws ConfigurationError when there are no credentials for an entry
 */
export function registriesFrom(entries: readonly RegistryEntry[], environment: Environment): Map<string, RegistryAuth> {
  const registries = new Map<string, RegistryAuth>();
  for (const entry of entries) {
    if (!entry.authDisabled) registries.set(canonicalRegistry(entry.address), credentials(entry, environment));
  }
  return registries;
}

function credentials(entry: RegistryEntry, environment: Environment): RegistryAuth {
  const { path, address } = entry;
  if (entry.configFile !== undefined)
    return fromConfig(read(`${path}.configFile`, entry.configFile), entry, entry.configFile);
  if (entry.configFileContent !== undefined) {
    return fromConfig(parse(`${path}.configFileContent`, entry.configFileContent), entry, "configFileContent");
  }
  const username = entry.username ?? environment.DOCKER_REGISTRY_USER;
  const password = entry.password ?? environment.DOCKER_REGISTRY_PASS;
  if (username !== undefined && password !== undefined) return { username, password, serveraddress: address };
  const file = defaultConfigFile(environment);
  if (!existsSync(file)) {
    throw new ConfigurationError(
      path,
      `'${path}' gives no user name and password for "${address}", and ${file} does not exist.`,
    );
  }
  return fromConfig(read(path, file), entry, file);
}

function fromConfig(config: DockerConfig, { path, address }: RegistryEntry, source: string): RegistryAuth {
  const registry = canonicalRegistry(address);
  const named = <T>(record: Readonly<Record<string, T>> | undefined): T | undefined =>
    Object.entries(record ?? {}).find(([key]) => canonicalRegistry(key) === registry)?.[1];
  const helper = named(config.credHelpers) ?? config.credsStore;
  if (helper !== undefined) return fromHelper(helper, path, address);
  const found = named(config.auths);
  if (found === undefined) {
    throw new ConfigurationError(
      path,
      `${source} has no credentials for "${address}". Run 'docker login ${address}', or give 'username' and ` +
        "'password'.",
    );
  }
  if (found.identitytoken !== undefined && found.identitytoken !== "") {
    return { identitytoken: found.identitytoken, serveraddress: address };
  }
  const [username = "", ...rest] = Buffer.from(found.auth ?? "", "base64")
    .toString("utf8")
    .split(":");
  return { username: found.username ?? username, password: found.password ?? rest.join(":"), serveraddress: address };
}

/** docker-credential-helpers' protocol: the server's name in, JSON out. */
function fromHelper(helper: string, path: string, address: string): RegistryAuth {
  const server = canonicalRegistry(address) === dockerHub ? "https://index.docker.io/v1/" : address;
  const command = `docker-credential-${helper}`;
  try {
    const answer = execFileSync(command, ["get"], {
      input: server,
      encoding: "utf8",
      stdio: ["pipe", "pipe", "pipe"],
      timeout: 30_000,
      env: process.env,
    });
    const { Username, Secret } = JSON.parse(answer) as { Username: string; Secret: string };
    if (Username === "<token>") return { identitytoken: Secret, serveraddress: address };
    return { username: Username, password: Secret, serveraddress: address };
  } catch (cause) {
    throw new ConfigurationError(
      path,
      `${command} has no credentials for "${server}". Run 'docker login ${address}'.`,
      { cause },
    );
  }
}

/** DOCKER_CONFIG is a folder, as for docker's CLI, or the file itself, as for the official plugin. */
function defaultConfigFile(environment: Environment): string {
  const place = environment.DOCKER_CONFIG;
  if (place === undefined || place === "") return join(homedir(), ".docker", "config.json");
  return existsSync(place) && statSync(place).isFile() ? place : join(place, "config.json");
}

function read(path: string, file: string): DockerConfig {
  let content: string;
  try {
    content = readFileSync(file.replace(/^~(?=\/)/, homedir()), "utf8");
  } catch (cause) {
    throw new ConfigurationError(path, `'${path}' "${file}" cannot be read.`, { cause });
  }
  return parse(path, content);
}

function parse(path: string, content: string): DockerConfig {
  try {
    return JSON.parse(content) as DockerConfig;
  } catch {
    // Without the parser's message, because it quotes the content.
    throw new ConfigurationError(path, `'${path}' is not a docker config file in JSON.`);
  }
}
