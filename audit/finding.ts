import type { Policy } from "@pulumi/policy";

/** The description of a rule: of the policy pack, or a check of a live swarm. */
export type Rule = Required<
  Pick<
    Policy,
    "name" | "description" | "enforcementLevel" | "severity" | "framework" | "tags" | "remediationSteps" | "url"
  >
>;

/** A mandatory violation fails the audit; an advisory one does not. */
export type Level = "mandatory" | "advisory";

/** The object that a finding is about. */
export interface Subject {
  /**
   * `network`, `service`, `node` or `swarm`; in a Pulumi state also a component such as `OverlayNetwork`, or `stack`.
   */
  readonly kind: string;
  /** Its name in the swarm, or its logical name in a Pulumi state. */
  readonly name: string;
}

/** One violation of one rule. */
export interface Finding {
  readonly rule: Rule;
  readonly level: Level;
  readonly subject: Subject;
  /** Names the object, the value, the rule and the fix. */
  readonly message: string;
}

/** Sorts by level (mandatory first), subject and rule, so that two audits of the same swarm have the same order. */
export function sorted(findings: readonly Finding[]): Finding[] {
  const key = ({ level, subject, rule, message }: Finding): string =>
    [level === "mandatory" ? 0 : 1, subject.kind, subject.name, rule.name, message].join("\n");
  return findings
    .map((finding) => [key(finding), finding] as const)
    .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
    .map(([, finding]) => finding);
}
