import type { PolicyResource } from "@pulumi/policy";
import { unknown } from "../../swarm/draft";
import { draftOf } from "../unknowns/draft";

/** Identifies the swarm of a resource: the host, or Docker context, of its provider, or the swarm that lists it. */
export function swarmOf({ provider }: PolicyResource): string {
  if (provider === undefined) return "";
  const properties = draftOf<{ readonly host?: string; readonly context?: string }>(provider.props);
  const { host, context } = typeof properties === "object" ? properties : {};
  if (host === unknown || context === unknown) return provider.urn;
  const isNamed = context !== undefined && context !== "" && context !== "default";
  const manager = isNamed ? context : hostOf(host);
  return JSON.stringify([declared.get(manager) ?? manager]);
}

/** The name of a swarm by each of its managers, as a configuration lists them. */
const declared = new Map<string, string>();

/**
 * Declares which hosts, or Docker contexts, reach the same swarm. The managers of a swarm have different addresses, and
 * nothing in a program says that they belong together.
 *
 * @param swarms the hosts and contexts, by a name of the swarm
 */
export function declareSwarms(swarms: Readonly<Record<string, readonly string[]>>): void {
  declared.clear();
  for (const [name, managers] of Object.entries(swarms))
    for (const manager of managers) declared.set(manager.includes(":") ? hostOf(manager) : manager, `swarm ${name}`);
}

/**
 * Normalizes a host: removes differences that Docker clients ignore. Without a host, returns the default of these
 * clients.
 */
export function hostOf(given: string | undefined): string {
  const likely = [given, process.env["DOCKER_HOST"], "unix:///var/run/docker.sock"];
  const host = (likely.find((one) => one !== undefined && one.trim() !== "") ?? "").trim();
  const [, word = "", address = ""] = /^(\w+):(?:\/\/)?(.*?)\/*$/.exec(host) ?? [];
  const scheme = word.toLowerCase();
  if (scheme === "") return host;
  // /var/run is a link to /run on every current Linux distribution.
  if (scheme === "unix" || scheme === "npipe")
    return `${scheme}://${address.replace(/\/{2,}/g, "/").replace(/^\/var\/run\//, "/run/")}`;
  const place = address.toLowerCase().replace(/^[^@/]*@/, "");
  const [, name = "", port = ports[scheme] ?? ""] = /^(\[.*\]|[^:/]*)(?::(\d+))?/.exec(place) ?? [];
  return `${scheme}://${loopback.includes(name) ? "localhost" : name}:${port}`;
}

/** The port of each scheme if the host names none. */
const ports: Readonly<Record<string, string>> = { tcp: "2375", ssh: "22", http: "80", https: "443" };

/** The names and addresses of the machine itself. */
const loopback = ["127.0.0.1", "[::1]", "localhost", ""];
