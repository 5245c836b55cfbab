import type { PolicyResource } from "@pulumi/policy";
import { givenOf } from "./given";
import type { NodeDraft, SwarmNode } from "./node";
import { nodeType } from "./node";
import { sortedBy } from "./sortedBy";

/** A node of a stack. */
export interface StackNode {
  readonly node: NodeDraft;
  /** Logical name. */
  readonly name: string;
  readonly urn: string;
}

/** The nodes of a stack, sorted by URN, because Pulumi lists resources in any order. */
export function nodesIn(resources: readonly PolicyResource[]): StackNode[] {
  const nodes = resources.filter(({ type }) => type === nodeType);
  return sortedBy(nodes, ({ urn }) => urn).map((resource) => ({
    node: givenOf<SwarmNode>(resource),
    name: resource.name,
    urn: resource.urn,
  }));
}
