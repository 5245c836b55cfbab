import type { Node } from "../engine/types";

/**
 * Where a node is reached, `undefined` when the swarm does not know. A manager that listens on all addresses reports
 * 0.0.0.0 as its own: then the address it advertises to managers counts.
 */
export function nodeAddress(node: Node): string | undefined {
  const reported = node.Status.Addr;
  if (reported !== undefined && reported !== "" && reported !== "0.0.0.0") return reported;
  return node.ManagerStatus?.Addr?.replace(/:\d+$/, "");
}

/** The name that people know a node by. */
export function nodeName(node: Node): string {
  return node.Description?.Hostname ?? node.ID;
}
