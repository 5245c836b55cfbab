import { sortedBy } from "../facts/sortedBy";
import type { Method, Methods } from "./interceptServer";

/** A violation as Pulumi's protocol has it. */
export interface Diagnostic {
  getPolicyname(): string;
  getUrn(): string;
  setUrn(urn: string): void;
  getMessage(): string;
  setMessage(message: string): void;
  getDescription(): string;
  getEnforcementlevel(): number;
  getSeverity(): number;
  cloneMessage(): this;
  setPolicyname(name: string): void;
  setDescription(description: string): void;
  setSeverity(severity: number): void;
}

interface Response {
  getDiagnosticsList(): Diagnostic[];
  setDiagnosticsList(diagnostics: Diagnostic[]): void;
}

/**
 * Joins findings into the message of one: those of a rule, or those of all rules that cannot decide. The name replaces
 * that of a rule.
 */
export type Join = (findings: readonly Diagnostic[]) => { readonly name?: string; readonly message: string };

/**
 * A last finding about all advisory ones, which their rules may be part of: its name, in place of that of a rule, and
 * its message.
 */
export type Conclude = (rules: readonly string[]) => { readonly name: string; readonly message: string } | undefined;

/** The level of an advisory finding in Pulumi's protocol (analyzer.proto, EnforcementLevel). */
const advisory = 0;

/**
 * Shows the advisory findings of each rule as one finding, and all rules that cannot decide as one, at the end of a
 * preview or update, where Pulumi also asks the rules about the stack. Mandatory findings stay as they are: each has
 * its resource, and stops it.
 *
 * Findings come in the order in which to fix them: mandatory ones first, severe ones before others.
 */
export function groupFindings(join: Join, conclude: Conclude, methods: Methods): Methods {
  const { analyze, analyzeStack } = methods;
  if (analyze === undefined || analyzeStack === undefined) return methods;
  let held: Diagnostic[] = [];
  const hold: Method = (call, callback) =>
    analyze(call, (error, response) => {
      const { kept, taken } = split(response);
      for (const diagnostic of taken) diagnostic.setUrn((call.request as { getUrn(): string }).getUrn());
      held.push(...taken);
      (response as Response | undefined)?.setDiagnosticsList(kept);
      callback(error, response);
    });
  const show: Method = (call, callback) =>
    analyzeStack(call, (error, response) => {
      const { kept, taken } = split(response);
      const advisories = [...held, ...taken];
      held = [];
      const conclusion = conclusionOf(advisories, conclude);
      const grouped = groupsOf(advisories).map((group) => joined(group, join));
      const findings = severeFirst([...kept, ...grouped]);
      (response as Response | undefined)?.setDiagnosticsList([...findings, ...conclusion]);
      callback(error, response);
    });
  return { ...methods, analyze: hold, analyzeStack: show };
}

/** The conclusion as a finding about the stack; none if there is nothing to conclude. */
function conclusionOf(findings: readonly Diagnostic[], conclude: Conclude): Diagnostic[] {
  const decided = findings.filter((one) => !isUndecided(one));
  const conclusion = conclude([...new Set(decided.map((one) => one.getPolicyname()))]);
  const [model] = decided;
  if (conclusion === undefined || model === undefined) return [];
  const finding = model.cloneMessage();
  rename(finding, conclusion.name, conclusion.message);
  finding.setUrn("");
  return [finding];
}

/** Makes a finding one that no rule has by itself, and that comes after those of rules. */
function rename(finding: Diagnostic, name: string, message: string): void {
  finding.setPolicyname(name);
  finding.setDescription(message);
  finding.setMessage(message);
  finding.setSeverity(lowest);
}

/** The severity "low" in Pulumi's protocol (analyzer.proto, PolicySeverity). */
const lowest = 1;

function split(response: unknown): { kept: Diagnostic[]; taken: Diagnostic[] } {
  const all = (response as Response | undefined)?.getDiagnosticsList() ?? [];
  const isAdvisory = (diagnostic: Diagnostic): boolean => diagnostic.getEnforcementlevel() === advisory;
  return { kept: all.filter((one) => !isAdvisory(one)), taken: all.filter(isAdvisory) };
}

function groupsOf(diagnostics: readonly Diagnostic[]): Diagnostic[][] {
  const groups = new Map<string, Diagnostic[]>();
  for (const diagnostic of diagnostics) {
    // The space keeps the key apart from the name of a rule.
    const key = isUndecided(diagnostic) ? " undecided" : diagnostic.getPolicyname();
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [diagnostic]);
    else group.push(diagnostic);
  }
  return [...groups.values()];
}

/** A group as one finding, which belongs to the stack unless it is about one resource. */
function joined(group: Diagnostic[], join: Join): Diagnostic {
  const [first, ...others] = group;
  if (first === undefined) throw new RangeError("A group of findings has at least one.");
  const isAboutOne = others.length === 0 && !isUndecided(first);
  if (isAboutOne) return first;
  const { name, message } = join(group);
  first.setMessage(message);
  if (name !== undefined) rename(first, name, message);
  if (new Set(group.map((one) => one.getUrn())).size > 1) first.setUrn("");
  return first;
}

/** Whether a finding says that a rule could not decide; the SDK writes its start. */
export function isUndecided(diagnostic: Pick<Diagnostic, "getMessage">): boolean {
  return undecidedStart.test(diagnostic.getMessage());
}

/** What the SDK writes before the words of a rule that cannot decide. */
export const undecidedStart = /^can't run policy '[^']*' from policy pack '[^']*' during preview: /;

/** Findings of the same severity in the order of their rules and resources, whose own order changes from run to run. */
function severeFirst(findings: readonly Diagnostic[]): Diagnostic[] {
  return sortedBy(
    findings,
    (one) => (one.getEnforcementlevel() === advisory ? 1 : 0),
    // 1 is low, 4 is critical (analyzer.proto, PolicySeverity).
    (one) => -one.getSeverity(),
    (one) => one.getPolicyname(),
    (one) => one.getUrn(),
  );
}
