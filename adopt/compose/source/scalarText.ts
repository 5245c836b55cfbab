import type { ScalarNode } from "./tree";

/**
 * The rest of a text, from a position in its value. It keeps its variables if the position is in the text before the
 * first of them; otherwise their values are part of it.
 */
export function splitAt(node: ScalarNode, position: number): ScalarNode {
  if (position === 0) return node;
  const { parts, ...plain } = node;
  const value = String(node.value).slice(position);
  const [first, ...others] = parts ?? [];
  if (typeof first !== "string" || first.length < position) return { ...plain, value };
  const rest = first.slice(position);
  return { ...plain, value, parts: rest === "" ? others : [rest, ...others] };
}
