import { applicationStacks } from "./applicationStacks";
import { clusterStacks } from "./clusterStacks";
import type { ComposeStack } from "./composeStack";
import { edgeStacks } from "./edgeStacks";
import { monitoringStacks } from "./monitoringStacks";

/** Fifteen stacks with 80 services. */
export const composeStacks: Readonly<Record<string, ComposeStack>> = {
  ...edgeStacks,
  ...monitoringStacks,
  ...clusterStacks,
  ...applicationStacks,
};
