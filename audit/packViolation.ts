import type { ResourcePolicy, StackPolicy } from "../policies/rule/policy";
import type { Subject } from "./finding";

/** A violation of one of the pack's rules, whatever enforcement level the rule is set to. */
export interface PackViolation {
  readonly policy: ResourcePolicy | StackPolicy;
  readonly subject: Subject;
  readonly message: string;
}
