import type { ResourcePolicy } from "./policy";
import { serviceDisallowDnsrrWithIngressPort } from "./rules/serviceDisallowDnsrrWithIngressPort";
import { serviceDisallowHostNetwork } from "./rules/serviceDisallowHostNetwork";
import { serviceDisallowPortOfDynamicRange } from "./rules/serviceDisallowPortOfDynamicRange";
import { serviceLimitHostModeReplicas } from "./rules/serviceLimitHostModeReplicas";
import { serviceLimitPrivilegedPorts } from "./rules/serviceLimitPrivilegedPorts";
import { serviceLimitPublishedPorts } from "./rules/serviceLimitPublishedPorts";
import { serviceRequireHealthcheck } from "./rules/serviceRequireHealthcheck";
import { serviceRequireHostModeForClientAddress } from "./rules/serviceRequireHostModeForClientAddress";
import { serviceRequireLimits } from "./rules/serviceRequireLimits";
import { serviceRequireNetwork } from "./rules/serviceRequireNetwork";
import { serviceRequireNetworkById } from "./rules/serviceRequireNetworkById";
import { serviceRequirePinnedImage } from "./rules/serviceRequirePinnedImage";
import { serviceRequireSecretsAsSecrets } from "./rules/serviceRequireSecretsAsSecrets";
import { serviceRequireUpdateConfig } from "./rules/serviceRequireUpdateConfig";

/** The rules about a service by itself. */
export const serviceRules: readonly ResourcePolicy[] = [
  serviceDisallowDnsrrWithIngressPort,
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
