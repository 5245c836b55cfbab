import type { StackPolicy } from "./policy";
import { stackDisallowAttachingIngress } from "./rules/stackDisallowAttachingIngress";
import { stackDisallowDuplicatePublishedPort } from "./rules/stackDisallowDuplicatePublishedPort";
import { stackDisallowOverlappingSubnets } from "./rules/stackDisallowOverlappingSubnets";
import { stackDisallowPublishedPortOnInternalNetworks } from "./rules/stackDisallowPublishedPortOnInternalNetworks";
import { stackDisallowPublishedPortOnSensitiveNetwork } from "./rules/stackDisallowPublishedPortOnSensitiveNetwork";
import { stackDisallowSecondIngress } from "./rules/stackDisallowSecondIngress";
import { stackDisallowSharedAlias } from "./rules/stackDisallowSharedAlias";
import { stackDisallowWeakenedComponent } from "./rules/stackDisallowWeakenedComponent";
import { stackDisallowWindowsOnEncryptedNetwork } from "./rules/stackDisallowWindowsOnEncryptedNetwork";
import { stackLimitServicesPerNetwork } from "./rules/stackLimitServicesPerNetwork";
import { stackLimitSubnetSizeWithVip } from "./rules/stackLimitSubnetSizeWithVip";
import { stackRequireAddressHeadroom } from "./rules/stackRequireAddressHeadroom";
import { stackRequireConsistentMtu } from "./rules/stackRequireConsistentMtu";
import { stackRequireEncryptedIngress } from "./rules/stackRequireEncryptedIngress";
import { stackRequireEncryptedIngressForSensitiveServices } from "./rules/stackRequireEncryptedIngressForSensitiveServices";

/** The rules that look across the resources of a stack. */
export const stackRules: readonly StackPolicy[] = [
  stackDisallowAttachingIngress,
  stackDisallowDuplicatePublishedPort,
  stackDisallowOverlappingSubnets,
  stackDisallowPublishedPortOnInternalNetworks,
  stackDisallowPublishedPortOnSensitiveNetwork,
  stackDisallowSecondIngress,
  stackDisallowSharedAlias,
  stackDisallowWeakenedComponent,
  stackDisallowWindowsOnEncryptedNetwork,
  stackLimitServicesPerNetwork,
  stackLimitSubnetSizeWithVip,
  stackRequireAddressHeadroom,
  stackRequireConsistentMtu,
  stackRequireEncryptedIngress,
  stackRequireEncryptedIngressForSensitiveServices,
];
