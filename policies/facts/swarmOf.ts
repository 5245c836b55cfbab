import type { PolicyResource } from "@pulumi/policy";
import { unknown } from "../../swarm/draft";
import { draftOf } from "../unknowns/draft";

/** Identifies the swarm of a resource: the host, or Docker context, of its provider. */
export function swarmOf({ provider }: PolicyResource): string {
  if (provider === undefined) return "";
  const properties = draftOf<{ readonly host?: string; readonly context?: string }>(provider.props);
  const { host, context } = typeof properties === "object" ? properties : {};
  if (host === unknown || context === unknown) return provider.urn;
  const isNamed = context !== undefined && context !== "" && context !== "default";
  return JSON.stringify(isNamed ? [context] : [hostOf(host)]);
}

/**
 * Normalizes a host: removes differences that Docker clients ignore. Without a host, returns the default of these
 * clients.
 */
function hostOf(given: string | undefined): string {
  const likely = [given, process.env["DOCKER_HOST"], "unix:///var/run/docker.sock"];
  const host = likely.find((one) => one !== undefined && one !== "");
  const [, scheme = "", address = ""] = /^(\w+):\/\/(.*?)\/*$/.exec(host ?? "") ?? [];
  if (scheme === "") return host ?? "";
  return /^(?:unix|npipe)$/i.test(scheme) ? `${scheme}://${address}` : `${scheme}://${address}`.toLowerCase();
}
