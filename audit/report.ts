import type { Finding, Rule } from "./finding";

/** How a recommendation of the benchmark is met. */
export type Status = "pass" | "fail" | "not applicable";

/** One recommendation of the CIS Docker Benchmark. */
export interface Recommendation {
  /** In edition 1.6.0. */
  readonly number: string;
  /** In editions 1.2 to 1.5. */
  readonly formerNumber: string;
  readonly title: string;
  readonly status: Status;
  readonly reason: string;
}

/** What an audit has found. */
export interface Report {
  /** What was looked at, as a person calls it. */
  readonly target: string;
  /** In one line, what is there: nodes, networks, services. Empty for a state. */
  readonly scope: string;
  /** Path of the state file, when it was one: where code scanning shows the findings. */
  readonly file?: string;
  readonly findings: readonly Finding[];
  /** Every rule that was asked, also without a finding. */
  readonly rules: readonly Rule[];
  /** Section 7 of the CIS Docker Benchmark, and 5.1, which once was its first. */
  readonly benchmark: readonly Recommendation[];
}

/** How many findings there are of a level. */
export function countOf({ findings }: Report, level: Finding["level"]): number {
  return findings.filter((finding) => finding.level === level).length;
}
