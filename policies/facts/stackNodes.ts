import type { PolicyResource } from "@pulumi/policy";
import { givenOf } from "./given";
import type { NodeDraft, SwarmNode } from "./node";
import { nodeType } from "./node";

/** A node of a stack. */
export interface StackNode {
  readonly node: NodeDraft;
  /** Logical name. */
  readonly name: string;
  readonly urn: string;
}

/** The nodes of a stack, in the order of its resources. */
export function nodesIn(resources: readonly PolicyResource[]): StackNode[] {
  const nodes = resources.filter(({ type }) => type === nodeType);
  return nodes.map((resource) => ({
    node: givenOf<SwarmNode>(resource),
    name: resource.name,
    urn: resource.urn,
  }));
}
