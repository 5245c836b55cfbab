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

/** The nodes of a stack, sorted by URN, because Pulumi lists resources in any order. */
export function nodesIn(resources: readonly PolicyResource[]): StackNode[] {
  return resources
    .filter(({ type }) => type === nodeType)
    .map((resource) => ({ node: givenOf<SwarmNode>(resource), name: resource.name, urn: resource.urn }))
    .sort((a, b) => (a.urn < b.urn ? -1 : 1));
}
