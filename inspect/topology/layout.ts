import ELK, { type ElkNode } from "elkjs";

/** Gives every node of a graph a place and every edge its bends, by the Eclipse Layout Kernel. Places are relative to the parent. */
export async function layOut(root: ElkNode): Promise<ElkNode> {
  return new ELK().layout(root);
}
