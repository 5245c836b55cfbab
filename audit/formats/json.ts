import { countOf, type Report } from "../report";

/** Formats a report for programs: the findings with the descriptions of their rules, and the benchmark. */
export function formatJson(report: Report): string {
  const { target, scope, findings, benchmark } = report;
  return JSON.stringify(
    {
      target,
      ...(scope === "" ? {} : { scope }),
      mandatory: countOf(report, "mandatory"),
      advisory: countOf(report, "advisory"),
      findings: findings.map(({ rule, level, subject, message }) => ({
        rule: rule.name,
        level,
        severity: rule.severity,
        subject,
        message,
        framework: rule.framework,
        remediationSteps: rule.remediationSteps,
        url: rule.url,
      })),
      benchmark,
    },
    undefined,
    2,
  );
}
