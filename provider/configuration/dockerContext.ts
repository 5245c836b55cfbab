import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import type { ConnectionSettings } from "../engine/connection";
import { ConfigurationError } from "./configurationError";
import type { Environment } from "./environment";

/**
 * The connection settings of a docker context. `docker context create` stores a context under `~/.docker/contexts`, in
 * a folder named after a hash.
 *
 * @throws ConfigurationError when there is no such context
 */
export function contextSettings(name: string, environment: Environment): ConnectionSettings {
  const contexts = join(environment.DOCKER_CONFIG || join(homedir(), ".docker"), "contexts");
  const folder = createHash("sha256").update(name).digest("hex");
  const file = join(contexts, "meta", folder, "meta.json");
  if (!existsSync(file)) {
    throw new ConfigurationError("context", `There is no docker context "${name}". 'docker context ls' lists them.`);
  }
  const meta = JSON.parse(readFileSync(file, "utf8")) as { Endpoints?: { docker?: { Host?: string } } };
  const host = meta.Endpoints?.docker?.Host;
  if (host === undefined || host === "") {
    throw new ConfigurationError("context", `The docker context "${name}" has no Docker endpoint.`);
  }
  const tls = join(contexts, "tls", folder, "docker");
  return { host, certPath: existsSync(tls) ? tls : undefined };
}
