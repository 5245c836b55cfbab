import { blockOf, contains, parseAddress } from "../cidr";
import { unknown, type Unknown } from "../draft";
import type { SchedulableNode } from "./schedulableNode";

/** A placement constraint, e.g. `node.labels.zone!=b`. */
export interface Constraint {
  readonly key: string;
  readonly operator: "==" | "!=";
  readonly value: string;
}

/** The parts of a constraint; `undefined` for text that is not one. */
export function parseConstraint(text: string): Constraint | undefined {
  const { key, operator, value } =
    /^\s*(?<key>[^=!\s]+)\s*(?<operator>==|!=)\s*(?<value>.*?)\s*$/.exec(text)?.groups ?? {};
  if (key === undefined || value === undefined) return undefined;
  return { key, operator: operator === "==" ? "==" : "!=", value };
}

/**
 * Whether a node meets every placement constraint. As in swarmkit (manager/constraint/constraint.go), the comparison
 * ignores case, a missing label counts as empty, and no node meets a constraint with an unknown key. What a preview
 * does not know of a node yet rules nothing out.
 */
export function meetsConstraints(node: SchedulableNode, constraints: readonly string[]): boolean {
  return constraints.every((text) => {
    const constraint = parseConstraint(text);
    if (constraint === undefined) return false;
    const { key, operator, value } = constraint;
    const actual = valueOf(node, key);
    if (actual === unknown) return true;
    return actual !== undefined && matches(key, actual, value) === (operator === "==");
  });
}

/**
 * What a node has for the key of a constraint: empty for a label that it does not have, unknown in a preview,
 * `undefined` for a key that Swarm does not know.
 */
export function valueOf(node: SchedulableNode, key: string): string | Unknown | undefined {
  const { ID, Description: description, Spec: spec, Status: status } = node;
  const described = (value: string | undefined): string | Unknown =>
    description === undefined ? unknown : (value ?? "");
  // Case does not matter in the key, but it does in a label's name.
  const lower = key.toLowerCase();
  if (lower.startsWith(nodeLabels)) return spec.Labels?.[key.slice(nodeLabels.length)] ?? "";
  if (lower.startsWith(engineLabels)) return described(description?.Engine?.Labels?.[key.slice(engineLabels.length)]);
  switch (lower) {
    case "node.id":
      return ID === "" ? unknown : ID;
    case "node.hostname":
      return described(description?.Hostname);
    case "node.role":
      return spec.Role;
    case "node.ip":
      return description === undefined ? unknown : (status.Addr ?? "");
    case "node.platform.os":
      return described(description?.Platform?.OS);
    case "node.platform.arch":
      return described(description?.Platform?.Architecture);
    default:
      return undefined;
  }
}

/** The beginning of a constraint on a label of the node. */
export const nodeLabels = "node.labels.";

/** The beginning of a constraint on a label of the node's daemon. */
export const engineLabels = "engine.labels.";

function matches(key: string, actual: string, value: string): boolean {
  switch (key.toLowerCase()) {
    case "node.ip":
      return isWithin(actual, value);
    case "node.platform.arch":
      return architecture(actual) === architecture(value);
    default:
      return actual.toLowerCase() === value.toLowerCase();
  }
}

/** The name of a processor architecture that images use, for the kernel's name of it as well. */
export function architecture(name: string): string {
  const lower = name.toLowerCase();
  return { x86_64: "amd64", aarch64: "arm64" }[lower] ?? lower;
}

/** An address, or any IPv4 address of a block. */
function isWithin(address: string, value: string): boolean {
  if (address === value) return true;
  const [block, number] = [blockOf(value), parseAddress(address)];
  return block !== undefined && number !== undefined && contains(block, number);
}
