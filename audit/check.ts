import { docsUrl } from "../policies/rule/documentation";
import type { Level, Rule, Subject } from "./finding";
import type { Snapshot } from "./snapshot";

/** What is wrong with one thing of a swarm. */
export interface Violation {
  readonly subject: Subject;
  /** The value, the rule, and the way out. */
  readonly message: string;
  /** Where it is less, or more, than the check's own level says. @default the check's level */
  readonly level?: Level;
}

/** The answer of a check, with a reason in one clause for the summary. */
export type Outcome =
  | { readonly status: "pass" | "not applicable"; readonly reason: string }
  | {
      readonly status: "fail";
      readonly reason: string;
      readonly violations: readonly [Violation, ...Violation[]];
    };

/** A rule that only a live swarm can be held against. */
export interface Check extends Rule {
  /** Pure: looks at a snapshot and nothing else. */
  readonly run: (snapshot: Snapshot) => Outcome;
}

/** Makes a check; all of them are explained on one page. */
export function check(rule: Omit<Check, "url">): Check {
  return { ...rule, url: new URL(`../audit.md#${rule.name}`, docsUrl(rule.name)).href };
}

/** The outcome of a list of violations. */
export function outcome(violations: readonly Violation[], reasons: { pass: string; fail: string }): Outcome {
  const [first, ...others] = violations;
  if (first === undefined) return { status: "pass", reason: reasons.pass };
  return { status: "fail", reason: reasons.fail, violations: [first, ...others] };
}
