import type { ResourcePolicy } from "../../rule/policy";
import { serviceDisallowAddedCapabilities } from "./serviceDisallowAddedCapabilities";
import { serviceDisallowDnsrrWithIngressPort } from "./serviceDisallowDnsrrWithIngressPort";
import { serviceDisallowDockerSocket } from "./serviceDisallowDockerSocket";
import { serviceDisallowHostMounts } from "./serviceDisallowHostMounts";
import { serviceDisallowHostNetwork } from "./serviceDisallowHostNetwork";
import { serviceDisallowLocalVolumeOnSeveralNodes } from "./serviceDisallowLocalVolumeOnSeveralNodes";
import { serviceDisallowManagerPlacement } from "./serviceDisallowManagerPlacement";
import { serviceDisallowPortOfDynamicRange } from "./serviceDisallowPortOfDynamicRange";
import { serviceDisallowPublishedDataStore } from "./serviceDisallowPublishedDataStore";
import { serviceDisallowShadowingAlias } from "./serviceDisallowShadowingAlias";
import { serviceDisallowStartFirstWithHostPort } from "./serviceDisallowStartFirstWithHostPort";
import { serviceLimitHostModeReplicas } from "./serviceLimitHostModeReplicas";
import { serviceLimitPrivilegedPorts } from "./serviceLimitPrivilegedPorts";
import { serviceLimitPublishedPorts } from "./serviceLimitPublishedPorts";
import { serviceRequireDroppedCapabilities } from "./serviceRequireDroppedCapabilities";
import { serviceRequireHealthcheck } from "./serviceRequireHealthcheck";
import { serviceRequireHostModeForClientAddress } from "./serviceRequireHostModeForClientAddress";
import { serviceRequireLimits } from "./serviceRequireLimits";
import { serviceRequireNetwork } from "./serviceRequireNetwork";
import { serviceRequireNetworkById } from "./serviceRequireNetworkById";
import { serviceRequireNonRootUser } from "./serviceRequireNonRootUser";
import { serviceRequirePinnedImage } from "./serviceRequirePinnedImage";
import { serviceRequireReadOnlyRootFileSystem } from "./serviceRequireReadOnlyRootFileSystem";
import { serviceRequireSecondReplica } from "./serviceRequireSecondReplica";
import { serviceRequireSecretsAsSecrets } from "./serviceRequireSecretsAsSecrets";
import { serviceRequireUpdateConfig } from "./serviceRequireUpdateConfig";

/** The rules about a service by itself. */
export const serviceRules: readonly ResourcePolicy[] = [
  serviceDisallowAddedCapabilities,
  serviceDisallowDnsrrWithIngressPort,
  serviceDisallowDockerSocket,
  serviceDisallowHostMounts,
  serviceDisallowHostNetwork,
  serviceDisallowLocalVolumeOnSeveralNodes,
  serviceDisallowManagerPlacement,
  serviceDisallowPortOfDynamicRange,
  serviceDisallowPublishedDataStore,
  serviceDisallowShadowingAlias,
  serviceDisallowStartFirstWithHostPort,
  serviceLimitHostModeReplicas,
  serviceLimitPrivilegedPorts,
  serviceLimitPublishedPorts,
  serviceRequireDroppedCapabilities,
  serviceRequireHealthcheck,
  serviceRequireHostModeForClientAddress,
  serviceRequireLimits,
  serviceRequireNetwork,
  serviceRequireNetworkById,
  serviceRequireNonRootUser,
  serviceRequirePinnedImage,
  serviceRequireReadOnlyRootFileSystem,
  serviceRequireSecondReplica,
  serviceRequireSecretsAsSecrets,
  serviceRequireUpdateConfig,
];
