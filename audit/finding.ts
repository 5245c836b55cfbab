import type { Policy } from "@pulumi/policy";

/** What a rule says about itself, whether it is one of the pack or one that only a live swarm can be held against. */
export type Rule = Required<
  Pick<
    Policy,
    "name" | "description" | "enforcementLevel" | "severity" | "framework" | "tags" | "remediationSteps" | "url"
  >
>;

/** Whether a violation fails the audit. */
export type Level = "mandatory" | "advisory";

/** What a finding is about. */
export interface Subject {
  /** `network`, `service`, `node` or `swarm`; of a Pulumi state also a component, e.g. `OverlayNetwork`, or `stack`. */
  readonly kind: string;
  /** In the swarm, its name; in a Pulumi state, its logical name. */
  readonly name: string;
}

/** One violation of one rule. */
export interface Finding {
  readonly rule: Rule;
  readonly level: Level;
  readonly subject: Subject;
  /** The value, the rule, and the way out. */
  readonly message: string;
}

/** Mandatory ones first, then by subject and rule, so that two audits of the same thing read the same. */
export function sorted(findings: readonly Finding[]): Finding[] {
  const key = ({ level, subject, rule, message }: Finding): string =>
    [level === "mandatory" ? 0 : 1, subject.kind, subject.name, rule.name, message].join("\n");
  return findings
    .map((finding) => [key(finding), finding] as const)
    .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
    .map(([, finding]) => finding);
}
