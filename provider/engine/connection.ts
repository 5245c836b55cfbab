import { readFileSync } from "node:fs";
import { Agent } from "node:http";
import { Agent as TlsAgent } from "node:https";
import { join } from "node:path";
import { inspect } from "node:util";
import type { ConstructorOptions } from "docker-modem";
import { ConnectionError } from "./connectionError";
import { SshAgent } from "./ssh";

/** The daemon's address and our credentials: the docker package's provider configuration, resolved. */
export interface ConnectionSettings {
  /**
   * `unix:///path`, `tcp://host:port`, `http(s)://host:port` or `ssh://user@host:port`.
   *
   * @default unix:///var/run/docker.sock
   */
  readonly host?: string;
  /** A folder with ca.pem, cert.pem and key.pem. Makes `tcp://` use TLS. */
  readonly certPath?: string;
  /** PEM. Makes `tcp://` use TLS, as do the two below. */
  readonly caMaterial?: string;
  readonly certMaterial?: string;
  readonly keyMaterial?: string;
  /** Options for the `ssh` command, one word each, e.g. `["-i", "/keys/id", "-o", "StrictHostKeyChecking=no"]`. */
  readonly sshOpts?: readonly string[];
}

/** A daemon's address for messages, and the options with which docker-modem connects to it. */
export interface Connection {
  readonly host: string;
  readonly options: ConstructorOptions;
}

export const defaultHost = "unix:///var/run/docker.sock";

/** Complete, including `undefined`: docker-modem chooses a value for every option that is missing. */
const nothing: ConstructorOptions = {
  socketPath: undefined,
  host: undefined,
  port: undefined,
  protocol: "http",
  ca: undefined,
  cert: undefined,
  key: undefined,
  timeout: undefined,
};

/** @throws ConnectionError when the settings name no daemon that the provider can reach */
export function connectionTo(settings: ConnectionSettings): Connection {
  const connection = connectionFor(settings);
  const { agent } = connection.options;
  // For its debug log, docker-modem renders the options of every request with util.inspect, even if the log is off. The
  // agent leads to all sockets, so that took most of the provider's processor time.
  if (agent !== undefined) Object.defineProperty(agent, inspect.custom, { value: () => agent.constructor.name });
  return connection;
}

function connectionFor(settings: ConnectionSettings): Connection {
  const host = settings.host ?? defaultHost;
  const scheme = /^([a-z]+):\/\//.exec(host)?.[1];
  switch (scheme) {
    case "unix":
      return { host, options: { ...nothing, socketPath: host.slice("unix://".length), agent: new Agent() } };
    case "tcp":
    case "http":
    case "https":
      return overTcp(host, scheme, settings);
    case "ssh":
      return {
        host,
        options: { ...nothing, host: "docker.invalid", agent: new SshAgent(host, settings.sshOpts ?? []) },
      };
    case "npipe":
      throw new ConnectionError(
        "host",
        `'host' "${host}" is a Windows named pipe, which this provider does not open. Use tcp:// with TLS, or ssh://.`,
      );
    default:
      throw new ConnectionError(
        "host",
        `'host' "${host}" is not an address of a Docker daemon. Use unix:///path, tcp://host:port or ssh://user@host.`,
      );
  }
}

function overTcp(host: string, scheme: "tcp" | "http" | "https", settings: ConnectionSettings): Connection {
  if (!URL.canParse(host)) {
    throw new ConnectionError("host", `'host' "${host}" is not an address. Use ${scheme}://name:port.`);
  }
  const { hostname, port } = new URL(host.replace(/^tcp:/, "http:"));
  const tls = tlsMaterial(settings);
  const secure = scheme === "https" || (scheme === "tcp" && tls !== undefined);
  if (!secure) {
    return {
      host,
      options: { ...nothing, host: hostname, port: port || (scheme === "http" ? 80 : 2375), agent: new Agent() },
    };
  }
  return {
    host,
    options: {
      ...nothing,
      ...tls,
      host: hostname,
      port: port || (scheme === "https" ? 443 : 2376),
      protocol: "https",
      agent: new TlsAgent(),
    },
  };
}

function tlsMaterial(settings: ConnectionSettings): Pick<ConstructorOptions, "ca" | "cert" | "key"> | undefined {
  const { certPath, caMaterial: ca, certMaterial: cert, keyMaterial: key } = settings;
  if (ca !== undefined || cert !== undefined || key !== undefined) {
    if ((cert === undefined) !== (key === undefined)) {
      throw new ConnectionError(
        "certMaterial",
        "'certMaterial' and 'keyMaterial' must be given together: give both or neither.",
      );
    }
    return { ca, cert, key };
  }
  if (certPath === undefined) return undefined;
  const read = (name: string): string => {
    const file = join(certPath, name);
    try {
      return readFileSync(file, "utf8");
    } catch (cause) {
      throw new ConnectionError(
        "certPath",
        `'certPath' "${certPath}" has no readable ${name}. Docker expects ca.pem, cert.pem and key.pem in it.`,
        { cause },
      );
    }
  };
  return { ca: read("ca.pem"), cert: read("cert.pem"), key: read("key.pem") };
}
