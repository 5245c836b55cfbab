import type { Node } from "../engine/types";

/**
 * The address of a node; `undefined` when the swarm does not know it. A manager that listens on all addresses reports
 * 0.0.0.0, so the address that it advertises to other managers is used instead.
 */
export function nodeAddress(node: Node): string | undefined {
  const reported = node.Status.Addr;
  if (reported !== undefined && reported !== "" && reported !== "0.0.0.0") return reported;
  return node.ManagerStatus?.Addr?.replace(/:\d+$/, "");
}

/** The name of a node for people. */
export function nodeName(node: Node): string {
  return node.Description?.Hostname ?? node.ID;
}
