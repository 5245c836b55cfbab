import type { StackPolicy } from "./policy";
import { stackDisallowOverlappingSubnets } from "./rules/stackDisallowOverlappingSubnets";

/** The rules that look across the resources of a stack. */
export const stackRules: readonly StackPolicy[] = [stackDisallowOverlappingSubnets];
