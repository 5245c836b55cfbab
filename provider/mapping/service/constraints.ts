import { blockOf, contains, parseAddress } from "../../../swarm/cidr";
import type { Node } from "../../engine/types";

/** The fields that placement constraints use, in addition to those of {@link Node}. */
interface DescribedNode extends Node {
  readonly Description?: Node["Description"] & {
    readonly Platform?: { readonly Architecture?: string; readonly OS?: string };
    readonly Engine?: { readonly Labels?: Readonly<Record<string, string>> | null };
  };
}

/**
 * Whether a node meets every placement constraint. As in swarmkit (manager/constraint/constraint.go), the comparison
 * ignores case, a missing label counts as empty, and no node meets a constraint with an unknown key.
 */
export function meetsConstraints(node: Node, constraints: readonly string[]): boolean {
  return constraints.every((constraint) => {
    const { key, operator, value } =
      /^\s*(?<key>[^=!\s]+)\s*(?<operator>==|!=)\s*(?<value>.*?)\s*$/.exec(constraint)?.groups ?? {};
    if (key === undefined || value === undefined) return false;
    const isMet = matches(node, key, value);
    return isMet !== undefined && isMet === (operator === "==");
  });
}

/** `undefined` for a key that Swarm does not know. */
function matches(node: DescribedNode, key: string, value: string): boolean | undefined {
  const { Description: description, Spec: spec } = node;
  const is = (actual: string | undefined): boolean => (actual ?? "").toLowerCase() === value.toLowerCase();
  // Case does not matter in the key, but it does in a label's name.
  const lower = key.toLowerCase();
  if (lower.startsWith("node.labels.")) return is(spec.Labels?.[key.slice("node.labels.".length)]);
  if (lower.startsWith("engine.labels.")) return is(description?.Engine?.Labels?.[key.slice("engine.labels.".length)]);
  switch (lower) {
    case "node.id":
      return is(node.ID);
    case "node.hostname":
      return is(description?.Hostname);
    case "node.role":
      return is(spec.Role);
    case "node.ip":
      return isWithin(node.Status.Addr, value);
    case "node.platform.os":
      return is(description?.Platform?.OS);
    case "node.platform.arch":
      return architecture(description?.Platform?.Architecture) === architecture(value);
    default:
      return undefined;
  }
}

function architecture(name = ""): string {
  const lower = name.toLowerCase();
  return { x86_64: "amd64", aarch64: "arm64" }[lower] ?? lower;
}

/** An address, or any IPv4 address of a block. */
function isWithin(address: string | undefined, value: string): boolean {
  if (address === value) return true;
  const [block, number] = [blockOf(value), parseAddress(address ?? "")];
  return block !== undefined && number !== undefined && contains(block, number);
}
