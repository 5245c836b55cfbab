import type { PolicyResource } from "@pulumi/policy";
import { sortedBy } from "./sortedBy";

/**
 * The resources of a stack, sorted by URN. Pulumi lists them in any order, and the same stack must always lead to the
 * same findings. Returns the same list for the same resources, so that all rules share what they read.
 */
export function inOrder(resources: readonly PolicyResource[]): readonly PolicyResource[] {
  const before = sorted.get(resources);
  if (before !== undefined) return before;
  const list = sortedBy(resources, ({ urn }) => urn);
  sorted.set(resources, list);
  return list;
}

/** By the list of Pulumi, which is the same object only within one request of the CLI. */
const sorted = new WeakMap<readonly PolicyResource[], readonly PolicyResource[]>();
