import type { ResourcePolicy } from "./policy";
import { nodeLimitCertificateExpiry } from "./rules/nodeLimitCertificateExpiry";
import { nodeRequireAddressPools } from "./rules/nodeRequireAddressPools";
import { nodeRequireAutolock } from "./rules/nodeRequireAutolock";
import { nodeRequireDataPathAddress } from "./rules/nodeRequireDataPathAddress";
import { nodeRequireListenAddress } from "./rules/nodeRequireListenAddress";

/** The rules about a node of a swarm. */
export const nodeRules: readonly ResourcePolicy[] = [
  nodeLimitCertificateExpiry,
  nodeRequireAddressPools,
  nodeRequireAutolock,
  nodeRequireDataPathAddress,
  nodeRequireListenAddress,
];
