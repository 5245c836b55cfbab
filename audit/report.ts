import type { Finding, Rule } from "./finding";

/** Whether a recommendation of the benchmark is met. */
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

/** The result of an audit. */
export interface Report {
  /** The address of the manager, or the path of the state. */
  readonly target: string;
  /** The manager, and the numbers of nodes, networks and services, on one line. Empty for a state. */
  readonly scope: string;
  /** Path of the state file, where code scanning shows the findings; unset for a live swarm. */
  readonly file?: string;
  readonly findings: readonly Finding[];
  /** All rules of the audit, including those without findings. */
  readonly rules: readonly Rule[];
  /** Section 7 of the CIS Docker Benchmark, and 5.1, which was 7.1 in earlier editions. */
  readonly benchmark: readonly Recommendation[];
}

/** The number of findings with a level. */
export function countOf({ findings }: Report, level: Finding["level"]): number {
  return findings.filter((finding) => finding.level === level).length;
}
