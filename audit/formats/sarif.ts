import { pathToFileURL } from "node:url";
import { isAbsolute } from "node:path";
import type { Log, ReportingDescriptor, Result } from "sarif";
import type { Finding, Rule } from "../finding";
import type { Report } from "../report";

/** The rank of a violation in code scanning, from 0 to 10 like CVSS. */
const securitySeverity = { low: "3.0", medium: "5.5", high: "8.0", critical: "9.5" } as const;

/** Formats a report as SARIF 2.1.0, for code scanning. Source: https://docs.oasis-open.org/sarif/sarif/v2.1.0/. */
export function formatSarif(report: Report): string {
  return JSON.stringify(toSarif(report), undefined, 2);
}

/** The SARIF log of a report as an object; see {@link formatSarif}. */
export function toSarif(report: Report): Log {
  const { target, findings, benchmark } = report;
  const rules = report.rules;
  const places = new Map(rules.map(({ name }, i) => [name, i]));
  return {
    version: "2.1.0",
    $schema: "https://json.schemastore.org/sarif-2.1.0.json",
    runs: [
      {
        tool: {
          driver: {
            name: "swarm-network",
            fullName: "Audit of Docker Swarm networking",
            rules: rules.map(toDescriptor),
          },
        },
        automationDetails: { id: `swarm-network/${target}` },
        invocations: [{ executionSuccessful: true }],
        results: findings.map((finding) => toResult(finding, places.get(finding.rule.name) ?? -1, report)),
        columnKind: "utf16CodeUnits",
        properties: { target, benchmark },
      },
    ],
  };
}

function toDescriptor(rule: Rule): ReportingDescriptor {
  const { name, description, severity, enforcementLevel, framework, tags, remediationSteps, url } = rule;
  const source = `${framework.name} ${framework.version}, ${framework.reference}: ${framework.specification}`;
  return {
    id: name,
    shortDescription: { text: description },
    fullDescription: { text: `${description} ${source}.` },
    help: { text: `${remediationSteps}\n\n${source}` },
    // A link to a file on this machine is of no use to readers elsewhere.
    ...(/^https?:/.test(url) ? { helpUri: url } : {}),
    defaultConfiguration: { level: enforcementLevel === "mandatory" ? "error" : "warning" },
    properties: { tags: ["security", ...tags], "security-severity": securitySeverity[severity], precision: "high" },
  };
}

function toResult(finding: Finding, ruleIndex: number, { file }: Report): Result {
  const { rule, level, subject, message } = finding;
  const name = `${subject.kind}/${subject.name}`;
  return {
    ruleId: rule.name,
    ruleIndex,
    level: level === "mandatory" ? "error" : "warning",
    message: { text: message },
    locations: [
      {
        // Code scanning requires a file: the state, or a file that is named after the object.
        physicalLocation: {
          artifactLocation: { uri: file === undefined ? encodeURI(name) : uriOf(file) },
          region: { startLine: 1 },
        },
        logicalLocations: [{ name: subject.name, fullyQualifiedName: name, kind: "resource" }],
      },
    ],
    // A violation by one object stays one alert, even if its message changes.
    partialFingerprints: { "ruleAndSubject/v1": `${rule.name}:${name}` },
  };
}

function uriOf(file: string): string {
  return isAbsolute(file) ? pathToFileURL(file).href : encodeURI(file.replace(/\\/g, "/"));
}
