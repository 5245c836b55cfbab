export type { DnsArgs } from "./service/dns";
export type { FileReferenceArgs } from "./service/fileReference";
export type { GatewayBridgeArgs } from "./network/gatewayBridge";
export { GatewayBridge } from "./network/gatewayBridge";
export type { HealthcheckArgs } from "./service/healthcheck";
export type { IngressConfigArgs, PublishOptions } from "./network/ingressConfig";
export { IngressConfig, OnPublishedPorts } from "./network/ingressConfig";
export type { InspectNetworkArgs } from "./network/inspectNetwork";
export { inspectNetwork } from "./network/inspectNetwork";
export type { InspectServiceArgs } from "./service/inspectService";
export { inspectService } from "./service/inspectService";
export { Isolation } from "./service/isolation";
export type { LogDriverArgs } from "./service/logDriver";
export type { MountArgs } from "./service/mount";
export { MountType } from "./service/mount";
export type { NetworkAttachmentArgs } from "./service/networkAttachment";
export type { AttachOptions } from "./network/attachOptions";
export type { OverlayNetworkArgs } from "./network/overlayNetworkArgs";
export type { ExistingNetwork } from "./network/existingNetwork";
export { OverlayNetwork } from "./network/overlayNetwork";
export type { ExistingFile } from "./payload/existingFile";
export type { FileOptions } from "./payload/payload";
export type { PlatformArgs } from "./service/placement";
export type { PortArgs, PublishedPort } from "./service/port";
export { Protocol, PublishMode } from "./service/port";
export type { CredentialSpecArgs, SeccompArgs } from "./service/privileges";
export { AppArmorMode, SeccompMode } from "./service/privileges";
export { Replacement } from "./network/replacement";
export type { ResourceAmountArgs, ResourcesArgs } from "./service/resources";
export type { RestartPolicyArgs } from "./service/restartPolicy";
export { RestartCondition } from "./service/restartPolicy";
export type { StackScopeArgs } from "./arguments/stackScope";
export type { SubnetArgs } from "./network/subnet";
export type { SwarmConfigArgs } from "./payload/swarmConfig";
export { SwarmConfig } from "./payload/swarmConfig";
export type { SwarmStackArgs } from "./stack/swarmStack";
export { SwarmStack } from "./stack/swarmStack";
export type { SwarmSecretArgs } from "./payload/swarmSecret";
export { SwarmSecret } from "./payload/swarmSecret";
export type { JoinArgs, SwarmNodeArgs } from "./node/swarmNode";
export { NodeAvailability, NodeRole, SwarmNode } from "./node/swarmNode";
export { EndpointMode } from "./service/endpointMode";
export { ServiceMode } from "./service/serviceMode";
export type { SwarmServiceArgs } from "./service/swarmServiceArgs";
export { SwarmService } from "./service/swarmService";
export type { UlimitArgs } from "./service/ulimit";
export type { RollbackConfigArgs, UpdateConfigArgs } from "./service/updateConfig";
export { RollbackFailureAction, UpdateFailureAction, UpdateOrder } from "./service/updateConfig";
export type {
  AddressUsage,
  InspectedPort,
  InspectedSubnet,
  NetworkInspection,
  NetworkPeer,
  NetworkService,
  NetworkTask,
  ServiceInspection,
  ServiceNetwork,
  ServiceTask,
  TaskAddress,
} from "../swarm/inspection";
