import { ingressRules } from "./rules/ingress";
import { networkRules } from "./rules/network";
import { nodeRules } from "./rules/node";
import type { ResourcePolicy, StackPolicy } from "./rule/policy";
import { serviceRules } from "./rules/service";
import { stackRules } from "./rules/stack";

/** The policies of the pack `swarm-network`, sorted by name. */
export const policies: readonly (ResourcePolicy | StackPolicy)[] = [
  ...ingressRules,
  ...networkRules,
  ...nodeRules,
  ...serviceRules,
  ...stackRules,
].sort((a, b) => (a.name < b.name ? -1 : 1));
