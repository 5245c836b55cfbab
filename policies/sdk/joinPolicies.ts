import type { EnforcementLevel, Policy } from "@pulumi/policy";
import { isUnknownValue } from "../unknowns/draft";

/** What a configuration says about a policy. The settings of a policy are the same object until the next one. */
export interface Configured {
  readonly level: EnforcementLevel;
  readonly settings: object;
}

/** Reports a violation; from a policy about the stack, with the URN of its resource. */
export type Report = (message: string, urn?: string) => void;

/**
 * The form of a report that names another policy. The SDK accepts it, but its type definitions omit it, as they omit
 * that a description comes before the message.
 */
type ReportAs = (violation: {
  readonly name: string;
  readonly description: string;
  readonly message: string;
  readonly urn: string | undefined;
  readonly enforcementLevel: EnforcementLevel;
  readonly severity: Policy["severity"];
}) => void;

/**
 * One function that runs several policies. Pulumi's SDK prepares a resource for each policy of a pack, and the whole
 * stack for each policy about the stack, which took longer than the policies themselves. With this function, it does so
 * once per request, and all policies read the same objects.
 *
 * @param validate runs one policy
 * @param configured the level and settings of a policy, in place of those that the SDK knows
 */
export function joinPolicies<P extends Policy, A extends object>(
  policies: readonly P[],
  validate: (policy: P, args: A, report: Report) => unknown,
  configured: (policy: P) => Configured,
): (args: A, report: Report) => void {
  return (args, report) => {
    for (const policy of policies) {
      const { level, settings } = configured(policy);
      if (level === "disabled") continue;
      const { name, description, severity } = policy;
      const reportAs = (enforcementLevel: EnforcementLevel, message: string, urn?: string): void => {
        (report as unknown as ReportAs)({ name, description, message, urn, enforcementLevel, severity });
      };
      try {
        validate(policy, { ...args, getConfig: () => settings }, (message, urn) => {
          // As in the SDK, a violation that a remediation leaves is mandatory.
          reportAs(level === "remediate" ? "mandatory" : level, `${description}\n${message}`, urn);
        });
      } catch (error) {
        if (!isUnknownValue(error))
          throw new Error(`The policy ${name} failed: ${String((error as Error).stack)}`, { cause: error });
        // The SDK's own words.
        reportAs(
          "advisory",
          `can't run policy '${name}' from policy pack 'swarm-network' during preview: ${error.message}`,
        );
      }
    }
  };
}
