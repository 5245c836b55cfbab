import type { Policy, ResourceValidationPolicy, StackValidationPolicy } from "@pulumi/policy";

/**
 * What every policy of the pack says about itself, in this order. Pulumi asks for the first two alone; the rest is what a
 * person who is stopped by a rule, or who audits one, needs.
 */
type Described = Required<
  Pick<
    Policy,
    "name" | "description" | "enforcementLevel" | "severity" | "framework" | "tags" | "remediationSteps" | "url"
  >
>;

/** A rule about one resource. */
export type ResourcePolicy = Described & ResourceValidationPolicy;

/** A rule about the resources of a stack together. */
export type StackPolicy = Described & StackValidationPolicy;
