import type { Check } from "../check";
import { certificateLimitExpiry } from "./certificateLimitExpiry";
import { certificateRequireValidRoot } from "./certificateRequireValidRoot";
import { ingressRequireEncryption } from "./ingressRequireEncryption";
import { managerLimitListenAddress } from "./managerLimitListenAddress";
import { managerRequireAutolock } from "./managerRequireAutolock";
import { managerRequireFaultTolerance } from "./managerRequireFaultTolerance";
import { networkDisallowOverlapWithNode } from "./networkDisallowOverlapWithNode";
import { networkRequireAllocation } from "./networkRequireAllocation";
import { networkRequireFreeAddresses } from "./networkRequireFreeAddresses";
import { nodeDisallowMixedEncryption } from "./nodeDisallowMixedEncryption";
import { nodeDisallowVulnerableEncryption } from "./nodeDisallowVulnerableEncryption";
import { nodeDisallowWindowsWithEncryption } from "./nodeDisallowWindowsWithEncryption";
import { nodeRequireDataPathSeparation } from "./nodeRequireDataPathSeparation";
import { serviceRequireSuspendedPortsBack } from "./serviceRequireSuspendedPortsBack";

/** The checks that need a live swarm, sorted by name. */
export const checks: readonly Check[] = [
  certificateLimitExpiry,
  certificateRequireValidRoot,
  ingressRequireEncryption,
  managerLimitListenAddress,
  managerRequireAutolock,
  managerRequireFaultTolerance,
  networkDisallowOverlapWithNode,
  networkRequireAllocation,
  networkRequireFreeAddresses,
  nodeDisallowMixedEncryption,
  nodeDisallowVulnerableEncryption,
  nodeDisallowWindowsWithEncryption,
  nodeRequireDataPathSeparation,
  serviceRequireSuspendedPortsBack,
];
