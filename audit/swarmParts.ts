import type { Network, Node } from "../provider/engine/types";
import { isEncrypted } from "../swarm/options";
import type { Subject } from "./finding";
import type { Snapshot } from "./snapshot";

/** The subject of violations that concern the whole swarm. */
export const theSwarm: Subject = { kind: "swarm", name: "swarm" };

/** The overlay networks of a swarm, including the ingress network, sorted by name. */
export function overlaysOf({ networks }: Snapshot): Network[] {
  return networks
    .filter(({ Scope, Driver }) => Scope === "swarm" && Driver === "overlay")
    .sort((a, b) => (a.Name < b.Name ? -1 : 1));
}

/** The names of the encrypted overlay networks. */
export function encryptedNames(snapshot: Snapshot): string[] {
  return overlaysOf(snapshot)
    .filter(({ Options }) => isEncrypted(Options ?? {}))
    .map(({ Name }) => Name);
}

/** The host name of a node, or else its name or ID. */
export function nodeName({ ID, Description, Spec }: Node): string {
  return Description?.Hostname ?? Spec.Name ?? ID;
}

/** The node as a subject. */
export function nodeSubject(node: Node): Subject {
  return { kind: "node", name: nodeName(node) };
}

/**
 * The address of a node for control traffic. A manager without an advertised address reports the wildcard as its own.
 */
export function nodeAddress({ Status, ManagerStatus }: Node): string | undefined {
  const { Addr = "" } = Status;
  if (Addr !== "" && Addr !== "0.0.0.0" && Addr !== "::") return Addr;
  return ManagerStatus?.Addr?.replace(/:\d+$/, "").replace(/^\[|\]$/g, "");
}

/** Joins names: `"a"`, `"a" and "b"`, `"a", "b" and "c"`. Shows at most ten, and the number of the others. */
export function quoted(names: readonly string[]): string {
  const shown = names.slice(0, 10).map((name) => `"${name}"`);
  if (names.length > 10) return `${shown.join(", ")} and ${names.length - 10} more`;
  const last = shown.at(-1) ?? "";
  return shown.length < 2 ? last : `${shown.slice(0, -1).join(", ")} and ${last}`;
}
