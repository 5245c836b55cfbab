import ELK, { type ElkNode } from "elkjs";

/**
 * Computes the position of every node and the bends of every edge with the Eclipse Layout Kernel. Positions are
 * relative to the parent.
 */
export async function layOut(root: ElkNode): Promise<ElkNode> {
  return new ELK().layout(root);
}
