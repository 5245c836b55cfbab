import { networkDisallowEncryptedFalse } from "./networkDisallowEncryptedFalse";
import { networkRequireEncryptionWhenSensitive } from "./networkRequireEncryptionWhenSensitive";
import type { ResourcePolicy, StackPolicy } from "./policy";
import { stackDisallowOverlappingSubnets } from "./stackDisallowOverlappingSubnets";

/** The policies of the pack `swarm-network`, by name. */
export const policies: (ResourcePolicy | StackPolicy)[] = [
  networkDisallowEncryptedFalse,
  networkRequireEncryptionWhenSensitive,
  stackDisallowOverlappingSubnets,
];
