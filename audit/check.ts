import { docsUrl } from "../policies/rule/documentation";
import type { Level, Rule, Subject } from "./finding";
import type { Snapshot } from "./snapshot";

/** A violation of a check by one object of the swarm. */
export interface Violation {
  readonly subject: Subject;
  /** Names the object, the value, the rule and the fix. */
  readonly message: string;
  /** @default the level of the check */
  readonly level?: Level;
}

/** The result of a check, with a short reason for the summary of the benchmark. */
export type Outcome =
  | { readonly status: "pass" | "not applicable"; readonly reason: string }
  | {
      readonly status: "fail";
      readonly reason: string;
      readonly violations: readonly [Violation, ...Violation[]];
    };

/** A rule that needs a live swarm. */
export interface Check extends Rule {
  /** A pure function of the snapshot. */
  readonly run: (snapshot: Snapshot) => Outcome;
}

/** Creates a check, with a link to its section in docs/audit.md. */
export function check(rule: Omit<Check, "url">): Check {
  return { ...rule, url: new URL(`../audit.md#${rule.name}`, docsUrl(rule.name)).href };
}

/** Fails if there are violations, and passes otherwise, with the reason for each case. */
export function outcome(violations: readonly Violation[], reasons: { pass: string; fail: string }): Outcome {
  const [first, ...others] = violations;
  if (first === undefined) return { status: "pass", reason: reasons.pass };
  return { status: "fail", reason: reasons.fail, violations: [first, ...others] };
}
