import type { ResourcePolicy } from "./policy";
import { networkDisallowEncryptedFalse } from "./rules/networkDisallowEncryptedFalse";
import { networkRequireEncryptionWhenSensitive } from "./rules/networkRequireEncryptionWhenSensitive";

/** The rules about a network by itself, the ingress among them. */
export const networkRules: readonly ResourcePolicy[] = [
  networkDisallowEncryptedFalse,
  networkRequireEncryptionWhenSensitive,
];
