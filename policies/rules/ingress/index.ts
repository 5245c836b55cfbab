import type { ResourcePolicy } from "../../rule/policy";
import { ingressDisallowAttachable } from "./ingressDisallowAttachable";
import { ingressDisallowInternal } from "./ingressDisallowInternal";
import { ingressRequireOverlayDriver } from "./ingressRequireOverlayDriver";
import { ingressRequireProtection } from "./ingressRequireProtection";

/** The rules about the ingress network. */
export const ingressRules: readonly ResourcePolicy[] = [
  ingressDisallowAttachable,
  ingressDisallowInternal,
  ingressRequireOverlayDriver,
  ingressRequireProtection,
];
