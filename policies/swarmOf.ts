import type { PolicyResource } from "@pulumi/policy";
import { unknown } from "../swarm/draft";
import { draftOf } from "./known";

/** What tells one swarm from another: the host that a resource's provider talks to. */
export function swarmOf({ provider }: PolicyResource): string {
  if (provider === undefined) return "";
  const properties = draftOf<{ readonly host?: string; readonly context?: string }>(provider.props);
  const { host, context } = typeof properties === "object" ? properties : {};
  return host === unknown || context === unknown ? provider.urn : JSON.stringify([host ?? "", context ?? ""]);
}
