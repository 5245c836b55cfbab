import type { PolicyPackConfig } from "@pulumi/policy";
import { evaluateResource, evaluateStack, type EvaluatedResource, type Verdict } from "../policies/evaluation/evaluate";
import { policies } from "../policies/pack";
import type { ResourcePolicy, StackPolicy } from "../policies/rule/policy";
import { benchmarkOf } from "./benchmark";
import type { Outcome } from "./check";
import { checks } from "./checks";
import { effectiveLevel, type AuditConfiguration } from "./configuration";
import { inDockerWords } from "./dockerWords";
import { sorted, type Finding } from "./finding";
import type { PackViolation } from "./packViolation";
import type { Report } from "./report";
import { liveResources, type LiveResource } from "./resources";
import type { Snapshot } from "./snapshot";
import { theSwarm } from "./swarmParts";

/** Checks a swarm against the rules of the policy pack, and against the checks that need a live swarm. */
export function auditSwarm(snapshot: Snapshot, configuration: AuditConfiguration): Report {
  const violations = evaluateSwarm(snapshot, configuration.pack);
  const outcomes = new Map(checks.map((check) => [check.name, check.run(snapshot)] as const));
  return {
    target: snapshot.host,
    scope: scopeOf(snapshot),
    findings: sorted([...packFindings(violations, configuration), ...checkFindings(outcomes, configuration)]),
    rules: [...policies, ...checks],
    benchmark: benchmarkOf(snapshot, outcomes, violations),
  };
}

/** Runs every rule of the pack, even if it is disabled: the summary of the benchmark does not depend on levels. */
function evaluateSwarm(snapshot: Snapshot, config: PolicyPackConfig): PackViolation[] {
  const resources = liveResources(snapshot);
  const stack = resources.map(({ output }) => output);
  return policies.flatMap((policy) => {
    const settings = { ...livingSettings(policy, snapshot), ...settingsOf(config, policy.name) };
    try {
      return "validateStack" in policy
        ? evaluateTogether(policy, resources, stack, settings)
        : evaluateEach(policy, resources, settings);
    } catch (cause) {
      // An audit without this rule would miss its violations.
      const words = cause instanceof Error ? cause.message : String(cause);
      throw new Error(`The rule ${policy.name} failed to run: ${words}`, { cause });
    }
  });
}

function evaluateEach(policy: ResourcePolicy, resources: readonly LiveResource[], settings: object): PackViolation[] {
  return resources
    .filter(({ input }) => policy.types.includes(input.type))
    .flatMap(({ subject, input }) =>
      decided(policy, evaluateResource(policy, input, settings)).map(({ message }) => ({
        policy,
        subject,
        message: inDockerWords(message, input.props),
      })),
    );
}

/** @param stack the same resources, in one array for all rules */
function evaluateTogether(
  policy: StackPolicy,
  resources: readonly LiveResource[],
  stack: readonly EvaluatedResource[],
  settings: object,
): PackViolation[] {
  const byUrn = new Map(resources.map((resource) => [resource.output.urn, resource]));
  const verdict = evaluateStack(policy, stack, settings);
  return decided(policy, verdict).map(({ message, urn }) => ({
    policy,
    subject: byUrn.get(urn)?.subject ?? theSwarm,
    message: inDockerWords(message, byUrn.get(urn)?.output.props ?? {}),
  }));
}

/** The violations of a rule that has decided. All values of a live swarm are known, so every rule must decide. */
function decided({ name }: ResourcePolicy | StackPolicy, { violations, undecided }: Verdict): Verdict["violations"] {
  if (undecided !== undefined)
    throw new Error(`The rule ${name} could not decide about a live swarm, where every value is known: ${undecided}`);
  return violations;
}

function packFindings(violations: readonly PackViolation[], { pack }: AuditConfiguration): Finding[] {
  return violations.flatMap(({ policy: rule, subject, message }) => {
    const level = effectiveLevel(rule, levelIn(pack, rule.name));
    return level === undefined ? [] : [{ rule, level, subject, message }];
  });
}

function checkFindings(outcomes: ReadonlyMap<string, Outcome>, configuration: AuditConfiguration): Finding[] {
  return checks.flatMap((rule) => {
    const outcome = outcomes.get(rule.name);
    const given = configuration.checks.get(rule.name);
    const level = effectiveLevel(rule, given);
    if (outcome?.status !== "fail" || level === undefined) return [];
    // A configured level applies to every violation.
    return outcome.violations.map((violation) => ({
      rule,
      level: given === undefined ? (violation.level ?? level) : level,
      subject: violation.subject,
      message: violation.message,
    }));
  });
}

/** The level that a configuration sets for a rule of the pack. */
function levelIn(config: PolicyPackConfig, name: string): Parameters<typeof effectiveLevel>[1] {
  const entry = config[name];
  return typeof entry === "string" ? entry : entry?.enforcementLevel;
}

/** The settings that describe the swarm. A program needs a configuration for them; a live swarm shows them itself. */
function livingSettings({ settings }: Pick<ResourcePolicy, "settings">, { nodes, swarm }: Snapshot): object {
  const known = {
    nodes: nodes.filter(({ Status }) => Status.State !== "down").length,
    ...(swarm.SubnetSize === undefined || swarm.SubnetSize === 0 ? {} : { poolPrefix: swarm.SubnetSize }),
  };
  return Object.fromEntries(Object.entries(known).filter(([key]) => key in settings));
}

function settingsOf(config: PolicyPackConfig, name: string): object {
  const entry = config[name];
  if (typeof entry !== "object") return {};
  return Object.fromEntries(Object.entries(entry).filter(([key]) => key !== "enforcementLevel"));
}

function scopeOf({ info, nodes, networks, services }: Snapshot): string {
  const ofSwarm = networks.filter(({ Scope }) => Scope === "swarm").length;
  return [
    `manager ${info.Name}, Docker Engine ${info.ServerVersion}`,
    counted(nodes.length, "node"),
    counted(ofSwarm, "network"),
    counted(services.length, "service"),
  ].join(", ");
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}
