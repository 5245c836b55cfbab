import type { ResourcePolicy } from "../../rule/policy";
import { serviceDisallowAddedCapabilities } from "./serviceDisallowAddedCapabilities";
import { serviceDisallowDnsrrWithIngressPort } from "./serviceDisallowDnsrrWithIngressPort";
import { serviceDisallowDockerSocket } from "./serviceDisallowDockerSocket";
import { serviceDisallowHostMounts } from "./serviceDisallowHostMounts";
import { serviceDisallowHostNetwork } from "./serviceDisallowHostNetwork";
import { serviceDisallowPortOfDynamicRange } from "./serviceDisallowPortOfDynamicRange";
import { serviceLimitHostModeReplicas } from "./serviceLimitHostModeReplicas";
import { serviceLimitPrivilegedPorts } from "./serviceLimitPrivilegedPorts";
import { serviceLimitPublishedPorts } from "./serviceLimitPublishedPorts";
import { serviceRequireHealthcheck } from "./serviceRequireHealthcheck";
import { serviceRequireHostModeForClientAddress } from "./serviceRequireHostModeForClientAddress";
import { serviceRequireLimits } from "./serviceRequireLimits";
import { serviceRequireNetwork } from "./serviceRequireNetwork";
import { serviceRequireNetworkById } from "./serviceRequireNetworkById";
import { serviceRequirePinnedImage } from "./serviceRequirePinnedImage";
import { serviceRequireSecretsAsSecrets } from "./serviceRequireSecretsAsSecrets";
import { serviceRequireUpdateConfig } from "./serviceRequireUpdateConfig";

/** The rules about a service by itself. */
export const serviceRules: readonly ResourcePolicy[] = [
  serviceDisallowAddedCapabilities,
  serviceDisallowDnsrrWithIngressPort,
  serviceDisallowDockerSocket,
  serviceDisallowHostMounts,
  serviceDisallowHostNetwork,
  serviceDisallowPortOfDynamicRange,
  serviceLimitHostModeReplicas,
  serviceLimitPrivilegedPorts,
  serviceLimitPublishedPorts,
  serviceRequireHealthcheck,
  serviceRequireHostModeForClientAddress,
  serviceRequireLimits,
  serviceRequireNetwork,
  serviceRequireNetworkById,
  serviceRequirePinnedImage,
  serviceRequireSecretsAsSecrets,
  serviceRequireUpdateConfig,
];
