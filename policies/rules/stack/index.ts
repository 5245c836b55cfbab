import type { StackPolicy } from "../../rule/policy";
import { stackDisallowAttachingIngress } from "./stackDisallowAttachingIngress";
import { stackDisallowDuplicatePublishedPort } from "./stackDisallowDuplicatePublishedPort";
import { stackDisallowOverlappingSubnets } from "./stackDisallowOverlappingSubnets";
import { stackDisallowPublishedPortOnInternalNetworks } from "./stackDisallowPublishedPortOnInternalNetworks";
import { stackDisallowPublishedPortOnSensitiveNetwork } from "./stackDisallowPublishedPortOnSensitiveNetwork";
import { stackDisallowSecondIngress } from "./stackDisallowSecondIngress";
import { stackDisallowSharedAlias } from "./stackDisallowSharedAlias";
import { stackDisallowWeakenedComponent } from "./stackDisallowWeakenedComponent";
import { stackDisallowWindowsOnEncryptedNetwork } from "./stackDisallowWindowsOnEncryptedNetwork";
import { stackLimitServicesPerNetwork } from "./stackLimitServicesPerNetwork";
import { stackLimitSubnetSizeWithVip } from "./stackLimitSubnetSizeWithVip";
import { stackRequireAddressHeadroom } from "./stackRequireAddressHeadroom";
import { stackRequireConsistentMtu } from "./stackRequireConsistentMtu";
import { stackRequireEncryptedIngress } from "./stackRequireEncryptedIngress";
import { stackRequireEncryptedIngressForSensitiveServices } from "./stackRequireEncryptedIngressForSensitiveServices";

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
