import { applicationStacks } from "./applicationStacks";
import { clusterStacks } from "./clusterStacks";
import { communityStacks } from "./communityStacks";
import type { ComposeStack } from "./composeStack";
import { edgeStacks } from "./edgeStacks";
import { monitoringStacks } from "./monitoringStacks";

/** Twenty-five stacks with 121 services. */
export const composeStacks: Readonly<Record<string, ComposeStack>> = {
  ...edgeStacks,
  ...monitoringStacks,
  ...clusterStacks,
  ...applicationStacks,
  ...communityStacks,
};
