import type { ResourcePolicy } from "../../rule/policy";
import { nodeDisallowSwarmLoss } from "./nodeDisallowSwarmLoss";
import { nodeLimitCertificateExpiry } from "./nodeLimitCertificateExpiry";
import { nodeRequireAddressPools } from "./nodeRequireAddressPools";
import { nodeRequireAutolock } from "./nodeRequireAutolock";
import { nodeRequireDataPathAddress } from "./nodeRequireDataPathAddress";
import { nodeRequireListenAddress } from "./nodeRequireListenAddress";

/** The rules about a node of a swarm. */
export const nodeRules: readonly ResourcePolicy[] = [
  nodeDisallowSwarmLoss,
  nodeLimitCertificateExpiry,
  nodeRequireAddressPools,
  nodeRequireAutolock,
  nodeRequireDataPathAddress,
  nodeRequireListenAddress,
];
