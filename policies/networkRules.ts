import type { ResourcePolicy } from "./policy";
import { ingressDisallowAttachable } from "./rules/ingressDisallowAttachable";
import { ingressDisallowInternal } from "./rules/ingressDisallowInternal";
import { ingressRequireOverlayDriver } from "./rules/ingressRequireOverlayDriver";
import { ingressRequireProtection } from "./rules/ingressRequireProtection";
import { networkDisallowAttachable } from "./rules/networkDisallowAttachable";
import { networkDisallowAttachableWhenSensitive } from "./rules/networkDisallowAttachableWhenSensitive";
import { networkDisallowAuxAddresses } from "./rules/networkDisallowAuxAddresses";
import { networkDisallowEncryptedFalse } from "./rules/networkDisallowEncryptedFalse";
import { networkDisallowIpv6 } from "./rules/networkDisallowIpv6";
import { networkDisallowReservedLabels } from "./rules/networkDisallowReservedLabels";
import { networkDisallowReservedSubnet } from "./rules/networkDisallowReservedSubnet";
import { networkLimitMtu } from "./rules/networkLimitMtu";
import { networkRequireEncryption } from "./rules/networkRequireEncryption";
import { networkRequireEncryptionWhenSensitive } from "./rules/networkRequireEncryptionWhenSensitive";
import { networkRequireExplicitGateway } from "./rules/networkRequireExplicitGateway";
import { networkRequireInternalForDataTier } from "./rules/networkRequireInternalForDataTier";
import { networkRequireKnownDriverOptions } from "./rules/networkRequireKnownDriverOptions";
import { networkRequireKnownLabels } from "./rules/networkRequireKnownLabels";
import { networkRequirePrivateSubnet } from "./rules/networkRequirePrivateSubnet";
import { networkRequireValidDriverOptions } from "./rules/networkRequireValidDriverOptions";
import { networkRequireValidName } from "./rules/networkRequireValidName";
import { networkRequireValidSubnets } from "./rules/networkRequireValidSubnets";

/** The rules about a network by itself, the ingress among them. */
export const networkRules: readonly ResourcePolicy[] = [
  ingressDisallowAttachable,
  ingressDisallowInternal,
  ingressRequireOverlayDriver,
  ingressRequireProtection,
  networkDisallowAttachable,
  networkDisallowAttachableWhenSensitive,
  networkDisallowAuxAddresses,
  networkDisallowEncryptedFalse,
  networkDisallowIpv6,
  networkDisallowReservedLabels,
  networkDisallowReservedSubnet,
  networkLimitMtu,
  networkRequireEncryption,
  networkRequireEncryptionWhenSensitive,
  networkRequireExplicitGateway,
  networkRequireInternalForDataTier,
  networkRequireKnownDriverOptions,
  networkRequireKnownLabels,
  networkRequirePrivateSubnet,
  networkRequireValidDriverOptions,
  networkRequireValidName,
  networkRequireValidSubnets,
];
