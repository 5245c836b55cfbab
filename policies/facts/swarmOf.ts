import type { PolicyResource } from "@pulumi/policy";
import { unknown } from "../../swarm/draft";
import { draftOf } from "../unknowns/draft";

/** What tells one swarm from another: the host, or docker context, that a resource's provider talks to. */
export function swarmOf({ provider }: PolicyResource): string {
  if (provider === undefined) return "";
  const properties = draftOf<{ readonly host?: string; readonly context?: string }>(provider.props);
  const { host, context } = typeof properties === "object" ? properties : {};
  if (host === unknown || context === unknown) return provider.urn;
  const isNamed = context !== undefined && context !== "" && context !== "default";
  return JSON.stringify(isNamed ? [context] : [hostOf(host)]);
}

/**
 * A host, written in one way: without what the Engine's clients do not look at, and where none is given the one that
 * they take.
 */
function hostOf(given: string | undefined): string {
  const likely = [given, process.env["DOCKER_HOST"], "unix:///var/run/docker.sock"];
  const host = likely.find((one) => one !== undefined && one !== "");
  const [, scheme = "", address = ""] = /^(\w+):\/\/(.*?)\/*$/.exec(host ?? "") ?? [];
  if (scheme === "") return host ?? "";
  return /^(?:unix|npipe)$/i.test(scheme) ? `${scheme}://${address}` : `${scheme}://${address}`.toLowerCase();
}
