import { isComponentType } from "./facts/componentNetwork";
import { ingressRules } from "./rules/ingress";
import { networkRules } from "./rules/network";
import { nodeRules } from "./rules/node";
import type { ResourcePolicy, StackPolicy } from "./rule/policy";
import { serviceRules } from "./rules/service";
import { stackRules } from "./rules/stack";

/** The policies of the pack `swarm-network`, sorted by name. */
export const policies: readonly (ResourcePolicy | StackPolicy)[] = [
  ...ingressRules,
  ...networkRules,
  ...nodeRules,
  ...serviceRules,
  ...stackRules,
].sort((a, b) => (a.name < b.name ? -1 : 1));

/** The policies about the stack. */
export const stackPolicies: readonly StackPolicy[] = policies.filter(
  (policy): policy is StackPolicy => "validateStack" in policy,
);

const resourcePolicies = policies.filter((policy): policy is ResourcePolicy => "validateResource" in policy);

/**
 * The policies about a single resource of a type. There is one that is on for each component of this project, even if
 * it checks nothing of it: any of them notes the component for the policies about its children.
 *
 * @param isOff whether the configuration switches off a policy; none by default
 */
export function policiesAbout(
  type: string,
  isOff: (policy: ResourcePolicy) => boolean = () => false,
): readonly ResourcePolicy[] {
  const found = resourcePolicies.filter((policy) => policy.types.includes(type) && !isOff(policy));
  if (!isComponentType(type) || found.length > 0) return found;
  return resourcePolicies.filter((policy) => !isOff(policy)).slice(0, 1);
}
