import type { StackPolicy } from "../../rule/policy";
import { stackDisallowAttachingIngress } from "./stackDisallowAttachingIngress";
import { stackDisallowDuplicateName } from "./stackDisallowDuplicateName";
import { stackDisallowDuplicatePublishedPort } from "./stackDisallowDuplicatePublishedPort";
import { stackDisallowDuplicateVxlanId } from "./stackDisallowDuplicateVxlanId";
import { stackDisallowOverlappingSubnets } from "./stackDisallowOverlappingSubnets";
import { stackDisallowPublishedPortOnInternalNetworks } from "./stackDisallowPublishedPortOnInternalNetworks";
import { stackDisallowPublishedPortOnSensitiveNetwork } from "./stackDisallowPublishedPortOnSensitiveNetwork";
import { stackDisallowSecondIngress } from "./stackDisallowSecondIngress";
import { stackDisallowSharedAlias } from "./stackDisallowSharedAlias";
import { stackDisallowSharedHostPort } from "./stackDisallowSharedHostPort";
import { stackDisallowSubnetInAddressPool } from "./stackDisallowSubnetInAddressPool";
import { stackDisallowTakenSubnet } from "./stackDisallowTakenSubnet";
import { stackDisallowWeakenedComponent } from "./stackDisallowWeakenedComponent";
import { stackDisallowWindowsOnEncryptedNetwork } from "./stackDisallowWindowsOnEncryptedNetwork";
import { stackLimitServicesPerNetwork } from "./stackLimitServicesPerNetwork";
import { stackLimitSubnetSizeWithVip } from "./stackLimitSubnetSizeWithVip";
import { stackRequireAddressHeadroom } from "./stackRequireAddressHeadroom";
import { stackRequireConsistentMtu } from "./stackRequireConsistentMtu";
import { stackRequireDeclaredIngressForSensitiveServices } from "./stackRequireDeclaredIngressForSensitiveServices";
import { stackRequireEncryptedIngress } from "./stackRequireEncryptedIngress";
import { stackRequireEncryptedIngressForSensitiveServices } from "./stackRequireEncryptedIngressForSensitiveServices";
import { stackRequireOddManagers } from "./stackRequireOddManagers";

/** The rules that look across the resources of a stack. */
export const stackRules: readonly StackPolicy[] = [
  stackDisallowAttachingIngress,
  stackDisallowDuplicateName,
  stackDisallowDuplicatePublishedPort,
  stackDisallowDuplicateVxlanId,
  stackDisallowOverlappingSubnets,
  stackDisallowPublishedPortOnInternalNetworks,
  stackDisallowPublishedPortOnSensitiveNetwork,
  stackDisallowSecondIngress,
  stackDisallowSharedAlias,
  stackDisallowSharedHostPort,
  stackDisallowSubnetInAddressPool,
  stackDisallowTakenSubnet,
  stackDisallowWeakenedComponent,
  stackDisallowWindowsOnEncryptedNetwork,
  stackLimitServicesPerNetwork,
  stackLimitSubnetSizeWithVip,
  stackRequireAddressHeadroom,
  stackRequireConsistentMtu,
  stackRequireDeclaredIngressForSensitiveServices,
  stackRequireEncryptedIngress,
  stackRequireEncryptedIngressForSensitiveServices,
  stackRequireOddManagers,
];
