import type { ResourcePolicy } from "../../rule/policy";
import { networkDisallowAttachable } from "./networkDisallowAttachable";
import { networkDisallowAttachableWhenSensitive } from "./networkDisallowAttachableWhenSensitive";
import { networkDisallowAuxAddresses } from "./networkDisallowAuxAddresses";
import { networkDisallowEncryptedFalse } from "./networkDisallowEncryptedFalse";
import { networkDisallowGatewayBridgeTraffic } from "./networkDisallowGatewayBridgeTraffic";
import { networkDisallowIpv6 } from "./networkDisallowIpv6";
import { networkDisallowReservedLabels } from "./networkDisallowReservedLabels";
import { networkDisallowReservedSubnet } from "./networkDisallowReservedSubnet";
import { networkDisallowReservedVxlanId } from "./networkDisallowReservedVxlanId";
import { networkLimitMtu } from "./networkLimitMtu";
import { networkRequireEncryption } from "./networkRequireEncryption";
import { networkRequireEncryptionWhenSensitive } from "./networkRequireEncryptionWhenSensitive";
import { networkRequireExplicitGateway } from "./networkRequireExplicitGateway";
import { networkRequireInternalForDataTier } from "./networkRequireInternalForDataTier";
import { networkRequireKnownDriverOptions } from "./networkRequireKnownDriverOptions";
import { networkRequireKnownLabels } from "./networkRequireKnownLabels";
import { networkRequirePrivateSubnet } from "./networkRequirePrivateSubnet";
import { networkRequireValidDriverOptions } from "./networkRequireValidDriverOptions";
import { networkRequireValidName } from "./networkRequireValidName";
import { networkRequireValidSubnets } from "./networkRequireValidSubnets";

/** The rules about a network by itself. */
export const networkRules: readonly ResourcePolicy[] = [
  networkDisallowAttachable,
  networkDisallowAttachableWhenSensitive,
  networkDisallowAuxAddresses,
  networkDisallowEncryptedFalse,
  networkDisallowGatewayBridgeTraffic,
  networkDisallowIpv6,
  networkDisallowReservedLabels,
  networkDisallowReservedSubnet,
  networkDisallowReservedVxlanId,
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
