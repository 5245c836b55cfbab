export type { DnsArgs } from "./dns";
export type { FileReferenceArgs } from "./fileReference";
export type { GatewayBridgeArgs } from "./gatewayBridge";
export { GatewayBridge } from "./gatewayBridge";
export type { HealthcheckArgs } from "./healthcheck";
export type { IngressConfigArgs, PublishOptions } from "./ingressConfig";
export { IngressConfig, OnPublishedPorts } from "./ingressConfig";
export type { InspectNetworkArgs } from "./inspectNetwork";
export { inspectNetwork } from "./inspectNetwork";
export type { InspectServiceArgs } from "./inspectService";
export { inspectService } from "./inspectService";
export type { LogDriverArgs } from "./logDriver";
export type { MountArgs } from "./mount";
export { MountType } from "./mount";
export type { NetworkAttachmentArgs } from "./networkAttachment";
export type { AttachOptions, OverlayNetworkArgs } from "./overlayNetwork";
export { OverlayNetwork } from "./overlayNetwork";
export type { FileOptions } from "./payload";
export type { PlatformArgs } from "./placement";
export type { PortArgs, PublishedPort } from "./port";
export { Protocol, PublishMode } from "./port";
export { Replacement } from "./replacement";
export type { ResourceAmountArgs, ResourcesArgs } from "./resources";
export type { RestartPolicyArgs } from "./restartPolicy";
export { RestartCondition } from "./restartPolicy";
export type { SubnetArgs } from "./subnet";
export type { SwarmConfigArgs } from "./swarmConfig";
export { SwarmConfig } from "./swarmConfig";
export type { SwarmSecretArgs } from "./swarmSecret";
export { SwarmSecret } from "./swarmSecret";
export type { JoinArgs, SwarmNodeArgs } from "./swarmNode";
export { NodeAvailability, NodeRole, SwarmNode } from "./swarmNode";
export type { SwarmServiceArgs } from "./swarmService";
export { EndpointMode, ServiceMode, SwarmService } from "./swarmService";
export type { RollbackConfigArgs, UpdateConfigArgs } from "./updateConfig";
export { RollbackFailureAction, UpdateFailureAction, UpdateOrder } from "./updateConfig";
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
