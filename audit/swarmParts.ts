import type { Network, Node } from "../provider/engine/types";
import { isEncrypted } from "../swarm/options";
import type { Subject } from "./finding";
import type { Snapshot } from "./snapshot";

/** The subject of what concerns the swarm as a whole. */
export const theSwarm: Subject = { kind: "swarm", name: "swarm" };

/** The overlay networks of a swarm, the ingress among them, by name. */
export function overlaysOf({ networks }: Snapshot): Network[] {
  return networks
    .filter(({ Scope, Driver }) => Scope === "swarm" && Driver === "overlay")
    .sort((a, b) => (a.Name < b.Name ? -1 : 1));
}

/** Names of the overlay networks that encrypt what their nodes send each other. */
export function encryptedNames(snapshot: Snapshot): string[] {
  return overlaysOf(snapshot)
    .filter(({ Options }) => isEncrypted(Options ?? {}))
    .map(({ Name }) => Name);
}

/** What a node is called. */
export function nodeName({ ID, Description, Spec }: Node): string {
  return Description?.Hostname ?? Spec.Name ?? ID;
}

/** The node as a subject. */
export function nodeSubject(node: Node): Subject {
  return { kind: "node", name: nodeName(node) };
}

/** The address that a node's swarm traffic goes to; a manager that advertises none shows the wildcard as its own. */
export function nodeAddress({ Status, ManagerStatus }: Node): string | undefined {
  const { Addr = "" } = Status;
  if (Addr !== "" && Addr !== "0.0.0.0" && Addr !== "::") return Addr;
  return ManagerStatus?.Addr?.replace(/:\d+$/, "").replace(/^\[|\]$/g, "");
}

/** `"a"`, `"a" and "b"`, `"a", "b" and "c"`; of many the first ten. */
export function quoted(names: readonly string[]): string {
  const shown = names.slice(0, 10).map((name) => `"${name}"`);
  if (names.length > 10) return `${shown.join(", ")} and ${names.length - 10} more`;
  const last = shown.at(-1) ?? "";
  return shown.length < 2 ? last : `${shown.slice(0, -1).join(", ")} and ${last}`;
}
