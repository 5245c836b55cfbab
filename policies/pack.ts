import { networkRules } from "./networkRules";
import { nodeRules } from "./nodeRules";
import type { ResourcePolicy, StackPolicy } from "./policy";
import { serviceRules } from "./serviceRules";
import { stackRules } from "./stackRules";

/** The policies of the pack `swarm-network`, sorted by name. */
export const policies: readonly (ResourcePolicy | StackPolicy)[] = [
  ...networkRules,
  ...nodeRules,
  ...serviceRules,
  ...stackRules,
].sort((a, b) => (a.name < b.name ? -1 : 1));
